import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openHistoryStore } from '../../../../electron/adapter/sqlite/history-store.ts';
import { systemClock } from '../../../../electron/adapter/system/system-clock.ts';
import { SILENT } from '../../../support/fakes/bench-engine.ts';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'deltadock-history-'));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

const open = () => openHistoryStore(join(directory, 'history.sqlite'), systemClock, SILENT);
const entry = (text: string) => ({ at: 1, actor: 'user', text }) as const;

describe('the history of plugins', () => {
  it('is kept over restarts, newest first, each plugin for itself', () => {
    const first = open();
    for (const text of ['one', 'two', 'three']) first.append('tool', entry(text));
    first.append('other', entry('else'));
    first.close();
    const second = open();
    expect(second.list('tool', 2).map(({ text }) => text)).toEqual(['three', 'two']);
    expect(second.list('nobody', 5)).toEqual([]);
    second.close();
  });

  it('sets a damaged file aside and begins anew', async () => {
    await writeFile(join(directory, 'history.sqlite'), 'not a database at all'.repeat(500));
    const store = open();
    store.append('tool', entry('after'));
    expect(store.list('tool', 5)).toHaveLength(1);
    store.close();
    expect((await readdir(directory)).some((name) => name.includes('damaged'))).toBe(true);
  });
});
