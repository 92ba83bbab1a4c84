import { afterEach, describe, expect, it } from 'vitest';
import type { ControlDoor } from '../../../electron/http/control-door.ts';
import { type HostDoors, openHostDoors } from '../../../electron/host/host-doors.ts';
import type { ProtocolDoor } from '../../../electron/host/host-parts.ts';

/** A machine with its taken ports; free ports are given out from 50000 on. */
function createMachine(taken: readonly string[]) {
  const held = new Set(taken);
  let free = 50_000;
  const listen = (address: string, wanted: number): number => {
    const port = wanted === 0 ? (free += 1) : wanted;
    const place = `${address}:${String(port)}`;
    if (address === '192.0.2.1') throw Object.assign(new Error('no such address'), { code: 'EADDRNOTAVAIL' });
    if (held.has(place)) throw Object.assign(new Error('taken'), { code: 'EADDRINUSE' });
    held.add(place);
    return port;
  };
  const door = (): ProtocolDoor => {
    const own = new Set<string>();
    return {
      async listen(address, wanted) {
        const port = listen(address, wanted);
        const place = `${address}:${String(port)}`;
        own.add(place);
        return {
          port,
          close: async () => {
            own.delete(place);
            held.delete(place);
          },
        };
      },
      async close() {
        for (const place of own) held.delete(place);
      },
    };
  };
  const control: ControlDoor = {
    listen: async (port) => listen('127.0.0.1', port),
    clients: () => 0,
    lastUse: () => 0,
    close: async () => {},
  };
  return { held, door, control };
}

let opened: HostDoors | undefined;
afterEach(async () => opened?.close(0));

async function open(
  options: Partial<Parameters<typeof openHostDoors>[0]>,
  taken: readonly string[] = [],
): Promise<ReturnType<typeof createMachine>> {
  const machine = createMachine(taken);
  opened = undefined;
  opened = await openHostDoors({
    control: machine.control,
    core: machine.door(),
    work: machine.door(),
    kept: {},
    wished: {},
    isDefaultDirectory: false,
    portHolder: async () => 'java (process 4711)',
    ...options,
  });
  return machine;
}

describe('the ports of the doors', () => {
  it('are 8042 for the core of the default directory, free ones elsewhere', async () => {
    await open({ isDefaultDirectory: true });
    expect(opened?.ports.core).toBe(8042);
    await open({});
    expect(opened?.ports.core).toBeGreaterThan(50_000);
  });

  it('are those of the last time', async () => {
    const kept = { control: 4001, core: 4002, work: 4003, content: 4004 };
    await open({ kept });
    expect(opened?.ports).toEqual(kept);
  });

  it('move when a kept one is taken', async () => {
    await open({ kept: { core: 4002, work: 4003 } }, ['127.0.0.1:4002', '127.0.0.1:4003']);
    expect(opened?.ports.core).toBeGreaterThan(50_000);
    expect(opened?.ports.work).toBeGreaterThan(50_000);
  });

  it.each([
    ['DeltaFi’s own port', { isDefaultDirectory: true }, 8042, '--core-port'],
    ['a wished core port', { wished: { core: 4002 } }, 4002, '--core-port'],
    ['a wished control port', { wished: { control: 4001 } }, 4001, '--port'],
  ])('name the holder when %s is taken', async (_what, options, port, option) => {
    await expect(open(options, [`127.0.0.1:${String(port)}`])).rejects.toMatchObject({
      code: 'PORT_TAKEN',
      message: expect.stringContaining('java (process 4711)') as unknown,
      details: { port, option },
    });
  });
});

describe('the bridge side of the doors', () => {
  it('opens at the same ports, moves with the address, and closes', async () => {
    const { held } = await open({ kept: { core: 4002, work: 4003 } });
    const doors = opened?.doors;
    expect(doors?.addresses().bridge).toBeUndefined();
    await doors?.openBridge('172.17.0.1');
    await doors?.openBridge('172.17.0.1');
    expect(doors?.addresses().bridge).toBe('http://172.17.0.1:4002');
    expect(held).toContain('172.17.0.1:4003');
    await doors?.openBridge('172.30.0.1');
    expect(held).not.toContain('172.17.0.1:4002');
    expect(held).toContain('172.30.0.1:4002');
    await doors?.openBridge(undefined);
    expect(held).not.toContain('172.30.0.1:4002');
    expect(doors?.addresses().bridge).toBeUndefined();
  });

  it('says what is in the way, leaves nothing half open, and can be tried again', async () => {
    const { held } = await open({ kept: { core: 4002, work: 4003 } }, ['172.17.0.1:4003']);
    const doors = opened?.doors;
    await expect(doors?.openBridge('172.17.0.1')).rejects.toMatchObject({ code: 'PORT_TAKEN' });
    expect(held).not.toContain('172.17.0.1:4002');
    await expect(doors?.openBridge('192.0.2.1')).rejects.toMatchObject({ code: 'ADDRESS_UNAVAILABLE' });
    held.delete('172.17.0.1:4003');
    await doors?.openBridge('172.17.0.1');
    expect(doors?.addresses().bridge).toBe('http://172.17.0.1:4002');
  });

  it('tells containers the name of this machine and the ports', async () => {
    await open({ kept: { core: 4002, work: 4003, content: 4004 } });
    expect(opened?.doors.forContainers).toEqual({
      host: 'host.docker.internal',
      corePort: 4002,
      workPort: 4003,
      contentPort: 4004,
    });
  });
});
