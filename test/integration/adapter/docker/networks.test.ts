import { type AddressInfo, createServer } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LABELS } from '../../../../electron/engine/port/container-runtime.ts';
import { eventually } from '../../../support/eventually.ts';
import { type Bench, createBench, refusal } from './bench.ts';
import { loadTinyImages } from './tiny-images.ts';

describe('networks on a real engine', () => {
  let bench: Bench;
  beforeAll(async () => {
    bench = await createBench();
  });
  afterAll(async () => await bench.dispose());

  it('are made once, by their exact name, with our label', async () => {
    const name = `net-${bench.directoryId}`;
    const longer = await bench.docker.createNetwork({ Name: `my-${name}-x`, Labels: { 'deltadock.test': '1' } });
    try {
      await bench.runtime.ensureNetwork(name);
      await bench.runtime.ensureNetwork(name);
      const found = (await bench.docker.listNetworks({ filters: { name: [name] } })).filter((one) => one.Name === name);
      expect(found).toHaveLength(1);
      expect(found[0]).toMatchObject({ Driver: 'bridge', Labels: { [LABELS.directory]: bench.directoryId } });
      await bench.runtime.removeNetwork(name);
      expect((await bench.docker.listNetworks({ filters: { name: [name] } })).map((one) => one.Name)).toEqual([
        `my-${name}-x`,
      ]);
      await bench.runtime.removeNetwork(name);
    } finally {
      await longer.remove();
    }
  });

  it('made at the same time become one', async () => {
    const name = `race-${bench.directoryId}`;
    await Promise.all([
      bench.runtime.ensureNetwork(name),
      bench.runtime.ensureNetwork(name),
      bench.runtime.ensureNetwork(name),
    ]);
    expect(await bench.docker.listNetworks({ filters: { name: [name] } })).toHaveLength(1);
    await bench.runtime.removeNetwork(name);
  });

  it('of others are neither used nor removed', async () => {
    for (const labels of [{ 'deltadock.test': '1' }, { 'deltadock.test': '1', [LABELS.directory]: 'elsewhere' }]) {
      const name = `foreign-${bench.directoryId}`;
      const foreign = await bench.docker.createNetwork({ Name: name, Labels: labels });
      try {
        const before: unknown = await foreign.inspect();
        const error = await refusal(bench.runtime.ensureNetwork(name));
        expect(error).toMatchObject({
          code: 'NAME_TAKEN',
          details: { name, ours: false, holderId: foreign.id.slice(0, 12) },
        });
        await bench.runtime.removeNetwork(name);
        expect(await foreign.inspect()).toEqual(before);
      } finally {
        await foreign.remove();
      }
    }
  });

  it('stay while a container needs them, also a stopped one', async () => {
    const name = `used-${bench.directoryId}`;
    await loadTinyImages(bench.docker, [{ name: 'deltadock-test/idle:1', script: 'sleep 1000' }]);
    await bench.runtime.ensureNetwork(name);
    const id = await bench.runtime.createContainer(bench.spec('deltadock-test/idle:1', { network: name }));
    await bench.runtime.removeNetwork(name);
    expect(await bench.docker.listNetworks({ filters: { name: [name] } })).toHaveLength(1);
    await bench.runtime.removeContainer(id);
    await bench.runtime.removeNetwork(name);
    expect(await bench.docker.listNetworks({ filters: { name: [name] } })).toHaveLength(0);
  });

  it('lead to this machine by the gateway of the default bridge', async () => {
    const gateway = await bench.runtime.hostGateway();
    const { IPAM } = await bench.docker.getNetwork('bridge').inspect();
    expect(IPAM?.Config?.[0]?.Subnet).toBe(`${gateway?.split('.').slice(0, 2).join('.') ?? ''}.0.0/16`);
    // Whoever listens there is reached by host.docker.internal of a container.
    const server = createServer((socket) => socket.end('hello from the host\n'));
    await new Promise<void>((resolve) => server.listen(0, gateway, resolve));
    const { port } = server.address() as AddressInfo;
    const name = `gate-${bench.directoryId}`;
    await loadTinyImages(bench.docker, [
      { name: 'deltadock-test/caller:1', script: `nc host.docker.internal ${String(port)}` },
    ]);
    await bench.runtime.ensureNetwork(name);
    const id = await bench.runtime.createContainer(bench.spec('deltadock-test/caller:1', { network: name }));
    try {
      await bench.runtime.startContainer(id);
      await eventually(async () => expect(await bench.runtime.logTail(id, 5)).toEqual(['hello from the host']), {
        within: 10_000,
      });
    } finally {
      await bench.runtime.removeContainer(id);
      await bench.runtime.removeNetwork(name);
      server.close();
    }
  });
});
