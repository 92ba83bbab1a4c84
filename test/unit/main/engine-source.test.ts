import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createHost, type Host } from '../../../electron/host/create-host.ts';
import { readEngineFile } from '../../../electron/host/engine-file.ts';
import { type EngineSource, openEngineSource } from '../../../electron/main/engine-source.ts';
import type { EngineMode } from '../../../shared/model/engine.ts';
import { eventuallyTrue } from '../../support/eventually.ts';
import { createFakeHostParts } from '../../support/fakes/host-parts.ts';

let root: string;
const toStop: (() => Promise<void>)[] = [];
const directory = () => ({ path: join(root, 'data'), isDefault: false });

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'deltadock-source-'));
});
afterEach(async () => {
  for (const stop of toStop.splice(0)) await stop();
  await rm(root, { recursive: true, force: true });
});

async function host(
  mode: EngineMode,
): Promise<{ readonly host: Host; readonly parts: ReturnType<typeof createFakeHostParts> }> {
  const parts = createFakeHostParts();
  const made = await createHost({ directory: directory(), version: '1.0.0', mode, uiFolder: root }, parts);
  toStop.push(() => made.stop({ leavePlugins: true }));
  return { host: made, parts };
}

async function open(parts = createFakeHostParts()): Promise<EngineSource> {
  const source = await openEngineSource({
    directory: directory(),
    version: '1.0.0',
    uiFolder: root,
    loadParts: async () => parts,
  });
  toStop.push(() => source.stop({ leavePlugins: true }));
  return source;
}

it('is an engine of our own where none runs', async () => {
  const source = await open();
  expect(source.kind).toBe('own');
  expect((await source.handlers['engine.status']({})).mode).toBe('desktop');
  expect((await readEngineFile(directory()))?.mode).toBe('desktop');
  await source.stop({ leavePlugins: false });
  await source.ended;
  expect(await readEngineFile(directory())).toBeUndefined();
});

it('asks a borrowed engine to hand over; its plugins are left running', async () => {
  const { host: borrowed, parts } = await host('borrowed');
  const source = await open();
  await borrowed.ended;
  expect(parts.engine().stoppedWith()).toEqual({ leavePlugins: true });
  expect(source.kind).toBe('own');
  expect((await readEngineFile(directory()))?.mode).toBe('desktop');
});

it('is a client of an engine that serves: calls, refusals and events pass through, and it is never ended', async () => {
  const { host: served, parts } = await host('serve');
  const source = await open();
  expect(source.kind).toBe('client');
  expect((await source.handlers['engine.status']({})).mode).toBe('serve');
  await expect(source.handlers['plugin.describe']({ plugin: 'nobody' })).rejects.toMatchObject({
    code: 'PLUGIN_NOT_FOUND',
  });
  const events: string[] = [];
  let ends = 0;
  const stream = source.subscribe(
    ({ type }) => events.push(type),
    () => {
      ends += 1;
    },
  );
  await eventuallyTrue(() => events.includes('snapshot'));
  parts.engine().set('sample', {});
  await eventuallyTrue(() => events.includes('plugin.changed'));
  stream.dispose();
  await source.stop({ leavePlugins: false });
  expect(parts.engine().stoppedWith()).toBeUndefined();
  await eventuallyTrue(() => parts.engine().subscribers() === 0);
  expect(ends).toBe(0);
  await served.stop({ leavePlugins: true });
  await expect(source.handlers['plugin.list']({})).rejects.toMatchObject({ code: 'ENGINE_UNREACHABLE' });
  source.subscribe(
    () => undefined,
    () => {
      ends += 1;
    },
  );
  await eventuallyTrue(() => ends === 1);
});

it('finds the engine again that was started anew, with its other port and token', async () => {
  const first = await host('serve');
  const source = await open();
  await first.host.stop({ leavePlugins: true });
  const second = await host('serve');
  second.parts.engine().set('sample', {});
  expect(await source.handlers['plugin.list']({})).toHaveLength(1);
});
