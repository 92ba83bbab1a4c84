import type { Background } from '../background.ts';
import type { EngineOptions, EnginePorts } from '../engine.ts';
import type { EventHub } from '../event-hub.ts';
import type { KeyedQueue } from '../keyed-queue.ts';
import type { NoteHistory } from './history.ts';
import type { DirectoryNames } from './naming.ts';
import type { PluginBook } from './plugin-book.ts';

/** What the services of this folder share. Lifecycle commands of one plugin run one at a time through `queue`. */
export interface PluginContext {
  readonly ports: EnginePorts;
  readonly options: EngineOptions;
  readonly names: DirectoryNames;
  readonly book: PluginBook;
  readonly hub: EventHub;
  readonly note: NoteHistory;
  readonly queue: KeyedQueue;
  readonly background: Background;
}
