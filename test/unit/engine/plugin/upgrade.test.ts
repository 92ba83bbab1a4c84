import { describe, expect, it } from 'vitest';
import { AppError } from '../../../../shared/errors.ts';
import { type BenchEngine, createBenchEngine, registrationOf } from '../../../support/fakes/bench-engine.ts';
import { fakeImage } from '../../../support/fakes/fake-runtime.ts';
import { settled } from '../../../support/fakes/manual-clock.ts';

const OLD = 'acme/tool:1.0.0';
const NEW = 'acme/tool:2.0.0';

async function installed(): Promise<BenchEngine> {
  const bench = await createBenchEngine();
  await bench.engine.handlers['plugin.install']({ image: OLD });
  await settled();
  await becomeReady(bench, 'c1');
  return bench;
}

async function becomeReady(bench: BenchEngine, container: string): Promise<void> {
  await bench.register(registrationOf('tool'));
  bench.runtime.set(container, { health: 'healthy' }, 'health_status');
  await settled();
}

const running = (bench: BenchEngine) =>
  [...bench.runtime.containers.values()].filter(({ status }) => status === 'running').map(({ id }) => id);

describe('upgrading', () => {
  it('keeps the old version serving until the new one is prepared, then switches', async () => {
    const bench = await installed();
    const { promise: pulled, resolve: finishPull } = Promise.withResolvers<void>();
    const { ensureImage } = bench.runtime;
    bench.runtime.override({
      async ensureImage(reference, options) {
        await pulled;
        return ensureImage(reference, options);
      },
    });
    await bench.engine.handlers['plugin.install']({ image: NEW });
    await settled();
    expect(await bench.plugin('tool')).toMatchObject({
      installState: 'INSTALLED',
      image: OLD,
      upgrade: { image: NEW },
      lastOperation: { kind: 'upgrade', image: NEW, outcome: 'running' },
    });
    expect(running(bench)).toEqual(['c1']);
    finishPull();
    await settled();
    expect(await bench.plugin('tool')).toMatchObject({ installState: 'INSTALLING', image: NEW });
    expect(running(bench)).toEqual(['c2']);
    await becomeReady(bench, 'c2');
    expect(await bench.plugin('tool')).toMatchObject({
      installState: 'INSTALLED',
      image: NEW,
      imageId: 'sha256:two',
      lastOperation: { outcome: 'done' },
    });
    expect([...bench.runtime.containers.values()].map(({ id, name }) => `${id} ${name}`)).toEqual(['c2 tool-abcdef']);
  });

  it('stops and keeps the old container before the new one starts', async () => {
    const bench = await installed();
    const before = bench.runtime.calls.length;
    await bench.engine.handlers['plugin.install']({ image: NEW });
    await settled();
    expect(bench.runtime.calls.slice(before)).toEqual([
      'network deltadock-abcdef',
      'create c2',
      'stop c1',
      'rename c1 tool-abcdef-prev',
      'rename c2 tool-abcdef',
      'start c2',
    ]);
  });

  it('lets the credentials of the old container die with the switch', async () => {
    const bench = await installed();
    const old = bench.environment();
    await bench.engine.handlers['plugin.install']({ image: NEW });
    await settled();
    const token = new URL(old['CORE_URL'] ?? '').pathname.slice(3);
    expect(bench.engine.coreDoor.refuse({ listener: 'bridge', token })).toMatchObject({
      code: 'REGISTRATION_OUTDATED',
    });
    expect(bench.engine.workDoor.authenticate(old['VALKEY_PASSWORD'] ?? '')).toBeUndefined();
  });

  it('that cannot be prepared leaves the old version as it is, and can be retried', async () => {
    const bench = await installed();
    const { ensureImage } = bench.runtime;
    bench.runtime.override({ ensureImage: () => Promise.reject(new AppError('REGISTRY_UNREACHABLE', 'No answer.')) });
    await bench.engine.handlers['plugin.install']({ image: NEW });
    await settled();
    expect(await bench.plugin('tool')).toMatchObject({
      installState: 'INSTALLED',
      image: OLD,
      canRollback: false,
      lastOperation: { image: NEW, outcome: 'failed', code: 'REGISTRY_UNREACHABLE' },
    });
    expect(running(bench)).toEqual(['c1']);
    bench.runtime.override({ ensureImage });
    await bench.engine.handlers['plugin.retry']({ plugin: 'tool' });
    await settled();
    await becomeReady(bench, 'c2');
    expect(await bench.plugin('tool')).toMatchObject({ installState: 'INSTALLED', image: NEW });
  });

  it('that fails after the switch offers the way back, and goes back to the exact image', async () => {
    const bench = await installed();
    await bench.engine.handlers['plugin.install']({ image: NEW });
    await settled();
    await bench.register(registrationOf('tool'));
    bench.runtime.set('c2', { health: 'unhealthy' }, 'health_status');
    await settled();
    expect(await bench.plugin('tool')).toMatchObject({
      installState: 'FAILED',
      status: 'FAILED (rollback available)',
      canRollback: true,
      rollbackTo: { image: OLD, version: '1.0.0' },
    });
    expect(running(bench)).toEqual([]);
    // The tag has moved, and the registry is away: the image itself is what counts.
    bench.runtime.images.set(OLD, fakeImage('sha256:two'));
    bench.runtime.images.set('kept', fakeImage('sha256:one'));
    bench.runtime.override({ ensureImage: () => Promise.reject(new AppError('REGISTRY_UNREACHABLE', 'No answer.')) });
    await bench.engine.handlers['plugin.rollback']({ plugin: 'tool' });
    await settled();
    await becomeReady(bench, 'c3');
    expect(await bench.plugin('tool')).toMatchObject({
      installState: 'INSTALLED',
      image: OLD,
      imageId: 'sha256:one',
      canRollback: false,
    });
    expect([...bench.runtime.containers.keys()]).toEqual(['c3']);
  });

  it('offers no rollback where nothing was good before, and refuses one elsewhere', async () => {
    const bench = await createBenchEngine();
    await bench.engine.handlers['plugin.install']({ image: OLD });
    await settled();
    bench.runtime.set('c1', { status: 'exited', exitCode: 1 });
    await settled();
    expect(await bench.plugin('tool')).toMatchObject({ status: 'FAILED', canRollback: false });
    await expect(bench.engine.handlers['plugin.rollback']({ plugin: 'tool' })).rejects.toMatchObject({
      code: 'ROLLBACK_UNAVAILABLE',
    });
  });

  it('lets the last wish win, whenever it comes (A1, A12, B1)', async () => {
    const bench = await installed();
    await Promise.all([NEW, OLD, NEW].map((image) => bench.engine.handlers['plugin.install']({ image })));
    await settled();
    await becomeReady(bench, [...bench.runtime.containers.keys()].at(-1) ?? '');
    expect(await bench.plugin('tool')).toMatchObject({ installState: 'INSTALLED', image: NEW });
    expect(bench.runtime.containers.size).toBe(1);
    await bench.engine.handlers['plugin.install']({ image: OLD });
    await settled();
    expect((await bench.plugin('tool'))?.installState).toBe('INSTALLING');
    await bench.engine.handlers['plugin.install']({ image: NEW });
    await settled();
    await becomeReady(bench, running(bench)[0] ?? '');
    expect(await bench.plugin('tool')).toMatchObject({ installState: 'INSTALLED', image: NEW });
    expect(running(bench)).toHaveLength(1);
  });

  it('takes a rebuilt image under the same tag as an upgrade (A13)', async () => {
    const bench = await installed();
    expect((await bench.engine.handlers['plugin.install']({ image: OLD })).outcome).toBe('installed');
    bench.runtime.images.set(OLD, fakeImage('sha256:rebuilt'));
    expect((await bench.engine.handlers['plugin.install']({ image: OLD })).outcome).toBe('queued');
    await settled();
    await becomeReady(bench, 'c2');
    expect(await bench.plugin('tool')).toMatchObject({ installState: 'INSTALLED', imageId: 'sha256:rebuilt' });
  });

  it('can be cancelled while it is prepared', async () => {
    const bench = await installed();
    bench.runtime.override({
      ensureImage: (_reference, { signal }) =>
        new Promise((_resolve, reject) =>
          signal.addEventListener('abort', () => reject(new AppError('CANCELLED', 'Cancelled.'))),
        ),
    });
    await bench.engine.handlers['plugin.install']({ image: NEW });
    await settled();
    await bench.engine.handlers['plugin.cancel']({ plugin: 'tool' });
    await settled();
    const plugin = await bench.plugin('tool');
    expect(plugin).toMatchObject({ installState: 'INSTALLED', image: OLD, lastOperation: { outcome: 'cancelled' } });
    expect(plugin?.upgrade).toBeUndefined();
  });

  it('is taken up again by another engine, whether it was being prepared or switched', async () => {
    const prepared = await installed();
    prepared.runtime.override({ ensureImage: () => new Promise(() => undefined) });
    await prepared.engine.handlers['plugin.install']({ image: NEW });
    await settled();
    prepared.runtime.override({ ensureImage: async () => fakeImage('sha256:two') });
    const after = await prepared.restarted();
    await settled();
    await becomeReady(after, running(after)[0] ?? '');
    expect(await after.plugin('tool')).toMatchObject({ installState: 'INSTALLED', image: NEW });

    const switched = await installed();
    await switched.engine.handlers['plugin.install']({ image: NEW });
    await settled();
    const later = await switched.restarted();
    await settled();
    expect(running(later)).toHaveLength(1);
    await becomeReady(later, running(later)[0] ?? '');
    expect(await later.plugin('tool')).toMatchObject({ installState: 'INSTALLED', image: NEW });
    expect(later.runtime.containers.size).toBe(1);
  });
});

