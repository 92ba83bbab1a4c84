import { spawn } from 'node:child_process';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isDirectoryLocked, lockDirectory } from '../../../../electron/adapter/sqlite/directory-lock.ts';
import { repositoryRoot } from '../../../support/repository.ts';

let directory: string;
let file: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'deltadock-lock-'));
  file = join(directory, 'engine.lock');
});

afterEach(async () => rm(directory, { recursive: true, force: true }));

describe('the lock of a data directory', () => {
  it('is had by one at a time', () => {
    const lock = lockDirectory(file, 0);
    expect(() => lockDirectory(file, 0)).toThrow(expect.objectContaining({ code: 'DATA_DIRECTORY_LOCKED' }));
    expect(isDirectoryLocked(file)).toBe(true);
    lock.release();
    lock.release();
    expect(isDirectoryLocked(file)).toBe(false);
    lockDirectory(file, 0).release();
  });

  it('leaves no journal behind', async () => {
    const lock = lockDirectory(file, 0);
    expect(await readdir(directory)).toEqual(['engine.lock']);
    lock.release();
  });

  it('is free at once after kill -9 of the holder', async () => {
    const module = join(repositoryRoot, 'electron/adapter/sqlite/directory-lock.ts');
    const program = `import { lockDirectory } from ${JSON.stringify(module)};
      lockDirectory(${JSON.stringify(file)}, 0); console.log('held'); setInterval(() => {}, 1000);`;
    const holder = spawn(process.execPath, ['--input-type=module', '--eval', program], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    await new Promise((resolve) => holder.stdout.once('data', resolve));
    expect(isDirectoryLocked(file)).toBe(true);
    const ended = new Promise((resolve) => holder.once('exit', resolve));
    holder.kill('SIGKILL');
    await ended;
    expect(isDirectoryLocked(file)).toBe(false);
  });

  it('is waited for as long as the patience says', () => {
    const lock = lockDirectory(file, 0);
    const begun = performance.now();
    expect(() => lockDirectory(file, 200)).toThrow(expect.objectContaining({ code: 'DATA_DIRECTORY_LOCKED' }));
    expect(performance.now() - begun).toBeGreaterThan(150);
    lock.release();
  });

  it('says so when the file cannot be used', async () => {
    expect(() => lockDirectory(join(directory, 'missing', 'engine.lock'), 0)).toThrow(
      expect.objectContaining({ code: 'DATA_DIRECTORY_UNUSABLE' }),
    );
    await writeFile(file, 'this is no database, and it is long enough to be looked at '.repeat(100));
    expect(() => lockDirectory(file, 0)).toThrow(expect.objectContaining({ code: 'DATA_DIRECTORY_UNUSABLE' }));
  });
});
