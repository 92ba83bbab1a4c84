import { join } from 'node:path';
import { createDockerRuntime } from '../adapter/docker/docker-runtime.ts';
import { openDocumentStore } from '../adapter/documents/document-store.ts';
import { openEngineLog } from '../adapter/log-files/engine-log.ts';
import { nodeDurableFs } from '../adapter/lowdb/node-durable-fs.ts';
import { openStateStore } from '../adapter/lowdb/state-store.ts';
import { openHistoryStore } from '../adapter/sqlite/history-store.ts';
import { randomIds } from '../adapter/system/random-ids.ts';
import { systemClock } from '../adapter/system/system-clock.ts';
import { portHolder } from '../core-api/port-holder.ts';
import { WORK_DOOR_LIMITS, createWorkDoor } from '../core-api/resp/work-door.ts';
import { CORE_DOOR_LIMITS, createCoreDoor } from '../core-api/rest/core-door.ts';
import { createEngine } from '../engine/create-engine.ts';
import { EngineState, INITIAL_STATE, STATE_VERSION } from '../../shared/model/engine-state.ts';
import type { HostParts } from './host-parts.ts';

/** The parts of which the product consists. Chosen here and nowhere else. */
export function createProductParts(
  environment: Readonly<Record<string, string | undefined>>,
  homeDirectory: string,
): HostParts {
  return {
    clock: systemClock,
    ids: randomIds,
    reachCrashPoint: () => undefined,
    openLog: (file) => openEngineLog(file),
    openState: (directory, freshState, logger) =>
      openStateStore({
        directory: join(directory, 'state'),
        fileName: 'state.json',
        schema: EngineState,
        version: STATE_VERSION,
        migrations: {},
        initial: INITIAL_STATE,
        whenUnusable: freshState ? 'set-aside' : 'refuse',
        fs: nodeDurableFs,
        clock: systemClock,
        logger,
      }),
    openHistory: (file, logger) => openHistoryStore(file, systemClock, logger),
    openDocuments: (directory, logger) =>
      openDocumentStore({ directory: join(directory, 'documents'), fs: nodeDurableFs, logger }),
    createRuntime: (directoryId, logger) =>
      createDockerRuntime({ directoryId, environment, homeDirectory, clock: systemClock, logger }),
    createCoreDoor: (handlers, logger) => createCoreDoor({ handlers, logger, limits: CORE_DOOR_LIMITS }),
    createWorkDoor: (handlers, logger) => createWorkDoor({ handlers, logger, limits: WORK_DOOR_LIMITS }),
    createEngine,
    portHolder,
  };
}
