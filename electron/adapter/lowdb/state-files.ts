import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { Logger } from '../../engine/port/logger.ts';
import { type DurableFs, errorCode } from './durable-fs.ts';

/** Backups that are kept besides the main file. */
const BACKUPS = 5;

/** Where the files of one store lie, and the operations on their names. */
export interface StateFiles {
  readonly directory: string;
  readonly main: string;
  /** The copy from before a change by hand, kept until the user has decided (D12). */
  readonly beforeEdit: string;
  /** Every backup slot, in no order of age: the generation inside tells. */
  readonly slots: readonly string[];
  /** The slot of a generation: a ring, so that a write touches only the oldest backup. */
  slotOf(generation: number): string;
  /** The file's content, or undefined when there is none. */
  readIfPresent(path: string): Promise<Uint8Array | undefined>;
  /** Writes a new file beside the others and syncs its content; returns its path. It leaves nothing when it fails. */
  writeTemporary(bytes: Uint8Array): Promise<string>;
  /** Gives `from` the name `to` as well, replacing what has it. `from` keeps its name at every moment. */
  linkOver(from: string, to: string): Promise<void>;
  /** Gives the file a further, free name made of the store's name, a word and the time; returns its path. */
  keepAside(path: string, word: string, now: number): Promise<string>;
  removeIfPresent(path: string): Promise<void>;
  /** Removes what interrupted writes left. */
  removeLeftovers(): Promise<void>;
}

export function stateFiles(fs: DurableFs, directory: string, fileName: string, logger: Logger): StateFiles {
  const main = join(directory, fileName);
  const temporaryPrefix = `${fileName}.tmp-`;
  const slotOf = (generation: number): string => `${main}.${1 + (generation % BACKUPS)}`;

  const removeIfPresent = async (path: string): Promise<void> => {
    try {
      await fs.remove(path);
    } catch (error) {
      if (errorCode(error) !== 'ENOENT') throw error;
    }
  };

  const discard = async (path: string): Promise<void> => {
    try {
      await removeIfPresent(path);
    } catch (error) {
      logger.debug('a leftover of a write stays until the next start', { file: path, system: errorCode(error) });
    }
  };

  const writeTemporary = async (bytes: Uint8Array): Promise<string> => {
    const path = join(directory, temporaryPrefix + randomBytes(6).toString('hex'));
    const file = await fs.create(path);
    try {
      try {
        await file.write(bytes);
        await file.sync();
      } finally {
        await file.close();
      }
    } catch (error) {
      await discard(path);
      throw error;
    }
    return path;
  };

  /** A second name, or a synced copy where the file system knows no links. */
  const duplicate = async (from: string, to: string): Promise<void> => {
    try {
      await fs.link(from, to);
    } catch (error) {
      if (!WITHOUT_LINKS.includes(errorCode(error) ?? '')) throw error;
      await fs.rename(await writeTemporary(await fs.read(from)), to);
    }
  };

  return {
    directory,
    main,
    beforeEdit: `${main}.before-edit`,
    slots: Array.from({ length: BACKUPS }, (_, index) => slotOf(index)),
    slotOf,
    writeTemporary,
    removeIfPresent,

    async readIfPresent(path) {
      try {
        return await fs.read(path);
      } catch (error) {
        if (errorCode(error) === 'ENOENT') return undefined;
        throw error;
      }
    },

    async linkOver(from, to) {
      await removeIfPresent(to);
      await duplicate(from, to);
    },

    async keepAside(path, word, now) {
      const time = new Date(now).toISOString().replaceAll(/[-:]|\.\d+/g, '');
      const taken = new Set(await fs.list(directory));
      let count = 1;
      while (taken.has(`${fileName}.${word}-${time}-${count}`)) count += 1;
      const aside = `${main}.${word}-${time}-${count}`;
      await duplicate(path, aside);
      return aside;
    },

    async removeLeftovers() {
      for (const name of await fs.list(directory)) {
        if (!name.startsWith(temporaryPrefix)) continue;
        logger.debug('removing the leftover of an interrupted write', { file: name });
        await discard(join(directory, name));
      }
    },
  };
}

/** What file systems answer that know no hard links. */
const WITHOUT_LINKS = ['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK'];
