import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** A mount that a test made, to be released in the same test. */
export interface Mounted {
  release(): Promise<void>;
}

/** A small file system in memory at the directory; needs root. */
export async function mountTmpfs(directory: string, bytes: number): Promise<Mounted> {
  await mount(['-t', 'tmpfs', '-o', `size=${bytes}`, 'tmpfs', directory]);
  return { release: async () => unmount(directory) };
}

/** The directory itself, read-only from now on; needs root. */
export async function mountReadOnly(directory: string): Promise<Mounted> {
  await mount(['--bind', directory, directory]);
  await mount(['-o', 'remount,bind,ro', directory]);
  return { release: async () => unmount(directory) };
}

async function mount(args: readonly string[]): Promise<void> {
  try {
    await run('mount', args);
  } catch (error) {
    throw new Error('this test mounts a file system and must run as root', { cause: error });
  }
}

async function unmount(directory: string): Promise<void> {
  await run('umount', [directory]);
}
