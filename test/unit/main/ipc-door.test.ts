import { describe, expect, it } from 'vitest';
import type { Handlers } from '../../../shared/contract/contract.ts';
import { createIpcDoor } from '../../../electron/main/ipc-door.ts';
import { eventuallyTrue } from '../../support/eventually.ts';
import { createFakeEngine } from '../../support/fakes/engine.ts';
import { silentLogger } from '../../support/fakes/host-parts.ts';
import { createIpcPair } from '../../support/fakes/ipc-pair.ts';
import { fuzzCalls, fuzzStream } from '../../support/ipc-fuzz.ts';

const fakeEngine = () =>
  createFakeEngine({
    version: '0.0.0',
    pid: 1,
    mode: 'desktop',
    directory: { id: 'abcdef', path: 'nowhere', isDefault: false },
    requestStop() {},
  });
const page = { id: 1, send() {} };

describe('the door of the window', () => {
  it('answers a thousand hostile calls in the form of every answer, and reaches only handlers that take the input', async () => {
    expect(await fuzzCalls(1000, 1)).toBeGreaterThan(20);
  });

  it('would be found out if it let everything through', async () => {
    const open = fuzzCalls(1000, 1, (engine) => ({
      async call(_page, name, input) {
        const { handlers } = await engine;
        const handler = handlers[String(name) as keyof Handlers] as ((given: unknown) => Promise<unknown>) | undefined;
        return { ok: true, value: await handler?.(input) };
      },
    }));
    await expect(open).rejects.toThrow('Property failed');
  });

  it('survives a thousand hostile stream messages', async () => fuzzStream(1000, 1));

  it.each([
    ['a large text', { image: 'x'.repeat(1024 * 1024 + 1) }, 'BODY_TOO_LARGE'],
    ['many entries', { image: Array.from({ length: 200_000 }, () => 1) }, 'BODY_TOO_LARGE'],
    ['a map', new Map(), 'INPUT_INVALID'],
    ['a date', { image: new Date() }, 'INPUT_INVALID'],
    ['bytes', { image: new Uint8Array(4) }, 'INPUT_INVALID'],
    ['a bigint', { image: 1n }, 'INPUT_INVALID'],
  ])('refuses %s before a schema sees it', async (_what, input, code) => {
    const door = createIpcDoor(Promise.resolve(fakeEngine()), silentLogger);
    expect(await door.call(page, 'plugin.list', input)).toMatchObject({ ok: false, error: { code } });
    expect(await door.call(page, 'plugin.list', {})).toMatchObject({ ok: true });
  });

  it('offers verbs of the contract and nothing else', async () => {
    const door = createIpcDoor(Promise.resolve(fakeEngine()), silentLogger);
    for (const name of ['docker.exec', 'container.create', 'engine', '__proto__', 'handlers', 'plugin.install.call']) {
      expect(await door.call(page, name, {})).toMatchObject({ ok: false, error: { code: 'PROCEDURE_UNKNOWN' } });
    }
    const options = { image: 'deltadock/sample:1.0.0', binds: ['/:/host'], privileged: true };
    expect(await door.call(page, 'plugin.install', options)).toMatchObject({ error: { code: 'INPUT_INVALID' } });
  });

  it('waits for an engine that is still opening, and says so when there is none', async () => {
    const opening = Promise.withResolvers<ReturnType<typeof fakeEngine>>();
    const door = createIpcDoor(opening.promise, silentLogger);
    const answer = door.call(page, 'plugin.list', {});
    opening.resolve(fakeEngine());
    expect(await answer).toEqual({ ok: true, value: [] });
    const none = createIpcDoor(Promise.reject(new Error('none')), silentLogger);
    expect(await none.call(page, 'plugin.list', {})).toMatchObject({ ok: false, error: { code: 'INTERNAL' } });
  });

  it('takes 64 calls of one page at a time', async () => {
    const held = Promise.withResolvers<never>();
    const engine = fakeEngine();
    const handlers: Handlers = { ...engine.handlers, 'plugin.list': () => held.promise };
    const door = createIpcDoor(Promise.resolve({ ...engine, handlers }), silentLogger);
    const calls = Array.from({ length: 64 }, () => door.call(page, 'plugin.list', {}));
    expect(await door.call(page, 'plugin.list', {})).toMatchObject({ ok: false, error: { code: 'TOO_BUSY' } });
    expect(await door.call({ id: 2, send() {} }, 'settings.get', {})).toMatchObject({ ok: true });
    held.reject(new Error('over'));
    await Promise.all(calls);
    expect(await door.call(page, 'settings.get', {})).toMatchObject({ ok: true });
  });
});

describe('the events of a page that hangs', () => {
  it('wait with only the newest progress of each plugin, and arrive in order when it goes on', async () => {
    const engine = fakeEngine();
    const pair = createIpcPair(Promise.resolve(engine), silentLogger);
    const heard: unknown[] = [];
    pair.bridge.subscribe((event) => heard.push(event));
    await eventuallyTrue(() => heard.length === 1);
    engine.publish({ type: 'engine.stopping' });
    await eventuallyTrue(() => heard.length === 2);
    pair.setFrozen(true);
    engine.set('first', { version: '1' });
    for (let current = 0; current < 500; current += 1) {
      engine.publish({ type: 'plugin.progress', id: 'p', progress: { layers: [], current, total: 500 } });
    }
    engine.set('first', { version: '2' });
    await eventuallyTrue(() => pair.held.length > 0);
    expect(pair.held).toHaveLength(1);
    pair.setFrozen(false);
    await eventuallyTrue(() => heard.length === 5);
    expect(heard.slice(2)).toMatchObject([
      { type: 'plugin.changed', plugin: { version: '1' } },
      { type: 'plugin.progress', progress: { current: 499 } },
      { type: 'plugin.changed', plugin: { version: '2' } },
    ]);
  });

  it('are cut at 1 MiB: the page hears that the stream ended, the engine was never held up', async () => {
    const engine = fakeEngine();
    const pair = createIpcPair(Promise.resolve(engine), silentLogger);
    const heard: unknown[] = [];
    pair.bridge.subscribe((event) => heard.push(event));
    await eventuallyTrue(() => heard.length === 1);
    pair.setFrozen(true);
    for (let index = 0; index < 30; index += 1) engine.set('big', { description: 'x'.repeat(60_000) });
    expect(engine.subscribers()).toBe(0);
    pair.setFrozen(false);
    await eventuallyTrue(() => heard.includes(undefined));
    pair.bridge.subscribe((event) => heard.push(event));
    await eventuallyTrue(() => JSON.stringify(heard.at(-1))?.includes('"snapshot"') ?? false);
  });

  it('end with the page', async () => {
    const engine = fakeEngine();
    const pair = createIpcPair(Promise.resolve(engine), silentLogger);
    for (let count = 0; count < 12; count += 1) pair.bridge.subscribe(() => undefined);
    await eventuallyTrue(() => engine.subscribers() === 8);
    pair.door.forget(pair.page.id);
    expect(engine.subscribers()).toBe(0);
  });
});
