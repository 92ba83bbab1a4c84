import type { ChildProcess } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isDirectoryLocked } from '../../../electron/adapter/sqlite/directory-lock.ts';
import { eventuallyTrue } from '../../support/eventually.ts';
import { type FakeCli, createFakeCli } from '../../support/fake-cli.ts';

let cli: FakeCli;

beforeEach(async () => {
  cli = await createFakeCli();
});

afterEach(async () => cli.dispose());

const isLocked = () => isDirectoryLocked(join(cli.directory, 'engine.lock'));
const exitOf = (child: ChildProcess) =>
  new Promise<number | null>((resolve) => {
    if (child.exitCode !== null) resolve(child.exitCode);
    child.on('exit', (code) => resolve(code));
  });

function isProcess(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** The running engine; fails when there is none. */
async function runningEngine() {
  const engine = await cli.engine();
  if (engine === undefined) throw new Error('no engine');
  return engine;
}

describe('an engine that the CLI borrows', () => {
  it('is started once by commands that run at the same time', async () => {
    const results = await Promise.all([1, 2, 3].map(() => cli.run(['plugin', 'list'])));
    expect(results.map(({ code, stderr }) => ({ code, stderr }))).toEqual(results.map(() => ({ code: 0, stderr: '' })));
    expect(await cli.engines()).toEqual([(await runningEngine()).pid]);
  });

  it('serves the next command too', async () => {
    await cli.run(['plugin', 'install', 'deltadock/sample:1.0.0', '--wait']);
    expect((await cli.run(['plugin', 'list', '--plain'])).stdout).toContain(
      'deltadock/sample:1.0.0 | 1.0.0   | INSTALLED',
    );
    expect(await cli.engines()).toHaveLength(1);
  });

  it('is replaced at once after kill -9, although engine.json is left', async () => {
    await cli.run(['plugin', 'list']);
    const { pid } = await runningEngine();
    process.kill(pid, 'SIGKILL');
    await eventuallyTrue(() => !isLocked());
    expect((await runningEngine()).pid).toBe(pid);
    expect((await cli.run(['status'])).code).toBe(3);
    expect(await cli.run(['plugin', 'list'])).toMatchObject({ code: 0, stderr: '' });
    expect((await runningEngine()).pid).not.toBe(pid);
  });

  it('is told by the lock, not by the process id: a stale engine.json may name a living process', async () => {
    await mkdir(cli.directory, { recursive: true });
    const stale = {
      pid: process.pid,
      control: 'http://127.0.0.1:1',
      token: 'a'.repeat(43),
      version: '1.0.0',
      mode: 'serve',
      startedAt: 1,
    };
    await writeFile(join(cli.directory, 'engine.json'), JSON.stringify(stale));
    expect((await cli.run(['status'])).code).toBe(3);
    expect((await cli.run(['plugin', 'list'])).code).toBe(0);
    expect((await runningEngine()).pid).not.toBe(process.pid);
  });

  it('is replaced by one of the version of the command', async () => {
    await cli.run(['plugin', 'list']);
    const former = await runningEngine();
    expect(await cli.run(['plugin', 'list'], '2.0.0')).toMatchObject({ code: 0, stderr: '' });
    expect(await runningEngine()).toMatchObject({ version: '2.0.0', mode: 'borrowed' });
    expect(await cli.engines()).toHaveLength(2);
    await eventuallyTrue(() => !isProcess(former.pid));
  });

  it('keeps the token out of every log', async () => {
    await cli.run(['plugin', 'list']);
    const { token } = await runningEngine();
    expect(await readFile(join(cli.directory, 'logs/engine-output.log'), 'utf8')).not.toContain(token);
  });

  it('hands over to serve', async () => {
    await cli.run(['plugin', 'list']);
    const { child } = await cli.start(['serve']);
    expect(await runningEngine()).toMatchObject({ mode: 'serve', pid: child.pid });
    child.kill('SIGTERM');
    expect(await exitOf(child)).toBe(0);
  });

  it('ends when nobody needs it, and not while somebody listens', async () => {
    const { stdout, code } = await cli.run(['plugin', 'list']);
    expect({ stdout: stdout.length > 0, code }).toEqual({ stdout: true, code: 0 });
    await cli.run(['stop']);

    const starting = cli.start(['serve', '--borrowed', '--idle-after', '400']).catch(() => 'ended without a line');
    await eventuallyTrue(async () => (await cli.engine()) !== undefined, { within: 20_000 });
    const { control, token } = await runningEngine();
    const headers = { Authorization: `Bearer ${token}` };
    let heard = '';
    const listener = request(`${control}/api/events`, { headers, agent: false }, (response) => {
      response.setEncoding('utf8');
      response.on('data', (text: string) => {
        heard += text;
      });
      response.on('error', () => {});
    });
    listener.on('error', () => {});
    listener.end();
    await eventuallyTrue(() => heard.includes('snapshot'));
    const from = performance.now();
    await eventuallyTrue(() => performance.now() - from > 1500);
    expect(isLocked()).toBe(true);
    listener.destroy();
    await eventuallyTrue(() => !isLocked(), { within: 10_000 });
    expect(await starting).toBe('ended without a line');
    expect(await cli.engine()).toBeUndefined();
  });

  it('says why it could not be started', async () => {
    await mkdir(cli.directory, { recursive: true });
    await writeFile(join(cli.directory, 'directory.json'), 'damaged');
    const { code, stderr } = await cli.run(['plugin', 'list']);
    expect(stderr).toContain('(DATA_DIRECTORY_UNUSABLE)');
    expect(stderr).toContain('directory.json is damaged');
    expect(code).toBe(3);
  });
});

describe('serve', () => {
  it('prints one line of JSON, serves, and ends in order at SIGTERM', async () => {
    const { child, line } = await cli.start(['serve', '--no-open']);
    const ready = JSON.parse(line) as { readonly control: string; readonly pid: number };
    const engine = await runningEngine();
    expect(ready).toMatchObject({
      ready: true,
      control: `${engine.control}/#token=${engine.token}`,
      pid: child.pid,
      dataDirectory: cli.directory,
    });
    expect((await fetch(`${engine.control}/`)).status).toBe(503);
    child.kill('SIGTERM');
    expect(await exitOf(child)).toBe(0);
    expect(await cli.engine()).toBeUndefined();
    expect(isLocked()).toBe(false);
  });

  it('is the only one on its data directory', async () => {
    const { child } = await cli.start(['serve']);
    const second = await cli.run(['serve']);
    expect(second.code).toBe(1);
    expect(second.stderr).toContain('(DATA_DIRECTORY_LOCKED)');
    expect(JSON.parse(second.stdout)).toMatchObject({ ready: false, error: { code: 'DATA_DIRECTORY_LOCKED' } });
    expect((await cli.run(['status'])).code).toBe(0);
    child.kill('SIGKILL');
    await exitOf(child);
  });

  it('is kept by a command of another version, which says so', async () => {
    const { child } = await cli.start(['serve']);
    const { code, stderr } = await cli.run(['plugin', 'list'], '2.0.0');
    expect(code).toBe(0);
    expect(stderr).toContain('version 1.0.0; this is 2.0.0');
    expect((await runningEngine()).pid).toBe(child.pid);
  });

  it('keeps its ports', async () => {
    const first = await cli.start(['serve']);
    const before = await runningEngine();
    await cli.run(['stop']);
    expect(await exitOf(first.child)).toBe(0);
    const second = await cli.start(['serve']);
    const after = await runningEngine();
    expect(after.control).toBe(before.control);
    expect(after.token).not.toBe(before.token);
    second.child.kill('SIGTERM');
    await exitOf(second.child);
  });

  it('shows the engine that runs already when the page was asked for', async () => {
    const { child } = await cli.start(['serve']);
    const again = await cli.run(['serve', '--open']);
    expect(again.code).toBe(0);
    expect(JSON.parse(again.stdout)).toMatchObject({ ready: true, alreadyRunning: true, pid: child.pid });
  });
});
