import type { Adapter } from 'lowdb';
import { AppError } from '../../../shared/errors.ts';
import type { Clock } from '../../engine/port/clock.ts';
import type { Logger } from '../../engine/port/logger.ts';
import type { StateCondition } from '../../engine/port/state-store.ts';
import { canonicalJson } from './canonical-json.ts';
import { type DurableFs, errorCode } from './durable-fs.ts';
import { readError, writeError } from './file-errors.ts';
import { type Loaded, load, type MainFile, type WhenUnusable } from './load.ts';
import { encodeState, type StateFormat } from './state-file.ts';
import { type StateFiles, stateFiles } from './state-files.ts';

export interface DurableAdapterOptions<S> {
  readonly directory: string;
  readonly fileName: string;
  readonly format: StateFormat<S>;
  readonly whenUnusable: WhenUnusable;
  readonly fs: DurableFs;
  readonly clock: Clock;
  readonly logger: Logger;
}

/**
 * lowdb's adapter on a file that survives crashes at every step.
 *
 * A write costs two syncs: new file, sync, second name for the former file (its backup), rename over the main file,
 * sync of the directory. At every moment the main file is the whole former or the whole new state. A write that fails
 * after the rename is undone. Calls must not overlap; {@link openStateStore} sees to that.
 */
export class DurableAdapter<S extends object> implements Adapter<S> {
  readonly #options: DurableAdapterOptions<S>;
  readonly #files: StateFiles;
  readonly #texts = new WeakMap<S, string>();
  #main: MainFile = { kind: 'absent' };
  #generation = 0;
  #condition: StateCondition = { kind: 'new' };
  #beforeEdit: S | undefined;

  constructor(options: DurableAdapterOptions<S>) {
    this.#options = options;
    this.#files = stateFiles(options.fs, options.directory, options.fileName, options.logger);
  }

  /** How the last {@link read} went. */
  get condition(): StateCondition {
    return this.#condition;
  }

  /** The state from before a change by hand, until {@link decide}. */
  get beforeEdit(): S | undefined {
    return this.#beforeEdit;
  }

