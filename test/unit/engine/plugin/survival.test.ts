import { describe, expect, it } from 'vitest';
import { createBenchEngine, registrationOf } from '../../../support/fakes/bench-engine.ts';
import { settled } from '../../../support/fakes/manual-clock.ts';

const IMAGE = 'acme/tool:1.0.0';

async function installed() {
  const bench = await createBenchEngine();
  await bench.engine.handlers['plugin.install']({ image: IMAGE });
  await settled();
  await bench.register(registrationOf('tool'));
  bench.runtime.set('c1', { health: 'healthy' }, 'health_status');
  await settled();
  return bench;
}

describe('Docker being away', () => {
  it('fails no plugin, marks what is shown as last known, and ends by itself', async () => {
    const bench = await installed();
    bench.runtime.goDown();
    await bench.clock.advance(60_000);
    expect(await bench.plugin('tool')).toMatchObject({ installState: 'INSTALLED', fresh: false });
    bench.runtime.comeUp();
    await settled();
    expect(await bench.plugin('tool')).toMatchObject({ installState: 'INSTALLED', fresh: true });
  });

  it('keeps a wish until Docker is back', async () => {
    const bench = await createBenchEngine();
    bench.runtime.goDown();
    await bench.engine.handlers['plugin.install']({ image: IMAGE });
    await settled();
    expect(await bench.plugin('tool')).toMatchObject({
      installState: 'PENDING',
      reason: { code: 'DOCKER_UNREACHABLE' },
    });
    bench.runtime.comeUp();
    await settled();
    expect((await bench.plugin('tool'))?.installState).toBe('INSTALLING');
  });
});

describe('a container that ends', () => {
  it('is started again, and must register again', async () => {
    const bench = await installed();
    bench.runtime.set('c1', { status: 'exited', exitCode: 1 }, 'die');
    await settled();
    expect(await bench.plugin('tool')).toMatchObject({ installState: 'INSTALLING' });
    expect(bench.runtime.calls.filter((call) => call === 'start c1')).toHaveLength(2);
    await bench.register(registrationOf('tool'));
    bench.runtime.set('c1', { health: 'healthy' });
    await settled();
    expect(await bench.plugin('tool')).toMatchObject({ installState: 'INSTALLED' });
  });

  it('three times in five minutes is a crash loop', async () => {
    const bench = await installed();
    for (const turn of [1, 2, 3]) {
      bench.runtime.set('c1', { status: 'exited', exitCode: 1 }, 'die');
      await settled();
      if (turn === 3) break;
      await bench.register(registrationOf('tool'));
      bench.runtime.set('c1', { health: 'healthy' });
      await settled();
    }
    expect(await bench.plugin('tool')).toMatchObject({ installState: 'FAILED', failure: { code: 'CRASH_LOOP' } });
  });

  it('is created anew when it was removed by hand', async () => {
    const bench = await installed();
    bench.runtime.vanish('c1');
    await settled();
    expect([...bench.runtime.containers.keys()]).toEqual(['c2']);
    await bench.register(registrationOf('tool'));
    bench.runtime.set('c2', { health: 'healthy' });
    await settled();
    expect(await bench.plugin('tool')).toMatchObject({ installState: 'INSTALLED' });
  });
});

describe('an engine that comes back', () => {
  it('adopts a running plugin without touching it', async () => {
    const bench = await installed();
    const before = [...bench.runtime.calls];
    const after = await bench.restarted();
    expect(await after.plugin('tool')).toMatchObject({ installState: 'INSTALLED', fresh: true });
    expect(bench.runtime.calls).toEqual(before);
  });

  it('starts the kept container after an orderly end', async () => {
    const bench = await installed();
    await bench.engine.stop({ leavePlugins: false });
    expect(bench.runtime.containers.get('c1')?.status).toBe('exited');
    const after = await bench.restarted();
    expect(bench.runtime.calls.at(-1)).toBe('start c1');
    expect(await after.plugin('tool')).toMatchObject({ installState: 'INSTALLING' });
  });

  it('deploys anew what it cannot know to have registered', async () => {
    const bench = await createBenchEngine();
    await bench.engine.handlers['plugin.install']({ image: IMAGE });
    await settled();
    const after = await bench.restarted();
    expect([...bench.runtime.containers.keys()]).toEqual(['c2']);
    expect(await after.plugin('tool')).toMatchObject({ installState: 'INSTALLING' });
  });
});