describe('disabling', () => {
  it('stops and keeps the container, and nothing brings it back but enabling', async () => {
    const bench = await installed();
    const disabled = await bench.engine.handlers['plugin.disable']({ plugin: 'tool' });
    expect(disabled.plugin).toMatchObject({ installState: 'INSTALLED', disabled: true, status: 'DISABLED' });
    await settled();
    expect(bench.runtime.containers.get('c1')).toMatchObject({ status: 'exited' });
    await bench.clock.advance(60_000);
    expect(running(bench)).toEqual([]);
    expect(await bench.register(registrationOf('tool'))).toMatchObject({ accepted: false, code: 'PLUGIN_DISABLED' });
    const after = await bench.restarted();
    expect(await after.plugin('tool')).toMatchObject({ disabled: true });
    expect(running(after)).toEqual([]);
  });

  it('is refused twice, and so is enabling what is enabled (B26)', async () => {
    const bench = await installed();
    await expect(bench.engine.handlers['plugin.enable']({ plugin: 'tool' })).rejects.toMatchObject({
      code: 'NOT_DISABLED',
    });
    await bench.engine.handlers['plugin.disable']({ plugin: 'tool' });
    await expect(bench.engine.handlers['plugin.disable']({ plugin: 'tool' })).rejects.toMatchObject({
      code: 'ALREADY_DISABLED',
    });
    await expect(bench.engine.handlers['plugin.install']({ image: NEW })).rejects.toMatchObject({
      code: 'PLUGIN_DISABLED',
    });
    await expect(bench.engine.handlers['plugin.retry']({ plugin: 'tool' })).rejects.toMatchObject({
      code: 'PLUGIN_DISABLED',
    });
  });

  it('ends with enabling: the kept container starts and must register again (D9)', async () => {
    const bench = await installed();
    await bench.engine.handlers['plugin.disable']({ plugin: 'tool' });
    await settled();
    const enabled = await bench.engine.handlers['plugin.enable']({ plugin: 'tool' });
    expect(enabled.plugin).toMatchObject({ installState: 'INSTALLING', disabled: false });
    await settled();
    expect(running(bench)).toEqual(['c1']);
    await becomeReady(bench, 'c1');
    expect(await bench.plugin('tool')).toMatchObject({
      installState: 'INSTALLED',
      lastOperation: { kind: 'enable', outcome: 'done' },
    });
  });

  it('does not keep a plugin from being removed (B7)', async () => {
    const bench = await installed();
    await bench.engine.handlers['plugin.disable']({ plugin: 'tool' });
    await settled();
    await bench.engine.handlers['plugin.uninstall']({ plugin: 'tool' });
    await settled();
    expect(await bench.plugin('tool')).toBeUndefined();
    expect(bench.runtime.containers.size).toBe(0);
  });
});

