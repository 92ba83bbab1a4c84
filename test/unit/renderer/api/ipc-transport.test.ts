import { expect, it } from 'vitest';
import { createIpcClient, desktopBridge } from '../../../../renderer/api/ipc-transport.ts';
import { eventuallyTrue } from '../../../support/eventually.ts';
import { createFakeEngine } from '../../../support/fakes/engine.ts';
import { silentLogger } from '../../../support/fakes/host-parts.ts';
import { createIpcPair } from '../../../support/fakes/ipc-pair.ts';

function setUp() {
  const engine = createFakeEngine({
    version: '0.0.0',
    pid: 1,
    mode: 'desktop',
    directory: { id: 'abcdef', path: 'nowhere', isDefault: false },
    requestStop() {},
  });
  const pair = createIpcPair(Promise.resolve(engine), silentLogger);
  return { engine, pair, client: createIpcClient(pair.bridge) };
}

it('is there in the desktop window only', () => {
  const { pair } = setUp();
  expect(desktopBridge({})).toBeUndefined();
  expect(desktopBridge({ deltadock: pair.bridge })).toBe(pair.bridge);
});

it('gives back values and refusals as they are', async () => {
  const { client } = setUp();
  expect(await client.call('plugin.list', {})).toEqual({ ok: true, value: [] });
  expect(await client.call('plugin.describe', { plugin: 'x' })).toMatchObject({ error: { code: 'PLUGIN_NOT_FOUND' } });
});

it('refuses an answer that breaks the contract, and survives a main process that is gone', async () => {
  const odd = createIpcClient({ invoke: async () => ({ ok: true, value: 7 }), subscribe: () => () => undefined });
  expect(await odd.call('plugin.list', {})).toMatchObject({ ok: false, error: { code: 'INTERNAL' } });
  const gone = createIpcClient({
    invoke: () => Promise.reject(new Error('gone')),
    subscribe: () => () => undefined,
  });
  expect(await gone.call('plugin.list', {})).toMatchObject({ ok: false, error: { code: 'ENGINE_UNREACHABLE' } });
});

it('begins anew with a snapshot when the stream has ended, and lets go when disposed', async () => {
  const { engine, pair, client } = setUp();
  const events: string[] = [];
  const states: string[] = [];
  const subscription = client.subscribe({
    onEvent: ({ type }) => events.push(type),
    onConnection: ({ state }) => states.push(state),
  });
  await eventuallyTrue(() => states.includes('live'));
  pair.setFrozen(true);
  for (let count = 0; count < 30; count += 1) engine.set('big', { description: 'x'.repeat(60_000) });
  pair.setFrozen(false);
  await eventuallyTrue(() => events.filter((type) => type === 'snapshot').length === 2);
  expect(states).toEqual(['connecting', 'live', 'lost', 'live']);
  subscription.dispose();
  await eventuallyTrue(() => engine.subscribers() === 0);
});
