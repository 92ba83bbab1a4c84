import type { Handlers } from '../../shared/contract/contract.ts';
import type { EngineEvent } from '../../shared/contract/events.ts';
import type { EngineMode } from '../../shared/model/engine.ts';
import type { CoreDoorHandlers, WorkDoorHandlers } from './plugin/doors.ts';
import type { Clock } from './port/clock.ts';
import type { ContainerRuntime } from './port/container-runtime.ts';
import type { ReachCrashPoint } from './port/crash-points.ts';
import type { DeployKeys } from './port/deploy-keys.ts';
import type { Disposable } from './port/disposable.ts';
import type { DocumentStore } from './port/document-store.ts';
import type { Doors } from './port/doors.ts';
import type { HistoryStore } from './port/history-store.ts';
import type { Ids } from './port/ids.ts';
import type { Logger } from './port/logger.ts';
import type { StateStore } from './port/state-store.ts';
import type { EngineState } from '../../shared/model/engine-state.ts';

/** Everything outside that the engine uses. */
export interface EnginePorts {
  readonly runtime: ContainerRuntime;
  readonly state: StateStore<EngineState>;
  readonly documents: DocumentStore;
  readonly history: HistoryStore;
  readonly keys: DeployKeys;
  readonly doors: Doors;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly logger: Logger;
  readonly reachCrashPoint: ReachCrashPoint;
}

export interface EngineOptions {
  readonly version: string;
  readonly pid: number;
  readonly mode: EngineMode;
  /** `isDefault` decides the names of Docker objects (D5). */
  readonly directory: { readonly id: string; readonly path: string; readonly isDefault: boolean };
  /** Address for containers that replaces docker0's gateway (D4). */
  readonly coreAddress?: string;
  /** Ends the process in order; called after the answer to `engine.stop` or `engine.release` is on its way. */
  readonly requestStop: (options: StopOptions) => void;
}

export interface StopOptions {
  /** Leave plugin containers running (D9). */
  readonly leavePlugins: boolean;
}

/** The product without any door. */
export interface Engine {
  readonly handlers: Handlers;
  readonly coreDoor: CoreDoorHandlers;
  readonly workDoor: WorkDoorHandlers;
  /** Calls `listener` with `snapshot` at once and with every event after it, in order. A listener must not throw or block. */
  subscribe(listener: (event: EngineEvent) => void): Disposable;
  /** Whether operations run now; a borrowed engine does not end while there are any (D1). */
  busy(): boolean;
  /** Takes up what the state says: adopts, restarts or finishes (D9). Resolves when the first look is done or Docker is away. */
  start(): Promise<void>;
  /** Stops taking, finishes or puts back, releases. */
  stop(options: StopOptions): Promise<void>;
}
