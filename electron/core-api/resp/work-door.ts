import { createServer } from 'node:net';
import type { WorkDoorHandlers } from '../../engine/plugin/doors.ts';
import type { Logger } from '../../engine/port/logger.ts';
import { createDoor, type Door } from '../door-listeners.ts';
import { ClientHashes } from './hashes.ts';
import { UnexpectedResults } from './work-commands.ts';
import { type WorkDoorLimits, WorkSession } from './work-session.ts';

export interface WorkDoorOptions {
  readonly handlers: WorkDoorHandlers;
  readonly logger: Logger;
  readonly limits: WorkDoorLimits;
}

const KIB = 1024;

export const WORK_DOOR_LIMITS: WorkDoorLimits = {
  beforeAuth: { commandBytes: 64 * KIB, parts: 10 },
  // A result is one JSON text, which the Java kit keeps below 16 Mi characters (`flows.md` §3.2).
  afterAuth: { commandBytes: 64 * KIB * KIB, parts: 1024 },
  waiting: KIB * KIB,
  authWithin: 30_000,
  lookEvery: 5_000,
  connections: 4_096,
};

/** The work queue as DeltaFi kits see it, in RESP2 (D2, D3, D21). Registered plugins wait and heartbeat here. */
export function createWorkDoor({ handlers, logger, limits }: WorkDoorOptions): Door {
  const hashes = new ClientHashes();
  const results = new UnexpectedResults(logger);
  let connections = 0;

  return createDoor(() => {
    const sessions = new Set<WorkSession>();
    const server = createServer((socket) => {
      connections += 1;
      const session = new WorkSession(socket, { id: connections, handlers, hashes, results, limits, logger });
      sessions.add(session);
      socket.once('close', () => sessions.delete(session));
    });
    server.maxConnections = limits.connections;
    const look = setInterval(() => {
      for (const session of sessions) session.endIfOutdated();
    }, limits.lookEvery);
    look.unref();
    server.once('close', () => clearInterval(look));
    return { server, grace: 0 };
  }, logger);
}
