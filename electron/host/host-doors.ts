import { AppError } from '../../shared/errors.ts';
import type { DoorAddresses } from '../../shared/model/engine.ts';
import type { Doors } from '../engine/port/doors.ts';
import type { ControlDoor } from '../http/control-door.ts';
import type { DoorPorts } from './directory-file.ts';
import type { DoorListener, HostParts, ProtocolDoor } from './host-parts.ts';

/** DeltaFi's own port of the core, for the default data directory (D5). */
const DELTAFI_CORE_PORT = 8042;
const LOOPBACK = '127.0.0.1';
/** How containers call the machine that runs them (D3). */
const MACHINE_FROM_CONTAINERS = 'host.docker.internal';

export interface HostDoorsOptions {
  readonly control: ControlDoor;
  readonly core: ProtocolDoor;
  readonly work: ProtocolDoor;
  /** Ports that this data directory had before. */
  readonly kept: DoorPorts;
  /** Ports that the user asked for now; taken means refused. */
  readonly wished: { readonly control?: number; readonly core?: number };
  readonly isDefaultDirectory: boolean;
  readonly portHolder: HostParts['portHolder'];
}

/** A port of every door. */
type AllDoorPorts = { readonly [Door in keyof DoorPorts]-?: number };

/** The three doors of a running host. */
export interface HostDoors {
  readonly doors: Doors;
  /** The ports in use now, to be kept for the directory. */
  readonly ports: AllDoorPorts;
  /** Ends all listeners; calls under way on the control door get `deadline` milliseconds. */
  close(deadline: number): Promise<void>;
}

/**
 * Opens all doors on loopback. A port that the user asked for, or DeltaFi's 8042 of the default directory, must be had;
 * any other that cannot be had again is replaced by a free one (D4).
 * @throws AppError PORT_TAKEN naming the holder
 */
export async function openHostDoors(options: HostDoorsOptions): Promise<HostDoors> {
  const { control, core, work, kept, wished, isDefaultDirectory, portHolder } = options;
  const take = <T>(listen: (port: number) => Promise<T>, wish: PortWish) => listenOrMove(listen, wish, portHolder);
  const close = async (deadline: number): Promise<void> => {
    await Promise.all([control.close(deadline), core.close(), work.close()]);
  };
  try {
    const coreListener = await take((port) => core.listen(LOOPBACK, port, 'loopback'), {
      port: wished.core ?? kept.core ?? (isDefaultDirectory ? DELTAFI_CORE_PORT : 0),
      isFixed: wished.core !== undefined || isDefaultDirectory,
      option: '--core-port',
    });
    const workListener = await take((port) => work.listen(LOOPBACK, port, 'loopback'), { port: kept.work ?? 0 });
    const content = kept.content ?? (await reservePort(work));
    const controlPort = await take((port) => control.listen(port), {
      port: wished.control ?? kept.control ?? 0,
      isFixed: wished.control !== undefined,
      option: '--port',
    });
    const ports = {
      control: controlPort,
      core: coreListener.port,
      work: workListener.port,
      content,
    };
    return { doors: createDoors(ports, core, work), ports, close };
  } catch (error) {
    await close(0);
    throw error;
  }
}

interface PortWish {
  readonly port: number;
  /** Another port will not do. */
  readonly isFixed?: boolean;
  /** The option that chooses another port. */
  readonly option?: string;
}

async function listenOrMove<T>(
  listen: (port: number) => Promise<T>,
  { port, isFixed = false, option = '--data-dir' }: PortWish,
  portHolder: HostParts['portHolder'],
): Promise<T> {
  try {
    return await listen(port);
  } catch (error) {
    if (!isTaken(error) || port === 0) throw error;
    if (!isFixed) return listen(0);
    const holder = (await portHolder(port)) ?? 'another program';
    throw new AppError('PORT_TAKEN', `Port ${String(port)} is taken by ${holder}.`, {
      cause: error,
      details: { port, holder, option },
    });
  }
}

function isTaken(error: unknown): boolean {
  if (error instanceof AppError) return error.code === 'PORT_TAKEN';
  return error instanceof Error && 'code' in error && (error.code === 'EADDRINUSE' || error.code === 'EACCES');
}

/** The content door opens later; its port is chosen now, so that containers made now will find it. */
async function reservePort(door: ProtocolDoor): Promise<number> {
  const listener = await door.listen(LOOPBACK, 0, 'loopback');
  await listener.close();
  return listener.port;
}

function createDoors(ports: AllDoorPorts, core: ProtocolDoor, work: ProtocolDoor): Doors {
  let bridge: { readonly address: string; readonly listeners: readonly DoorListener[] } | undefined;
  let moving = Promise.resolve();

  const move = async (address: string | undefined): Promise<void> => {
    if (address === bridge?.address) return;
    const former = bridge;
    bridge = undefined;
    await Promise.all((former?.listeners ?? []).map((listener) => listener.close()));
    if (address === undefined) return;
    const coreListener = await listenOnBridge(core, address, ports.core);
    try {
      bridge = { address, listeners: [coreListener, await listenOnBridge(work, address, ports.work)] };
    } catch (error) {
      await coreListener.close();
      throw error;
    }
  };

  return {
    addresses: (): DoorAddresses => ({
      control: `http://${LOOPBACK}:${String(ports.control)}`,
      core: `http://${LOOPBACK}:${String(ports.core)}`,
      ...(bridge === undefined ? {} : { bridge: `http://${bridge.address}:${String(ports.core)}` }),
      work: `redis://${LOOPBACK}:${String(ports.work)}`,
    }),
    openBridge(address) {
      // One move at a time: a failed one must not keep the next from being tried.
      const next = moving.then(() => move(address));
      moving = next.catch(() => undefined);
      return next;
    },
    forContainers: {
      host: MACHINE_FROM_CONTAINERS,
      corePort: ports.core,
      workPort: ports.work,
      contentPort: ports.content,
    },
  };
}

async function listenOnBridge(door: ProtocolDoor, address: string, port: number): Promise<DoorListener> {
  try {
    return await door.listen(address, port, 'bridge');
  } catch (error) {
    if (error instanceof AppError) throw error;
    if (isTaken(error)) {
      throw new AppError('PORT_TAKEN', `Port ${String(port)} of ${address} is taken by another program.`, {
        cause: error,
        details: { port, address, option: '--core-port' },
      });
    }
    throw new AppError(
      'ADDRESS_UNAVAILABLE',
      `Containers cannot reach this machine: ${address} is not one of its addresses.`,
      {
        cause: error,
        details: { address },
      },
    );
  }
}