  /** @throws AppError STATE_DAMAGED, STATE_NEWER (both: nothing was touched), DATA_DIRECTORY_UNUSABLE */
  async read(): Promise<S | null> {
    const { fs, directory, format, whenUnusable, logger } = this.#options;
    try {
      await fs.makeDirectory(directory);
      await this.#files.removeLeftovers();
      // After a kill the newest names may be in memory only; what is read from here on must not vanish again.
      await fs.syncDirectory(directory);
    } catch (error) {
      throw readError(directory, error);
    }
    const loaded = await load(this.#files, format, whenUnusable, logger);
    this.#main = loaded.main;
    this.#generation = loaded.generation;
    this.#condition = loaded.condition;
    this.#beforeEdit = loaded.beforeEdit;
    await this.#whilePossible('put the files in order', async () => this.#settle(loaded));
    return loaded.data ?? null;
  }

  /** Resolves when `data` is on stable storage. @throws AppError STATE_WRITE_FAILED, DISK_FULL, INTERNAL */
  async write(data: S): Promise<void> {
    const { fs, logger } = this.#options;
    this.#generation += 1;
    const generation = this.#generation;
    const bytes = this.#encode(data, generation);
    try {
      const temporary = await this.#files.writeTemporary(bytes);
      try {
        await this.#keepMain();
      } catch (error) {
        await this.#whilePossible('remove a temporary file', async () => fs.remove(temporary));
        throw error;
      }
      try {
        await fs.rename(temporary, this.#files.main);
        await fs.syncDirectory(this.#files.directory);
      } catch (error) {
        await this.#whilePossible('undo a failed write', async () => this.#undo());
        await this.#whilePossible('remove a temporary file', async () => this.#files.removeIfPresent(temporary));
        throw error;
      }
    } catch (error) {
      logger.error('the state could not be written', { file: this.#files.main, system: errorCode(error) });
      throw writeError(this.#files.main, error);
    }
    this.#main = { kind: 'current', generation };
  }

  /**
   * Gives the main file a backup that shares nothing with it, so that later damage or a change by hand can be
   * answered with exactly this state. Best effort: it adds to what {@link write} has already made safe.
   */
  async backUp(): Promise<void> {
    const main = this.#main;
    if (main.kind !== 'current') return;
    await this.#whilePossible('back up the state', async () => {
      const { fs } = this.#options;
      const slot = this.#files.slotOf(main.generation);
      await fs.rename(await this.#files.writeTemporary(await fs.read(this.#files.main)), slot);
      await fs.syncDirectory(this.#files.directory);
      this.#main = { kind: 'kept', at: slot };
    });
  }

  /**
   * Canonical JSON of a state that will not be changed any more.
   * @throws AppError INTERNAL when it holds what JSON would change or lose
   */
  canonical(data: S): string {
    const known = this.#texts.get(data);
    if (known !== undefined) return known;
    try {
      const text = canonicalJson(data);
      this.#texts.set(data, text);
      return text;
    } catch (error) {
      throw new AppError('INTERNAL', 'The new state is not plain JSON; nothing was changed.', { cause: error });
    }
  }

  /** Ends the wait for the user's word on a change by hand. @throws AppError STATE_WRITE_FAILED */
  async decide(): Promise<void> {
    try {
      await this.#files.removeIfPresent(this.#files.beforeEdit);
      await this.#options.fs.syncDirectory(this.#files.directory);
    } catch (error) {
      throw writeError(this.#files.main, error);
    }
    this.#beforeEdit = undefined;
  }

  #encode(data: S, generation: number): Uint8Array {
    const { format, clock } = this.#options;
    return encodeState(data, this.canonical(data), format.version, generation, clock.now());
  }

  /** Makes the main file safe to replace. */
  async #keepMain(): Promise<void> {
    const main = this.#main;
    if (main.kind === 'current') {
      const slot = this.#files.slotOf(main.generation);
      await this.#files.linkOver(this.#files.main, slot);
      this.#main = { kind: 'kept', at: slot };
    } else if (main.kind === 'foreign') {
      this.#main = { kind: 'kept', at: await this.#setAside(this.#files.main, main.word) };
    }
  }

  /** Puts the former file back under the main name: a rejected write must not come up after a restart. */
  async #undo(): Promise<void> {
    const { fs } = this.#options;
    if (this.#main.kind === 'kept') {
      const former = await this.#files.writeTemporary(await fs.read(this.#main.at));
      await fs.rename(former, this.#files.main);
    } else {
      await this.#files.removeIfPresent(this.#files.main);
    }
    await fs.syncDirectory(this.#files.directory);
  }

  /** What a reading leaves to do on the disk; a read-only disk does without. */
  async #settle(loaded: Loaded<S>): Promise<void> {
    const { fs, directory } = this.#options;
    if (loaded.condition.kind === 'recovered') {
      const quarantined: string[] = [];
      if (loaded.main.kind === 'foreign') {
        const aside = await this.#setAside(this.#files.main, loaded.main.word);
        this.#main = { kind: 'kept', at: aside };
        quarantined.push(aside);
        this.#condition = { ...loaded.condition, quarantined };
      }
      for (const { path, word } of loaded.unusable) {
        quarantined.push(await this.#setAside(path, word));
        await fs.remove(path);
      }
      this.#condition = { ...loaded.condition, quarantined };
      await fs.syncDirectory(directory);
    } else if (loaded.pin && loaded.beforeEdit !== undefined) {
      const bytes = this.#encode(loaded.beforeEdit, loaded.generation);
      await fs.rename(await this.#files.writeTemporary(bytes), this.#files.beforeEdit);
      await fs.syncDirectory(directory);
    }
  }

  async #setAside(path: string, word: string): Promise<string> {
    const aside = await this.#files.keepAside(path, word, this.#options.clock.now());
    this.#options.logger.warn('a state file is kept aside', { file: path, as: aside });
    return aside;
  }

  /** For steps whose failure loses nothing and is made good by a later write or start. */
  async #whilePossible(intention: string, action: () => Promise<void>): Promise<void> {
    try {
      await action();
    } catch (error) {
      this.#options.logger.warn(`could not ${intention}`, { file: this.#files.main, system: errorCode(error) });
    }
  }
}
