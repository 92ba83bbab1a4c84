import type { DurableFs } from '../../../electron/adapter/lowdb/durable-fs.ts';
import { errorCode } from '../../../electron/adapter/lowdb/durable-fs.ts';
import { replacing } from './faulty-fs.ts';

/** Protections of a write that can be taken away, to show that each is needed. */
export type Protection = 'file sync' | 'directory sync' | 'temporary file and rename';
export const PROTECTIONS: readonly Protection[] = ['file sync', 'directory sync', 'temporary file and rename'];

interface InPlaceFs extends DurableFs {
  openInPlace(path: string): ReturnType<DurableFs['create']>;
}

/** The file system without one protection; `main` is the file that is written in place without a temporary one. */
export function without(protection: Protection, fs: InPlaceFs, main: string): DurableFs {
  switch (protection) {
    case 'file sync':
      return replacing(fs, { create: async (path) => ({ ...(await fs.create(path)), sync: async () => {} }) });
    case 'directory sync':
      return replacing(fs, { syncDirectory: async () => {} });
    case 'temporary file and rename':
      return replacing(fs, {
        create: async (path) => (path.includes('.tmp-') ? fs.openInPlace(main) : fs.create(path)),
        rename: async (from, to) => (from.includes('.tmp-') && to === main ? undefined : fs.rename(from, to)),
        remove: async (path) => {
          try {
            await fs.remove(path);
          } catch (error) {
            if (errorCode(error) !== 'ENOENT') throw error;
          }
        },
      });
  }
}