describe('restarting', () => {
  it('stops and starts the same container, or makes a new one of the same image', async () => {
    const bench = await installed();
    await bench.engine.handlers['plugin.restart']({ plugin: 'tool' });
    await settled();
    await becomeReady(bench, 'c1');
    expect([...bench.runtime.containers.keys()]).toEqual(['c1']);
    bench.runtime.images.set(OLD, fakeImage('sha256:moved'));
    bench.runtime.images.set('kept', fakeImage('sha256:one'));
    await bench.engine.handlers['plugin.restart']({ plugin: 'tool', recreate: true });
    await settled();
    await becomeReady(bench, 'c2');
    expect(await bench.plugin('tool')).toMatchObject({ installState: 'INSTALLED', imageId: 'sha256:one' });
    expect([...bench.runtime.containers.keys()]).toEqual(['c2']);
  });

  it('retries what failed and refuses what did not', async () => {
    const bench = await installed();
    await expect(bench.engine.handlers['plugin.retry']({ plugin: 'tool' })).rejects.toMatchObject({
      code: 'NOTHING_TO_RETRY',
    });
    for (const turn of [1, 2, 3]) {
      bench.runtime.set('c1', { status: 'exited', exitCode: turn }, 'die');
      await settled();
      if (turn < 3) await becomeReady(bench, 'c1');
    }
    expect(await bench.plugin('tool')).toMatchObject({ installState: 'FAILED', canRollback: false });
    await bench.engine.handlers['plugin.retry']({ plugin: 'tool' });
    await settled();
    await becomeReady(bench, 'c2');
    expect(await bench.plugin('tool')).toMatchObject({ installState: 'INSTALLED' });
  });

  it('removes containers of ours that belong to nothing', async () => {
    const bench = await installed();
    const [container] = bench.runtime.containers.values();
    if (container === undefined) throw new Error('no container');
    bench.runtime.containers.set('stray', {
      ...container,
      id: 'stray',
      name: 'stray',
      labels: { ...container.labels, 'io.deltadock.deploy': 'gone' },
    });
    await bench.clock.advance(11_000);
    expect([...bench.runtime.containers.keys()]).toEqual(['c1']);
  });
});
