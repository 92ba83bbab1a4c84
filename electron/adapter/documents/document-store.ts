import { createHash, randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { DocumentStore } from '../../engine/port/document-store.ts';
import type { Logger } from '../../engine/port/logger.ts';
import { errorCode, readError, writeError } from './document-errors.ts';
import type { DocumentFs } from './document-fs.ts';

export interface DocumentStoreOptions {
  readonly directory: string;
  readonly fs: DocumentFs;
  readonly logger: Logger;
}

const HASH = /^[0-9a-f]{64}$/;
const TEMPORARY = 'tmp-';

/**
 * Documents as files `<hash>.json` in one directory (0700, files 0600). A document is durable when `put` resolves.
 * One that no longer matches its name reads as missing and is kept aside as `<hash>.json.damaged-…`.
 *
 * @throws AppError DATA_DIRECTORY_UNUSABLE; `put`: DISK_FULL, STATE_WRITE_FAILED; `get`: DATA_DIRECTORY_UNUSABLE
 */
export async function openDocumentStore({ directory, fs, logger }: DocumentStoreOptions): Promise<DocumentStore> {
  try {
    await fs.makeDirectory(directory);
    for (const name of await fs.list(directory)) {
      if (name.startsWith(TEMPORARY)) await discard(join(directory, name), fs, logger);
    }
  } catch (error) {
    throw readError(directory, error);
  }
  const pathOf = (hash: string): string => join(directory, `${hash}.json`);
  /** Documents that this store has made durable: one that a killed engine left may not be yet. */
  const durable = new Set<string>();
  const underWay = new Map<string, Promise<void>>();

  const readSound = async (hash: string): Promise<string | undefined> => {
    const path = pathOf(hash);
    const bytes = await readIfPresent(path, fs);
    if (bytes === undefined) return undefined;
    if (hashOf(bytes) === hash) return new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
    durable.delete(hash);
    await quarantine(path, directory, fs, logger);
    return undefined;
  };

  const store = async (hash: string, bytes: Uint8Array): Promise<void> => {
    const path = pathOf(hash);
    try {
      if ((await readSound(hash)) === undefined) {
        await writeNew(path, join(directory, temporaryName()), bytes, fs, logger);
      } else if (durable.has(hash)) {
        return;
      }
      await fs.syncDirectory(directory);
    } catch (error) {
      throw writeError(path, error);
    }
    durable.add(hash);
  };

  return {
    async put(text) {
      // A lone surrogate has no UTF-8 form and would read back as another text.
      const bytes = new TextEncoder().encode(text.toWellFormed());
      const hash = hashOf(bytes);
      let writing = underWay.get(hash);
      if (writing === undefined) {
        writing = store(hash, bytes).finally(() => underWay.delete(hash));
        underWay.set(hash, writing);
      }
      await writing;
      return hash;
    },
    async get(hash) {
      if (!HASH.test(hash)) return undefined;
      try {
        return await readSound(hash);
      } catch (error) {
        throw readError(pathOf(hash), error);
      }
    },
  };
}

const hashOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

const temporaryName = (): string => TEMPORARY + randomBytes(6).toString('hex');

async function writeNew(
  path: string,
  temporary: string,
  bytes: Uint8Array,
  fs: DocumentFs,
  logger: Logger,
): Promise<void> {
  const file = await fs.create(temporary);
  try {
    try {
      await file.write(bytes);
      await file.sync();
    } finally {
      await file.close();
    }
    await fs.rename(temporary, path);
  } catch (error) {
    await discard(temporary, fs, logger);
    throw error;
  }
}

async function readIfPresent(path: string, fs: DocumentFs): Promise<Uint8Array | undefined> {
  try {
    return await fs.read(path);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}

/** Keeps a damaged document aside; on a read-only disk it stays where it is and goes on reading as missing. */
async function quarantine(path: string, directory: string, fs: DocumentFs, logger: Logger): Promise<void> {
  try {
    const aside = `${path}.damaged-${randomBytes(4).toString('hex')}`;
    await fs.rename(path, aside);
    await fs.syncDirectory(directory);
    logger.warn('a damaged document is kept aside', { file: path, as: aside });
  } catch (error) {
    logger.warn('a damaged document could not be kept aside', { file: path, system: errorCode(error) });
  }
}

async function discard(path: string, fs: DocumentFs, logger: Logger): Promise<void> {
  try {
    await fs.remove(path);
  } catch (error) {
    logger.debug('a leftover of a write stays', { file: path, system: errorCode(error) });
  }
}
