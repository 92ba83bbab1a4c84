import { describe, expect, test } from 'vitest';
import {
  countTo,
  FILE,
  fixedClock,
  FORMAT,
  INITIAL,
  MAIN,
  openCounter,
  silent,
} from '../../../support/fs/counter-state.ts';
import { openStateStore } from '../../../../electron/adapter/lowdb/state-store.ts';
import { type Fault, FaultyFs } from '../../../support/fs/faulty-fs.ts';
import { MemoryFs } from '../../../support/fs/memory-fs.ts';
import { canonicalJson } from '../../../../electron/adapter/lowdb/canonical-json.ts';
import { encodeState } from '../../../../electron/adapter/lowdb/state-file.ts';

const containing = (text: string): unknown => expect.stringContaining(text);
const textOf = (disk: MemoryFs, path = MAIN): string => new TextDecoder().decode(disk.files().get(path));
const namesOf = async (disk: MemoryFs): Promise<readonly string[]> => (await disk.list('/state')).toSorted();

async function diskAfter(...counters: readonly number[]): Promise<MemoryFs> {
  const disk = new MemoryFs();
  const store = await openCounter(disk);
  for (const counter of counters) await store.update(countTo(counter));
  await store.close();
  return disk;
}

describe('an ordinary life', () => {
  test('begins with the initial state and writes nothing until the first update', async () => {
    const disk = new MemoryFs();
    const store = await openCounter(disk);
    expect(store.condition).toEqual({ kind: 'new' });
    expect(store.read()).toEqual(INITIAL);
    expect(await namesOf(disk)).toEqual([]);
  });

  test('the file is indented JSON in its envelope', async () => {
    const disk = await diskAfter(1, 2);
    expect(textOf(disk)).toMatch(
      /^\{\n {2}"format": "deltadock-state",\n {2}"schema": 2,\n {2}"generation": 2,\n {2}"checksum": "[0-9a-f]{64}",\n {2}"writtenAt": "2026-11-22T00:00:00.000Z",\n {2}"data": \{\n {4}"counter": 2,/,
    );
  });

  test('keeps five backups, and the newest is the state itself after an orderly stop', async () => {
    const disk = await diskAfter(1, 2, 3, 4, 5, 6, 7, 8);
    expect(await namesOf(disk)).toEqual([FILE, ...[1, 2, 3, 4, 5].map((slot) => `${FILE}.${slot}`)]);
    const counters = [1, 2, 3, 4, 5].map((slot) => /"counter": (\d)/.exec(textOf(disk, `${MAIN}.${slot}`))?.[1]);
    expect(new Set(counters)).toEqual(new Set(['4', '5', '6', '7', '8']));
  });

  test('a write costs two syncs', async () => {
    const fs = new FaultyFs(await diskAfter(1, 2));
    const store = await openCounter(fs);
    await store.update(countTo(3));
    fs.heal();
    await store.update(countTo(4));
    expect(fs.trace).toEqual(['create', 'write', 'sync', 'close', 'remove', 'link', 'rename', 'syncDirectory']);
  });

  test('updates of the same moment share a write', async () => {
    const fs = new FaultyFs(new MemoryFs());
    const store = await openCounter(fs);
    const results = await Promise.all(
      Array.from({ length: 20 }, async () => store.update((state) => ({ ...state, counter: state.counter + 1 }))),
    );
    expect(results.map(({ counter }) => counter)).toEqual(Array.from({ length: 20 }, (_, at) => at + 1));
    expect(fs.trace.filter((operation) => operation === 'rename')).toHaveLength(1);
  });

  test('nobody can change the state in place, nor through what was handed in', async () => {
    const store = await openCounter(new MemoryFs());
    const mine = structuredClone(countTo(1)());
    await store.update(() => mine);
    mine.counter = 99;
    expect(store.read().counter).toBe(1);
    await expect(
      store.update((state) => {
        Object.assign(state, { counter: 5 });
        return state;
      }),
    ).rejects.toThrow(TypeError);
    expect(() => Object.assign(store.read().plugins, { x: 1 })).toThrow(TypeError);
  });

  test.each([
    ['no whole number', { ...INITIAL, counter: 1.5 }],
    ['unknown name', { ...INITIAL, other: 1 }],
    ['function', { ...INITIAL, plugins: () => 1 }],
  ])('refuses a state that would not be read again (%s), alone', async (_name, wrong) => {
    const store = await openCounter(new MemoryFs());
    const [refused, accepted] = await Promise.allSettled([
      store.update(() => wrong as typeof INITIAL),
      store.update(countTo(1)),
    ]);
    expect(refused).toMatchObject({ status: 'rejected', reason: { code: 'INTERNAL' } });
    expect(accepted).toMatchObject({ status: 'fulfilled' });
  });

  test('refuses updates once closed, and waits for those under way', async () => {
    const disk = new MemoryFs();
    const store = await openCounter(disk);
    const update = store.update(countTo(1));
    await store.close();
    await update;
    await expect(store.update(countTo(2))).rejects.toMatchObject({ code: 'ENGINE_STOPPING' });
    expect((await openCounter(disk)).read()).toEqual(countTo(1)());
  });
});

describe('a failing disk', () => {
  const writeSteps = [0, 1, 2, 3, 4, 5, 6, 7];

  test.each<[Fault, string]>([
    ['ENOSPC', 'DISK_FULL'],
    ['EIO', 'STATE_WRITE_FAILED'],
    ['EROFS', 'STATE_WRITE_FAILED'],
    ['EACCES', 'STATE_WRITE_FAILED'],
  ])('%s at any step rejects with %s, changes nothing, and is over when the disk is well', async (fault, code) => {
    for (const at of writeSteps) {
      const disk = await diskAfter(1, 2);
      const fs = new FaultyFs(disk);
      const store = await openCounter(fs);
      await store.update(countTo(3));
      fs.plan((step) => (step === at ? fault : undefined));
      await expect(store.update(countTo(4)), `step ${at}`).rejects.toMatchObject({ code });
      expect(store.read()).toEqual(countTo(3)());
      for (const left of disk.afterPowerCut()) {
        expect((await openCounter(left)).read(), `step ${at}`).toEqual(countTo(3)());
      }
      fs.heal();
      await store.update(countTo(5));
      expect((await openCounter(disk)).read()).toEqual(countTo(5)());
      expect((await namesOf(disk)).filter((name) => name.includes('.tmp-'))).toEqual([]);
    }
  });

  test('read-only from the start: the state can be read, updates say why not, and work once it is mended', async () => {
    const disk = await diskAfter(1, 2);
    const fs = new FaultyFs(disk);
    fs.plan((_step, operation) => (['create', 'rename', 'link', 'remove'].includes(operation) ? 'EROFS' : undefined));
    const store = await openCounter(fs);
    expect(store.read().counter).toBe(2);
    await expect(store.update(countTo(3))).rejects.toMatchObject({
      code: 'STATE_WRITE_FAILED',
      details: { file: MAIN, system: 'EROFS' },
    });
    fs.heal();
    await store.update(countTo(3));
    expect((await openCounter(disk)).read().counter).toBe(3);
  });

  test('a damaged file on a read-only disk: the backup is used, and the file is kept aside by the first write', async () => {
    const disk = await diskAfter(1, 2);
    disk.place(MAIN, 'damaged');
    const fs = new FaultyFs(disk);
    fs.plan((_step, operation) => (['create', 'rename', 'link', 'remove'].includes(operation) ? 'EROFS' : undefined));
    const store = await openCounter(fs);
    expect(store.condition).toMatchObject({ kind: 'recovered', quarantined: [] });
    expect(store.read().counter).toBe(2);
    expect(textOf(disk)).toBe('damaged');
    fs.heal();
    await store.update(countTo(3));
    expect(textOf(disk, `${MAIN}.damaged-20261122T000000Z-1`)).toBe('damaged');
  });

  test.each<Fault>(['EMFILE', 'EIO', 'EACCES'])(
    '%s while reading is no damage: refused, nothing touched',
    async (fault) => {
      const disk = await diskAfter(1, 2);
      const before = disk.files();
      const fs = new FaultyFs(disk);
      fs.plan((_step, operation, path) => (operation === 'read' && path === MAIN ? fault : undefined));
      await expect(openCounter(fs)).rejects.toMatchObject({
        code: 'DATA_DIRECTORY_UNUSABLE',
        details: { system: fault },
      });
      expect(disk.files()).toEqual(before);
    },
  );

  test('a file system without links gets copies for backups', async () => {
    const disk = new MemoryFs();
    const fs = new FaultyFs(disk);
    fs.plan((_step, operation) => (operation === 'link' ? 'EPERM' : undefined));
    const store = await openCounter(fs);
    for (const counter of [1, 2, 3]) await store.update(countTo(counter));
    expect(await namesOf(disk)).toEqual([FILE, `${FILE}.2`, `${FILE}.3`]);
    disk.place(MAIN, 'damaged');
    expect((await openCounter(disk)).read().counter).toBe(2);
  });
});

describe('damage', () => {
  test('is reported with its reason, the kept file and the generation that is used', async () => {
    const disk = await diskAfter(1, 2, 3);
    disk.place(MAIN, '{"half":');
    const store = await openCounter(disk);
    expect(store.condition).toEqual({
      kind: 'recovered',
      reason: containing('the file is not JSON'),
      quarantined: [`${MAIN}.damaged-20261122T000000Z-1`],
      generation: 3,
    });
    expect((await openCounter(disk)).condition).toEqual({ kind: 'loaded' });
  });

  test('files kept aside in the same second get different names', async () => {
    const disk = await diskAfter(1);
    for (const text of ['first', 'second']) {
      disk.place(MAIN, text);
      await openCounter(disk);
    }
    expect(textOf(disk, `${MAIN}.damaged-20261122T000000Z-1`)).toBe('first');
    expect(textOf(disk, `${MAIN}.damaged-20261122T000000Z-2`)).toBe('second');
  });

  test('without a sound backup is refused at every start, until the user wants to begin empty', async () => {
    const disk = new MemoryFs({ [MAIN]: 'damaged', [`${MAIN}.3`]: 'too' });
    for (let start = 1; start <= 3; start += 1) {
      await expect(openCounter(disk)).rejects.toMatchObject({ code: 'STATE_DAMAGED' });
    }
    const store = await openCounter(disk, { whenUnusable: 'set-aside' });
    expect(store.read()).toEqual(INITIAL);
    expect(store.condition).toMatchObject({ kind: 'recovered', generation: 0 });
    const kept = [1, 2].map((count) => textOf(disk, `${MAIN}.damaged-20261122T000000Z-${count}`));
    expect(kept).toEqual(['damaged', 'too']);
    expect((await openCounter(disk)).condition).toEqual({ kind: 'loaded' });
  });

  test('leftovers of killed writes are removed and mentioned', async () => {
    const disk = await diskAfter(1);
    disk.place(`${MAIN}.tmp-0123456789ab`, 'half');
    const said: string[] = [];
    await openCounter(disk, { logger: { ...silent, debug: (message) => said.push(message) } });
    expect((await namesOf(disk)).filter((name) => name.includes('.tmp-'))).toEqual([]);
    expect(said).toContain('removing the leftover of an interrupted write');
  });
});

describe('another schema', () => {
  const sealed = (data: unknown, schema: number, generation: number): Uint8Array =>
    encodeState(data, canonicalJson(data), schema, generation, 0);

  test('an older file is migrated, and kept aside by the first write', async () => {
    const old = sealed({ count: 7, plugins: {} }, 1, 4);
    const disk = new MemoryFs({ [MAIN]: old });
    const store = await openCounter(disk);
    expect(store.condition).toEqual({ kind: 'migrated', fromSchema: 1 });
    expect(store.read().counter).toBe(7);
    await store.update(countTo(8));
    expect(disk.files().get(`${MAIN}.schema-1-20261122T000000Z-1`)).toEqual(old);
    expect((await openCounter(disk)).condition).toEqual({ kind: 'loaded' });
  });

  test('a newer file is refused and left as it is; set aside on request, the newest backup of ours is used', async () => {
    const disk = await diskAfter(1, 2);
    const newer = sealed({ anything: true }, 9, 3);
    disk.place(MAIN, newer);
    await expect(openCounter(disk)).rejects.toMatchObject({ code: 'STATE_NEWER', details: { schema: 9, known: 2 } });
    expect(disk.files().get(MAIN)).toEqual(newer);
    const store = await openCounter(disk, { whenUnusable: 'set-aside' });
    expect(store.read().counter).toBe(2);
    expect(disk.files().get(`${MAIN}.newer-20261122T000000Z-1`)).toEqual(newer);
  });

  test('a missing file whose newest backup is newer is refused too', async () => {
    const disk = await diskAfter(1, 2);
    await disk.remove(MAIN);
    disk.place(`${MAIN}.5`, sealed({ anything: true }, 9, 99));
    await expect(openCounter(disk)).rejects.toMatchObject({ code: 'STATE_NEWER' });
  });

  test('a migration that fails or is missing destroys nothing', async () => {
    const old = sealed({ wrong: true }, 1, 4);
    const disk = new MemoryFs({ [MAIN]: old });
    await expect(openCounter(disk)).rejects.toMatchObject({
      code: 'STATE_DAMAGED',
      details: { reason: containing('the migration from schema 1 failed') },
    });
    await expect(
      openStateStore({
        ...FORMAT,
        migrations: {},
        directory: '/state',
        fileName: FILE,
        initial: INITIAL,
        whenUnusable: 'refuse',
        fs: disk,
        clock: fixedClock,
        logger: silent,
      }),
    ).rejects.toMatchObject({ details: { reason: 'schema 1 is no longer supported' } });
    expect(disk.files().get(MAIN)).toEqual(old);
  });
});

describe('a change by hand (D12)', () => {
  async function editedDisk(): Promise<MemoryFs> {
    const disk = await diskAfter(1, 2);
    disk.place(MAIN, textOf(disk).replace('"counter": 2', '"counter": 22'));
    return disk;
  }

  test('is used and reported until the user decides, through writes and restarts', async () => {
    const disk = await editedDisk();
    const store = await openCounter(disk);
    expect(store.condition).toEqual({ kind: 'edited-by-hand', generation: 2 });
    expect(store.read().counter).toBe(22);
    for (let counter = 30; counter < 40; counter += 1) await store.update(countTo(counter));
    await store.close();

    const later = await openCounter(disk);
    expect(later.condition.kind).toBe('edited-by-hand');
    expect(await later.handEdit?.restore()).toEqual(countTo(2)());
    expect(later.handEdit).toBeUndefined();
    const last = await openCounter(disk);
    expect(last.condition).toEqual({ kind: 'loaded' });
    expect(last.read()).toEqual(countTo(2)());
    expect((await namesOf(disk)).filter((name) => name.includes('edited'))).toHaveLength(1);
  });

  test('can be kept', async () => {
    const disk = await editedDisk();
    const store = await openCounter(disk);
    await store.handEdit?.keep();
    expect(store.handEdit).toBeUndefined();
    const later = await openCounter(disk);
    expect(later.condition).toEqual({ kind: 'loaded' });
    expect(later.read().counter).toBe(22);
    expect(await namesOf(disk)).not.toContain(`${FILE}.before-edit`);
  });

  test('another layout or order of names is no change', async () => {
    const disk = await diskAfter(1, 2);
    const envelope = JSON.parse(textOf(disk)) as Record<string, unknown>;
    disk.place(MAIN, JSON.stringify(Object.fromEntries(Object.entries(envelope).toReversed())));
    expect((await openCounter(disk)).condition).toEqual({ kind: 'loaded' });
  });

  test('a backup put back by hand counts, and later writes are newer than every backup', async () => {
    const disk = await diskAfter(1, 2, 3, 4, 5, 6);
    const former = [...disk.files()].find(
      ([path, bytes]) => path !== MAIN && new TextDecoder().decode(bytes).includes('"counter": 3'),
    );
    expect(former).toBeDefined();
    disk.place(MAIN, former?.[1] ?? '');
    const store = await openCounter(disk);
    expect(store.read().counter).toBe(3);
    await store.update(countTo(7));
    await store.close();
    disk.place(MAIN, 'damaged');
    expect((await openCounter(disk)).read().counter).toBe(7);
  });
});
