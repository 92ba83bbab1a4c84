import { mkdtemp, readFile, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openEngineLog } from '../../../../electron/adapter/log-files/engine-log.ts';

let directory: string;
let file: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'deltadock-log-'));
  file = join(directory, 'engine.log');
});

afterEach(async () => rm(directory, { recursive: true, force: true }));

describe('the engine log', () => {
  it('holds one JSON line for each message, at once', async () => {
    const log = openEngineLog(file);
    log.info('Ready', { port: 8042 });
    const line = JSON.parse(await readFile(file, 'utf8')) as unknown;
    expect(line).toMatchObject({ msg: 'Ready', port: 8042, pid: process.pid });
    log.close();
    log.info('too late');
  });

  it('is for its user only', async () => {
    openEngineLog(file).close();
    expect((await stat(file)).mode & 0o777).toBe(0o600);
  });

  it('never takes more than about twice its limit', async () => {
    const limit = 10_000;
    const log = openEngineLog(file, limit);
    for (let count = 0; count < 1000; count += 1) log.warn('The same again', { count });
    log.close();
    expect((await readdir(directory)).toSorted()).toEqual(['engine.log', 'engine.log.1']);
    for (const name of await readdir(directory)) {
      expect((await stat(join(directory, name))).size).toBeLessThan(limit + 200);
    }
    expect(await readFile(file, 'utf8')).toContain('"count":999');
  });
});
