import { createServer } from 'node:net';
import type { HostParts, ProtocolDoor } from '../../../electron/host/host-parts.ts';
import { randomIds } from '../../../electron/adapter/system/random-ids.ts';
import { systemClock } from '../../../electron/adapter/system/system-clock.ts';
import type { Logger } from '../../../electron/engine/port/logger.ts';
import { type FakeEngine, createFakeEngine } from './engine.ts';

/** A logger that keeps nothing. */
export const silentLogger: Logger = { debug() {}, info() {}, warn() {}, error() {} };

export interface FakeHostParts extends HostParts {
  /** The engine of the newest host that was made from these parts. */
  readonly engine: () => FakeEngine;
}

/** Parts of a host around a fake engine: no Docker, state in memory, doors that accept connections and say nothing. */
export function createFakeHostParts(changes: Partial<HostParts> = {}, pace = 5): FakeHostParts {
  let newest: FakeEngine | undefined;
  return {
    clock: systemClock,
    ids: randomIds,
    reachCrashPoint() {},
    openLog: () => ({ ...silentLogger, close() {} }),
    openState: async () => ({
      read: unused,
      update: unused,
      condition: { kind: 'new' },
      close: async () => {},
    }),
    openHistory: () => ({ append() {}, list: () => [], close() {} }),
    openDocuments: async () => ({ put: unused, get: unused }),
    createRuntime: () => fakeRuntime(),
    createCoreDoor: createSilentDoor,
    createWorkDoor: createSilentDoor,
    createEngine(ports, options) {
      newest = createFakeEngine({ ...options, doors: () => ports.doors.addresses(), pace });
      return newest;
    },
    portHolder: async () => 'java (process 4711)',
    ...changes,
    engine() {
      if (newest === undefined) throw new Error('No host was made yet.');
      return newest;
    },
  };
}

function createSilentDoor(): ProtocolDoor {
  const closers = new Set<() => Promise<void>>();
  return {
    async listen(address, port) {
      const server = createServer((socket) => socket.destroy());
      await new Promise<void>((resolve, reject) => {
        server.once('error', reject);
        server.listen({ host: address, port, exclusive: true }, resolve);
      });
      const bound = server.address();
      if (bound === null || typeof bound === 'string') throw new Error('no port');
      const close = () => new Promise<void>((resolve) => void server.close(() => resolve()));
      closers.add(close);
      return { port: bound.port, close };
    },
    async close() {
      await Promise.all([...closers].map((close) => close()));
    },
  };
}

/** A container runtime that nobody calls: the fake engine has no use for one. */
function fakeRuntime(): ReturnType<HostParts['createRuntime']> {
  return {
    facts: () => ({ state: 'down', since: 0, checkedAt: 0 }),
    probe: unused,
    watch: unused,
    inspectImage: unused,
    ensureImage: unused,
    platform: unused,
    inspectRemoteImage: unused,
    nameImage: unused,
    unnameImage: unused,
    ensureNetwork: unused,
    removeNetwork: unused,
    hostGateway: unused,
    createContainer: unused,
    startContainer: unused,
    stopContainer: unused,
    removeContainer: unused,
    renameContainer: unused,
    inspectContainer: unused,
    listContainers: unused,
    logTail: unused,
    readFileInside: unused,
    close() {},
  };
}

function unused(): never {
  throw new Error('The fake engine does not use this.');
}
