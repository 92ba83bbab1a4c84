import { chmod, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  chooseDataDirectory,
  defaultDataDirectory,
  filesOf,
  prepareDataDirectory,
} from '../../../electron/host/data-directory.ts';
import { openDirectoryFile, saveDirectoryFile } from '../../../electron/host/directory-file.ts';
import { readEngineFile, removeEngineFile, writeEngineFile } from '../../../electron/host/engine-file.ts';

describe('the default data directory', () => {
  it.each([
    ['linux', {}, '/home/ada', '/home/ada/.local/share/deltadock'],
    ['linux', { XDG_DATA_HOME: '/data' }, '/home/ada', '/data/deltadock'],
    ['linux', { XDG_DATA_HOME: 'relative' }, '/home/ada', '/home/ada/.local/share/deltadock'],
    ['darwin', { XDG_DATA_HOME: '/data' }, '/Users/ada', '/Users/ada/Library/Application Support/DeltaDock'],
    ['win32', { APPDATA: 'C:\\Users\\ada\\Roaming' }, 'C:\\Users\\ada', 'C:\\Users\\ada\\Roaming\\DeltaDock'],
    ['win32', {}, 'C:\\Users\\ada', 'C:\\Users\\ada\\AppData\\Roaming\\DeltaDock'],
  ] as const)('on %s with %j and home %s is %s', (platform, environment, homeDirectory, expected) => {
    expect(defaultDataDirectory({ platform, environment, homeDirectory })).toBe(expected);
  });
});

describe('the chosen data directory', () => {
  const around = (environment: Record<string, string>) => ({
    platform: 'linux' as const,
    environment,
    homeDirectory: '/home/ada',
  });

  it('is the option before the variable before the default', () => {
    expect(chooseDataDirectory('/a', around({ DELTADOCK_DATA_DIR: '/b' }))).toEqual({ path: '/a', isDefault: false });
    expect(chooseDataDirectory(undefined, around({ DELTADOCK_DATA_DIR: '/b' }))).toEqual({
      path: '/b',
      isDefault: false,
    });
    const standard = { path: '/home/ada/.local/share/deltadock', isDefault: true };
    expect(chooseDataDirectory(undefined, around({}))).toEqual(standard);
    expect(chooseDataDirectory(undefined, around({ DELTADOCK_DATA_DIR: '' }))).toEqual(standard);
  });

  it('is the default one also when it is named', () => {
    expect(chooseDataDirectory('/home/ada/.local/share/deltadock/', around({})).isDefault).toBe(true);
  });

  it('is absolute', () => {
    expect(chooseDataDirectory('here', around({})).path).toBe(join(process.cwd(), 'here'));
  });
});

describe('the files of a data directory', () => {
  let root: string;
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'deltadock-directory-'));
  });
  afterEach(async () => rm(root, { recursive: true, force: true }));
  const prepared = async () => {
    const directory = { path: join(root, 'data'), isDefault: false };
    await prepareDataDirectory(directory);
    return directory;
  };
  const mode = async (path: string) => (await stat(path)).mode & 0o777;

  it('are for their user only', async () => {
    const directory = await prepared();
    await openDirectoryFile(directory);
    expect(await mode(directory.path)).toBe(0o700);
    expect(await mode(filesOf(directory).directory)).toBe(0o600);
  });

  it('keep id, secret and ports', async () => {
    const directory = await prepared();
    const created = await openDirectoryFile(directory);
    expect(created.id).toMatch(/^[0-9a-f]{6}$/);
    await saveDirectoryFile(directory, { ...created, ports: { core: 8042 } });
    expect(await openDirectoryFile(directory)).toEqual({ ...created, ports: { core: 8042 } });
  });

  it.each(['', '{', '{}', '{"format":2}', 'null'])('are not replaced when directory.json holds %j', async (text) => {
    const directory = await prepared();
    await writeFile(filesOf(directory).directory, text);
    await expect(openDirectoryFile(directory)).rejects.toMatchObject({ code: 'DATA_DIRECTORY_UNUSABLE' });
  });

  it('cannot be where a file is', async () => {
    const path = join(root, 'file');
    await writeFile(path, '');
    await expect(prepareDataDirectory({ path, isDefault: false })).rejects.toMatchObject({
      code: 'DATA_DIRECTORY_UNUSABLE',
    });
  });

  it('tell how to reach the engine, readable by the user only', async () => {
    const directory = await prepared();
    const engine = {
      pid: 1,
      control: 'http://127.0.0.1:4711',
      token: 'a'.repeat(43),
      version: '1.0.0',
      mode: 'serve',
      startedAt: 1,
    } as const;
    expect(await readEngineFile(directory)).toBeUndefined();
    await writeEngineFile(directory, engine);
    expect(await mode(filesOf(directory).engine)).toBe(0o600);
    expect(await readEngineFile(directory)).toEqual(engine);
    await chmod(filesOf(directory).engine, 0o600);
    await writeFile(filesOf(directory).engine, JSON.stringify({ ...engine, control: 'http://evil.example:80' }));
    expect(await readEngineFile(directory)).toBeUndefined();
    await removeEngineFile(directory);
    await removeEngineFile(directory);
  });
});
