import { chmod, link, mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { type DurableFs, errorCode } from './durable-fs.ts';

const DIRECTORY_MODE = 0o700;
const FILE_MODE = 0o600;

/**
 * The real file system. `sync` is a full flush on every platform (libuv uses F_FULLFSYNC on macOS).
 * Windows cannot sync directories; there NTFS journals names, and `syncDirectory` does nothing.
 */
export const nodeDurableFs: DurableFs = {
  async makeDirectory(path) {
    const first = await mkdir(path, { recursive: true, mode: DIRECTORY_MODE });
    if (first === undefined) {
      await narrow(path);
      return;
    }
    for (let made = path; made.length >= first.length; made = dirname(made)) {
      await syncDirectory(dirname(made));
    }
  },
  list: async (directory) => readdir(directory),
  read: async (path) => readFile(path),
  async create(path) {
    const handle = await open(path, 'wx', FILE_MODE);
    return {
      write: async (bytes) => handle.writeFile(bytes),
      sync: async () => handle.sync(),
      close: async () => handle.close(),
    };
  },
  rename: async (from, to) => rename(from, to),
  link: async (from, to) => link(from, to),
  remove: async (path) => rm(path),
  syncDirectory: async (path) => syncDirectory(path),
};

async function syncDirectory(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** A directory on a read-only or foreign file system stays as it is: what is inside is 0600 anyway. */
async function narrow(path: string): Promise<void> {
  try {
    await chmod(path, DIRECTORY_MODE);
  } catch (error) {
    if (!['EROFS', 'EPERM', 'ENOTSUP'].includes(errorCode(error) ?? '')) throw error;
  }
}
