import type { CoreDoorHandlers, WorkDoorHandlers } from '../engine/plugin/doors.ts';
import type { Engine, EngineOptions, EnginePorts } from '../engine/engine.ts';
import type { Clock } from '../engine/port/clock.ts';
import type { ContainerRuntime } from '../engine/port/container-runtime.ts';
import type { ReachCrashPoint } from '../engine/port/crash-points.ts';
import type { HistoryStore } from '../engine/port/history-store.ts';
import type { DocumentStore } from '../engine/port/document-store.ts';
import type { Ids } from '../engine/port/ids.ts';
import type { Logger } from '../engine/port/logger.ts';
import type { StateStore } from '../engine/port/state-store.ts';
import type { EngineState } from '../../shared/model/engine-state.ts';

/** A log that the host opened and closes. */
export interface HostLog extends Logger {
  close(): void;
}

/** One listener of a protocol door. */
export interface DoorListener {
  readonly port: number;
  close(): Promise<void>;
}

/** A door that speaks a protocol of DeltaFi: core or work. */
export interface ProtocolDoor {
  /** Listens there; port 0 takes a free one. Rejects with Node's error or AppError PORT_TAKEN, ADDRESS_UNAVAILABLE. */
  listen(address: string, port: number, listener: 'loopback' | 'bridge'): Promise<DoorListener>;
  /** Ends every listener and connection. */
  close(): Promise<void>;
}

/** Everything that a host is put together from. The product's own parts are in `product-parts.ts`; tests bring others. */
export interface HostParts {
  readonly clock: Clock;
  readonly ids: Ids;
  readonly reachCrashPoint: ReachCrashPoint;
  openLog(file: string): HostLog;
  /** @throws AppError STATE_DAMAGED, STATE_NEWER, DATA_DIRECTORY_UNUSABLE */
  openState(directory: string, freshState: boolean, logger: Logger): Promise<StateStore<EngineState>>;
  /** Never fails for what is in the file. */
  openHistory(file: string, logger: Logger): HistoryStore;
  openDocuments(directory: string, logger: Logger): Promise<DocumentStore>;
  createRuntime(directoryId: string, logger: Logger): ContainerRuntime;
  createCoreDoor(handlers: CoreDoorHandlers, logger: Logger): ProtocolDoor;
  createWorkDoor(handlers: WorkDoorHandlers, logger: Logger): ProtocolDoor;
  createEngine(ports: EnginePorts, options: EngineOptions): Engine;
  /** Who holds a TCP port of this machine, in words such as “java (process 4711)”; undefined when that cannot be seen. */
  portHolder(port: number): Promise<string | undefined>;
}
