import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { openDocumentStore } from '../../../../electron/adapter/documents/document-store.ts';
import { silent } from '../../../support/fs/counter-state.ts';
import { replacing, type Fault, FaultyFs } from '../../../support/fs/faulty-fs.ts';
import { MemoryFs } from '../../../support/fs/memory-fs.ts';
import type { DocumentFs } from '../../../../electron/adapter/documents/document-fs.ts';

const DIRECTORY = '/documents';
const TEXT = '{"plugin": "über"}';
const HASH = createHash('sha256').update(TEXT).digest('hex');
const PATH = `${DIRECTORY}/${HASH}.json`;

const open = async (fs: DocumentFs) => openDocumentStore({ directory: DIRECTORY, fs, logger: silent });

test('a document is named by its content and written once', async () => {
  const fs = new FaultyFs(new MemoryFs());
  const documents = await open(fs);
  expect(await Promise.all([documents.put(TEXT), documents.put(TEXT), documents.put(TEXT)])).toEqual([
    HASH,
    HASH,
    HASH,
  ]);
  expect(await documents.put(TEXT)).toBe(HASH);
  expect(fs.trace.filter((operation) => operation === 'create')).toHaveLength(1);
  expect(await documents.get(HASH)).toBe(TEXT);
});

test.each(['', 'x', '../state', `../${'a'.repeat(61)}`, HASH.toUpperCase(), 'f'.repeat(64)])(
  '%j is no document',
  async (name) => {
    expect(await (await open(new MemoryFs())).get(name)).toBeUndefined();
  },
);

test.each(['\uFEFFwith a mark', '', '\u{1F433}', 'lone \uD800 half'])('reads back what was put: %j', async (text) => {
  const documents = await open(new MemoryFs());
  expect(await documents.get(await documents.put(text))).toBe(text.toWellFormed());
});

test.each(['', 'other', TEXT.slice(1)])(
  'a damaged document reads as missing, is kept aside and can be put anew: %j',
  async (damage) => {
    const disk = new MemoryFs();
    const documents = await open(disk);
    await documents.put(TEXT);
    disk.place(PATH, damage);
    expect(await documents.get(HASH)).toBeUndefined();
    const kept = [...disk.files()].filter(([path]) => path.startsWith(`${PATH}.damaged-`));
    expect(kept.map(([, bytes]) => new TextDecoder().decode(bytes))).toEqual([damage]);
    await documents.put(TEXT);
    expect(await (await open(disk)).get(HASH)).toBe(TEXT);
  },
);

describe('power cuts', () => {
  /** Whether a document that was acknowledged before the cut can be missing after it. */
  async function canBeLost(protect: (disk: MemoryFs) => DocumentFs): Promise<boolean> {
    const disk = new MemoryFs();
    await (await open(protect(disk))).put(TEXT);
    const found = await Promise.all(disk.afterPowerCut().map(async (left) => (await open(left)).get(HASH)));
    return found.some((text) => text !== TEXT);
  }

  test('an acknowledged document survives', async () => {
    expect(await canBeLost((disk) => disk)).toBe(false);
  });

  test('it would not without the syncs', async () => {
    expect(await canBeLost((disk) => replacing(disk, { syncDirectory: async () => {} }))).toBe(true);
    const unsynced = (disk: MemoryFs) =>
      replacing(disk, { create: async (path) => ({ ...(await disk.create(path)), sync: async () => {} }) });
    expect(await canBeLost(unsynced)).toBe(true);
  });

  test('one that a killed engine had renamed but not synced is synced when it is put again', async () => {
    const disk = new MemoryFs();
    const fs = new FaultyFs(disk);
    const documents = await open(fs);
    fs.plan((_step, operation) => (operation === 'syncDirectory' ? 'crash' : undefined));
    await expect(documents.put(TEXT)).rejects.toThrow();
    const killed = disk.afterKill();
    await (await open(killed)).put(TEXT);
    for (const left of killed.afterPowerCut()) expect(await (await open(left)).get(HASH)).toBe(TEXT);
  });

  test('dying at any step leaves the document whole or missing', async () => {
    for (let at = 0; at < 8; at += 1) {
      const disk = new MemoryFs();
      const fs = new FaultyFs(disk);
      const documents = await open(fs);
      fs.plan((step) => (step === at ? 'crash' : undefined));
      await Promise.allSettled([documents.put(TEXT)]);
      for (const left of disk.afterPowerCut()) {
        expect([TEXT, undefined]).toContain(await (await open(left)).get(HASH));
      }
    }
  });
});

test.each<[Fault, string]>([
  ['ENOSPC', 'DISK_FULL'],
  ['EIO', 'STATE_WRITE_FAILED'],
])('%s at any step of a write rejects with %s, and the next attempt works', async (fault, code) => {
  // Step 0 reads whether the document is there already.
  for (const at of [1, 2, 3, 4, 5, 6]) {
    const fs = new FaultyFs(new MemoryFs());
    const documents = await open(fs);
    fs.plan((step) => (step === at ? fault : undefined));
    await expect(documents.put(TEXT), `step ${at}`).rejects.toMatchObject({ code });
    fs.heal();
    await documents.put(TEXT);
    expect(await documents.get(HASH)).toBe(TEXT);
  }
});

test('leftovers of killed writes are removed', async () => {
  const disk = new MemoryFs({ [`${DIRECTORY}/tmp-0123`]: 'half' });
  await open(disk);
  expect(await disk.list(DIRECTORY)).toEqual([]);
});
