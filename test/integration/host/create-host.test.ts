import { createServer, type Server } from 'node:net';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isDirectoryLocked } from '../../../electron/adapter/sqlite/directory-lock.ts';
import { type Host, type HostOptions, createHost } from '../../../electron/host/create-host.ts';
import { readEngineFile } from '../../../electron/host/engine-file.ts';
import type { HostParts } from '../../../electron/host/host-parts.ts';
import { AppError } from '../../../shared/errors.ts';
import { httpTransport } from '../../contract/http-transport.ts';
import { createFakeHostParts } from '../../support/fakes/host-parts.ts';
import { eventuallyTrue } from '../../support/eventually.ts';

let root: string;
const hosts: Host[] = [];

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'deltadock-host-'));
});

afterEach(async () => {
  for (const host of hosts.splice(0)) await host.stop({ leavePlugins: true });
  await rm(root, { recursive: true, force: true });
});

const directory = () => ({ path: join(root, 'data'), isDefault: false });
const isLocked = () => isDirectoryLocked(join(root, 'data', 'engine.lock'));

async function start(parts: HostParts = createFakeHostParts(), changes: Partial<HostOptions> = {}): Promise<Host> {
  const options: HostOptions = { directory: directory(), version: '1.0.0', mode: 'serve', uiFolder: root, ...changes };
  const host = await createHost(options, parts);
  hosts.push(host);
  return host;
}

function occupy(port: number): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => resolve(server));
  });
}

describe('a host', () => {
  it('tells how to reach it once it is ready, and takes that back at its end', async () => {
    const host = await start();
    const file = await readEngineFile(directory());
    expect(file).toMatchObject({ control: host.addresses.control, token: host.token, pid: process.pid, mode: 'serve' });
    await host.stop({ leavePlugins: true });
    await host.ended;
    expect(await readEngineFile(directory())).toBeUndefined();
    expect(isLocked()).toBe(false);
  });

  it('lets the answer to engine.stop through and then ends, leaving plugins as asked', async () => {
    const parts = createFakeHostParts();
    const host = await start(parts);
    const transport = httpTransport(host.addresses.control, host.token);
    expect(await transport.call('engine.stop', { leavePlugins: true })).toEqual({ ok: true, value: {} });
    await host.ended;
    expect(parts.engine().stoppedWith()).toEqual({ leavePlugins: true });
  });

  it('is the only one on its directory', async () => {
    await start();
    await expect(start()).rejects.toMatchObject({ code: 'DATA_DIRECTORY_LOCKED' });
  });

  it('releases everything when it cannot start, and can start once the cause is gone', async () => {
    const failing = (changes: Partial<HostParts>) => start(createFakeHostParts(changes));
    const error = new AppError('STATE_NEWER', 'The state is of a newer version.');
    const openState = () => Promise.reject(error);
    await expect(failing({ openState })).rejects.toBe(error);
    expect(isLocked()).toBe(false);

    const parts = createFakeHostParts();
    const createEngine: HostParts['createEngine'] = (ports, options) => ({
      ...parts.createEngine(ports, options),
      start: () => Promise.reject(new Error('no start')),
    });
    await expect(failing({ createEngine })).rejects.toThrow('no start');
    expect(parts.engine().stoppedWith()).toEqual({ leavePlugins: true });
    expect(isLocked()).toBe(false);
    expect(await readEngineFile(directory())).toBeUndefined();
    const { ports } = JSON.parse(await readFile(join(root, 'data/directory.json'), 'utf8')) as {
      readonly ports: { readonly control: number; readonly core: number };
    };
    for (const port of [ports.control, ports.core]) (await occupy(port)).close();
    await start();
  });

  it('does not follow a stale engine.json while it starts', async () => {
    await (await start()).stop({ leavePlugins: true });
    await writeFile(join(root, 'data/engine.json'), '{"stale":true}');
    const openState: HostParts['openState'] = async () => {
      expect(await readEngineFile(directory())).toBeUndefined();
      return createFakeHostParts().openState('', false, { debug() {}, info() {}, warn() {}, error() {} });
    };
    await start(createFakeHostParts({ openState }));
  });

  it('moves a kept port that somebody else took, and refuses a wished one with its holder', async () => {
    const first = await start();
    const port = Number(new URL(first.addresses.control).port);
    await first.stop({ leavePlugins: true });
    const other = await occupy(port);
    const second = await start();
    expect(new URL(second.addresses.control).port).not.toBe(String(port));
    await second.stop({ leavePlugins: true });
    await expect(start(createFakeHostParts(), { controlPort: port })).rejects.toMatchObject({
      code: 'PORT_TAKEN',
      details: { port, option: '--port', holder: 'java (process 4711)' },
    });
    other.close();
  });

  it('goes on with its end when the engine does not stop in time', async () => {
    const parts = createFakeHostParts();
    const createEngine: HostParts['createEngine'] = (ports, options) => ({
      ...parts.createEngine(ports, options),
      stop: () => new Promise(() => {}),
    });
    const host = await start(createFakeHostParts({ createEngine }), { stopDeadline: 100 });
    await host.stop({ leavePlugins: false });
    expect(isLocked()).toBe(false);
  });

  it('that is borrowed stays for a call that takes long', async () => {
    const parts = createFakeHostParts();
    const gate = Promise.withResolvers<void>();
    const createEngine: HostParts['createEngine'] = (ports, options) => {
      const engine = parts.createEngine(ports, options);
      const slow = async () => {
        await gate.promise;
        return [];
      };
      return { ...engine, handlers: { ...engine.handlers, 'doctor.run': slow } };
    };
    const host = await start(createFakeHostParts({ createEngine }), { mode: 'borrowed', idleAfter: 100 });
    const answer = httpTransport(host.addresses.control, host.token).call('doctor.run', {});
    const from = performance.now();
    await eventuallyTrue(() => performance.now() - from > 600);
    expect(isLocked()).toBe(true);
    gate.resolve();
    expect(await answer).toEqual({ ok: true, value: [] });
    await host.ended;
    expect(isLocked()).toBe(false);
  });
});
