import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readLogin, type RegistryLogin } from '../../../../electron/adapter/docker/credentials.ts';
import { systemClock } from '../../../../electron/adapter/system/system-clock.ts';
import { hastyClock } from '../../../support/fakes/docker-daemon/runtime.ts';

describe('credentials for a registry', () => {
  let home: string;
  let bin: string;
  beforeEach(async () => {
    home = await mkdtemp(join(tmpdir(), 'deltadock-credentials-'));
    bin = join(home, 'bin');
    await mkdir(join(home, '.docker'), { recursive: true });
    await mkdir(bin);
  });
  afterEach(async () => await rm(home, { recursive: true, force: true }));

  const configure = async (config: unknown): Promise<void> =>
    await writeFile(join(home, '.docker', 'config.json'), typeof config === 'string' ? config : JSON.stringify(config));
  const helper = async (name: string, script: string): Promise<void> => {
    const path = join(bin, `docker-credential-${name}`);
    await writeFile(path, `#!/bin/sh\n${script}\n`);
    await chmod(path, 0o755);
  };
  const read = async (registry: string, clock = systemClock): Promise<RegistryLogin> =>
    await readLogin(
      registry,
      { environment: { PATH: `relative:${bin}:/usr/bin:/bin` }, homeDirectory: home, platform: 'linux' },
      clock,
    );
  const auth = (text: string): string => Buffer.from(text).toString('base64');
  const found = `read server; echo "{\\"ServerURL\\":\\"$server\\",\\"Username\\":\\"ann of $server\\",\\"Secret\\":\\"s3cret\\"}"`;

  it('are none without a configuration', async () => {
    await rm(join(home, '.docker'), { recursive: true });
    expect(await read('r.example.com')).toEqual({ problems: [] });
  });

  it('come from the entry of the registry, however it was stored', async () => {
    await configure({
      auths: {
        'r.example.com:5000': { auth: auth('ann:pass:with:colons') },
        'https://old.example.com/v1/': { auth: auth('bob:old') },
        'https://index.docker.io/v1/': { auth: auth('hub:secret') },
        'token.example.com': { auth: auth('x:y'), identitytoken: 'refresh-token' },
        'helper.example.com': {},
        'broken.example.com': { auth: '%%%' },
      },
    });
    expect(await read('r.example.com:5000')).toEqual({
      auth: { username: 'ann', password: 'pass:with:colons', serveraddress: 'r.example.com:5000' },
      problems: [],
    });
    expect((await read('old.example.com')).auth).toMatchObject({ username: 'bob', password: 'old' });
    expect((await read('docker.io')).auth).toEqual({
      username: 'hub',
      password: 'secret',
      serveraddress: 'https://index.docker.io/v1/',
    });
    expect((await read('token.example.com')).auth).toEqual({
      identitytoken: 'refresh-token',
      serveraddress: 'token.example.com',
    });
    for (const none of ['helper.example.com', 'broken.example.com', 'r.example.com', 'example.com'])
      expect((await read(none)).auth).toBeUndefined();
  });

  it('come from the registry’s own helper first, then from the global one, then from the entry', async () => {
    await helper('own', found);
    await helper('global', `read server; echo "{\\"Username\\":\\"<token>\\",\\"Secret\\":\\"t-$server\\"}"`);
    await helper('empty', 'echo "credentials not found in native keychain"; exit 1');
    await configure({ credHelpers: { 'r.example.com': 'own', 'none.example.com': 'empty' }, credsStore: 'global' });
    expect((await read('r.example.com')).auth).toEqual({
      username: 'ann of r.example.com',
      password: 's3cret',
      serveraddress: 'r.example.com',
    });
    expect((await read('docker.io')).auth).toEqual({
      identitytoken: 't-https://index.docker.io/v1/',
      serveraddress: 'https://index.docker.io/v1/',
    });
    expect((await read('none.example.com')).auth).toMatchObject({ identitytoken: 't-none.example.com' });
    await configure({
      credHelpers: { 'r.example.com': 'empty' },
      auths: { 'r.example.com': { auth: auth('ann:entry') } },
    });
    expect(await read('r.example.com')).toMatchObject({ auth: { password: 'entry' }, problems: [] });
  });

  it('of a helper that fails are missing, with the reason and without what it printed', async () => {
    const cases: readonly (readonly [string, string])[] = [
      ['echo s3cret-output; exit 3', 'ended with exit code 3'],
      ['echo s3cret-output', 'not its protocol'],
      ['while :; do echo s3cret-output-s3cret-output-s3cret-output; done', 'printed too much'],
      ['kill -9 $$', 'ended by a signal'],
    ];
    await configure({ credsStore: 'bad' });
    for (const [script, problem] of cases) {
      await helper('bad', script);
      const login = await read('r.example.com');
      expect(login.auth).toBeUndefined();
      expect(login.problems.join()).toContain(problem);
      expect(JSON.stringify(login)).not.toContain('s3cret');
    }
    for (const name of ['absent', '../../bin/sh', 'x;touch y']) {
      await configure({ credsStore: name });
      expect((await read('r.example.com')).problems).toHaveLength(1);
    }
  });

  it('of a helper that hangs are given up after 5 s, and it is ended', async () => {
    const pidFile = join(home, 'pid');
    await helper('hangs', `echo $$ > ${pidFile}; exec sleep 60`);
    await configure({ credsStore: 'hangs' });
    const login = await read('r.example.com', hastyClock(10));
    expect(login.problems.join()).toContain('no answer within 5 s');
    const pid = Number(await readFile(pidFile, 'utf8'));
    const isRunning = async (): Promise<boolean> =>
      await readFile(`/proc/${String(pid)}/stat`, 'utf8').then(
        (stat) => !/\) [ZX] /.test(stat),
        () => false,
      );
    await expect.poll(isRunning).toBe(false);
  });

  it('never come from a program of the working directory', async () => {
    await helper('local', found);
    await configure({ credsStore: 'local' });
    const around = { environment: { PATH: '.:bin:' }, homeDirectory: home, platform: 'linux' } as const;
    expect((await readLogin('r.example.com', around, systemClock)).problems.join()).toContain('not on the PATH');
  });

  it('of a damaged configuration are none, and its text is not shown', async () => {
    await configure('{"auths":{"r.example.com":{"auth":"c2VjcmV0"}');
    const login = await read('r.example.com');
    expect(login.problems).toEqual([`${join(home, '.docker', 'config.json')} is not a Docker configuration.`]);
  });
});
