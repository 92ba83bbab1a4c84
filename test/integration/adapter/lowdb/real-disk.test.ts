import { mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openDocumentStore } from '../../../../electron/adapter/documents/document-store.ts';
import { nodeDurableFs } from '../../../../electron/adapter/lowdb/node-durable-fs.ts';
import { countTo, FILE, openCounter, silent } from '../../../support/fs/counter-state.ts';
import { type Mounted, mountReadOnly, mountTmpfs } from '../../../support/fs/mounts.ts';

let root = '';
let mounted: Mounted | undefined;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'deltadock-disk-'));
});

afterEach(async () => {
  await mounted?.release();
  mounted = undefined;
  await rm(root, { recursive: true });
});

const open = async (directory: string) => openCounter(nodeDurableFs, { directory });
const modeOf = async (path: string): Promise<string> => ((await stat(path)).mode & 0o777).toString(8);

test('directories are 0700 and files 0600, made or found', async () => {
  const made = join(root, 'a', 'b', 'state');
  const store = await open(made);
  for (const counter of [1, 2, 3]) await store.update(countTo(counter));
  await store.close();
  expect(await Promise.all([join(root, 'a'), join(root, 'a', 'b'), made].map(modeOf))).toEqual(['700', '700', '700']);
  const names = await readdir(made);
  expect(names.toSorted()).toEqual([FILE, ...[2, 3, 4].map((slot) => `${FILE}.${slot}`)]);
  for (const name of names) expect(await modeOf(join(made, name))).toBe('600');

  const found = join(root, 'found');
  await mkdir(found, { mode: 0o755 });
  await open(found);
  expect(await modeOf(found)).toBe('700');
});

test('a full disk rejects with DISK_FULL, keeps the state, and the next update works once there is room', async () => {
  mounted = await mountTmpfs(root, 256 * 1024);
  const documents = await openDocumentStore({ directory: join(root, 'documents'), fs: nodeDurableFs, logger: silent });
  const store = await open(root);
  await store.update(countTo(1, 20));
  await fill(join(root, 'filler'));

  await expect(store.update(countTo(2, 20))).rejects.toMatchObject({ code: 'DISK_FULL' });
  await expect(documents.put('x'.repeat(50_000))).rejects.toMatchObject({ code: 'DISK_FULL' });
  expect(store.read()).toEqual(countTo(1, 20)());
  expect((await readdir(root)).filter((name) => name.includes('.tmp-'))).toEqual([]);
  expect((await open(root)).read()).toEqual(countTo(1, 20)());

  await rm(join(root, 'filler'));
  await store.update(countTo(3, 20));
  const hash = await documents.put('x'.repeat(50_000));
  expect((await open(root)).read()).toEqual(countTo(3, 20)());
  expect(await documents.get(hash)).toHaveLength(50_000);
});

test('a read-only disk is opened and read; updates work when it is writable again', async () => {
  const store = await open(root);
  await store.update(countTo(1));
  mounted = await mountReadOnly(root);

  const readOnly = await open(root);
  expect(readOnly.condition).toEqual({ kind: 'loaded' });
  expect(readOnly.read()).toEqual(countTo(1)());
  await expect(readOnly.update(countTo(2))).rejects.toMatchObject({
    code: 'STATE_WRITE_FAILED',
    details: { system: 'EROFS' },
  });

  await mounted.release();
  mounted = undefined;
  await readOnly.update(countTo(3));
  expect((await open(root)).read()).toEqual(countTo(3)());
});

test('a file in the place of the directory, and a directory in the place of the file, are named', async () => {
  await writeFile(join(root, 'file'), '');
  await expect(open(join(root, 'file'))).rejects.toMatchObject({ code: 'DATA_DIRECTORY_UNUSABLE' });
  await mkdir(join(root, FILE));
  await expect(open(root)).rejects.toMatchObject({ code: 'DATA_DIRECTORY_UNUSABLE', details: { system: 'EISDIR' } });
});

/** Writes until nothing more fits. */
async function fill(path: string): Promise<void> {
  try {
    await writeFile(path, new Uint8Array(1024 * 1024));
  } catch (error) {
    if (!(error instanceof Error) || !error.message.includes('ENOSPC')) throw error;
  }
}
