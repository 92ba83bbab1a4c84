import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { DockerRuntime } from '../../../../electron/adapter/docker/docker-runtime.ts';
import { parseEvent } from '../../../../electron/adapter/docker/event-parser.ts';
import { LABELS } from '../../../../electron/engine/port/container-runtime.ts';
import { eventually, eventuallyTrue } from '../../../support/eventually.ts';
import { type FakeDaemon, json, startFakeDaemon } from '../../../support/fakes/docker-daemon/fake-daemon.ts';
import { hastyClock, refusal, runtimeAt } from '../../../support/fakes/docker-daemon/runtime.ts';

const event = (Action: string, more: object = {}): object => ({
  Type: 'container',
  Action,
  Actor: { ID: 'c1', Attributes: { [LABELS.directory]: 'mine', [LABELS.plugin]: 'p1', image: 'x', name: 'y' } },
  time: 1_700_000_000,
  timeNano: 1_700_000_000_123_456_800,
  ...more,
});

describe('an event', () => {
  it.each([
    ['start', 'start'],
    ['health_status: healthy', 'health_status'],
    ['exec_start: cat /tmp/running', undefined],
    ['exec_die', undefined],
  ])('%s is told as %s', (action, told) => {
    expect(parseEvent(event(action), 'mine')?.event.action).toBe(told);
  });

  it('carries our labels and nothing of the fields that newer engines dropped', () => {
    expect(parseEvent(event('die'), 'mine')).toEqual({
      kind: 'container',
      event: { containerId: 'c1', action: 'die', labels: { [LABELS.directory]: 'mine', [LABELS.plugin]: 'p1' } },
      seconds: expect.closeTo(1_700_000_000.123456, 5) as number,
    });
    expect(parseEvent(event('die', { status: 'x', id: 'other', from: 'z' }), 'mine')?.event).toMatchObject({
      containerId: 'c1',
    });
  });

  it.each([
    null,
    7,
    [],
    {},
    { Type: 'container' },
    event('start', { Actor: { ID: 'c2' } }),
    event('start', { Type: 'network' }),
    { Type: 1, Action: 2, Actor: 3 },
  ])('that is %j concerns nobody', (value) => {
    expect(parseEvent(value, 'mine')).toBeUndefined();
  });

  it('of another data directory concerns nobody', () => {
    expect(parseEvent(event('start'), 'other')).toBeUndefined();
  });
});

describe('watching an engine', () => {
  let daemon: FakeDaemon;
  let runtime: DockerRuntime;
  let actions: string[];
  let states: string[];
  beforeEach(async () => {
    daemon = await startFakeDaemon();
    runtime = runtimeAt(daemon.address, hastyClock(5));
    actions = [];
    states = [];
  });
  afterEach(async () => {
    runtime.close();
    await daemon.dispose();
  });
  const watch = (): { dispose(): void } =>
    runtime.watch({
      onContainer: ({ action }) => {
        actions.push(action);
        if (action === 'pause') throw new Error('a watcher that fails');
      },
      onConnection: ({ state, error }) => states.push(error === undefined ? state : `${state} ${error.code}`),
    });
  const subscriptions = (): readonly URLSearchParams[] =>
    daemon.requests.filter(({ path }) => path === '/events').map(({ query }) => query);

  it('asks for our containers only and says up once it is subscribed', async () => {
    watch();
    await eventuallyTrue(() => states.length > 0);
    expect(states).toEqual(['up']);
    expect(daemon.listeners()).toBe(1);
    expect(JSON.parse(subscriptions()[0]?.get('filters') ?? '')).toEqual({
      type: ['container'],
      label: [`${LABELS.directory}=mine`],
    });
    expect(subscriptions()[0]?.get('since')).toMatch(/^\d+\.\d{9}$/);
  });

  it('goes on after a cut from the last event, and has everything observed anew', async () => {
    watch();
    await eventuallyTrue(() => states.length === 1);
    daemon.event(event('start'));
    await eventuallyTrue(() => actions.length === 1);
    daemon.cut();
    await eventuallyTrue(() => states.length === 2);
    expect(states).toEqual(['up', 'up']);
    const since = subscriptions()[1]?.get('since') ?? '';
    expect(Number(since)).toBeGreaterThan(1_700_000_000.1234);
    expect(Number(since)).toBeLessThan(1_700_000_000.123457);
    daemon.event(event('die'));
    await eventuallyTrue(() => actions.length === 2);
    expect(actions).toEqual(['start', 'die']);
  });

  it('survives garbage, half lines and a watcher that throws', async () => {
    watch();
    await eventuallyTrue(() => states.length === 1);
    daemon.event('<html>502</html>\n');
    daemon.event(event('pause'));
    daemon.event(`${'z'.repeat(400_000)}\n`);
    const text = JSON.stringify(event('unpause'));
    daemon.event(text.slice(0, 30));
    daemon.event(`${text.slice(30)}\n`);
    await eventuallyTrue(() => actions.length === 2);
    expect(actions).toEqual(['pause', 'unpause']);
    expect(states).toEqual(['up']);
  });

  it('finds an engine that is frozen, and finds it again', { timeout: 30_000 }, async () => {
    watch();
    await eventuallyTrue(() => states.length === 1);
    daemon.freeze();
    const call = refusal(runtime.listContainers());
    await eventuallyTrue(() => states.length === 2, { within: 10_000 });
    expect(states).toEqual(['up', 'down DOCKER_UNREACHABLE']);
    expect(['DOCKER_UNREACHABLE', 'DOCKER_TIMEOUT']).toContain((await call).code);
    daemon.thaw();
    await eventually(() => expect(states).toEqual(['up', 'down DOCKER_UNREACHABLE', 'up']), { within: 10_000 });
    daemon.event(event('start'));
    await eventuallyTrue(() => actions.includes('start'));
  });

  it('renews a stream that has long been silent, without an alarm and without telling anything twice', {
    timeout: 20_000,
  }, async () => {
    runtime.close();
    // Deadlines stay long, silence becomes long quickly.
    const clock = hastyClock(5);
    runtime = runtimeAt(daemon.address, { ...clock, monotonic: () => clock.monotonic() * 100 });
    watch();
    await eventuallyTrue(() => states.length === 1);
    daemon.event(event('start'));
    await eventuallyTrue(() => actions.length === 1);
    await eventuallyTrue(() => subscriptions().length >= 3, { within: 10_000 });
    await eventuallyTrue(() => daemon.listeners() === 1);
    daemon.event(event('start'));
    daemon.event(event('die'));
    await eventuallyTrue(() => actions.includes('die'));
    expect(actions).toEqual(['start', 'die']);
    expect(states).toEqual(['up']);
  });

  it('says up again and again where the engine gives no events', async () => {
    daemon.on('GET /events', (_request, response) => json(response, { message: 'Forbidden by the proxy' }, 403));
    watch();
    await eventuallyTrue(() => states.length >= 2);
    expect(new Set(states)).toEqual(new Set(['up']));
  });

  it('ends when it is disposed', async () => {
    const watching = watch();
    await eventuallyTrue(() => states.length === 1);
    watching.dispose();
    watching.dispose();
    await eventuallyTrue(() => daemon.listeners() === 0);
    const asked = daemon.requests.length;
    runtime.close();
    expect(daemon.requests.length).toBe(asked);
  });
});
