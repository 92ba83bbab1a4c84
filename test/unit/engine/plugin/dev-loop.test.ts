import { describe, expect, it } from 'vitest';
import { actionOf, createBenchEngine, registrationOf } from '../../../support/fakes/bench-engine.ts';
import { fakeImage } from '../../../support/fakes/fake-runtime.ts';
import { settled } from '../../../support/fakes/manual-clock.ts';

const IMAGE = 'acme/tool:1.0.0';

async function installed() {
  const bench = await createBenchEngine();
  await bench.engine.handlers['plugin.install']({ image: IMAGE });
  await settled();
  await bench.register(registrationOf('tool'));
  bench.runtime.set('c1', { health: 'healthy' });
  await settled();
  return bench;
}

describe('a watched plugin', () => {
  it('is upgraded when another image gets its tag, and by nothing else', async () => {
    const bench = await installed();
    await bench.engine.handlers['plugin.watch']({ plugin: 'tool', on: true });
    bench.runtime.nameGiven('acme/other:1.0.0', fakeImage('sha256:else'));
    await settled();
    expect((await bench.plugin('tool'))?.lastOperation).toMatchObject({ kind: 'install' });
    bench.runtime.nameGiven(IMAGE, fakeImage('sha256:second'));
    await settled();
    await bench.register(registrationOf('tool'));
    const [container = ''] = [...bench.runtime.containers.values()].flatMap(({ id, status }) =>
      status === 'running' ? [id] : [],
    );
    bench.runtime.set(container, { health: 'healthy' });
    await settled();
    expect(await bench.plugin('tool')).toMatchObject({
      installState: 'INSTALLED',
      imageId: 'sha256:second',
      watched: true,
    });
  });

  it('is what a plugin has to be: a new image alone changes nothing', async () => {
    const bench = await installed();
    bench.runtime.nameGiven(IMAGE, fakeImage('sha256:second'));
    await settled();
    expect(await bench.plugin('tool')).toMatchObject({
      watched: false,
      imageId: 'sha256:one',
      installState: 'INSTALLED',
    });
    expect((await bench.plugin('tool'))?.upgrade).toBeUndefined();
  });

  it('is left alone while it is disabled', async () => {
    const bench = await installed();
    await bench.engine.handlers['plugin.watch']({ plugin: 'tool', on: true });
    await bench.engine.handlers['plugin.disable']({ plugin: 'tool' });
    await settled();
    bench.runtime.nameGiven(IMAGE, fakeImage('sha256:second'));
    await settled();
    expect(await bench.plugin('tool')).toMatchObject({ disabled: true, imageId: 'sha256:one' });
  });
});

describe('an attached plugin', () => {
  it('appears, falls silent after 30 s, and returns with its next sign of life (D22)', async () => {
    const bench = await createBenchEngine();
    const { engine, clock } = bench;
    await engine.coreDoor.register(
      { listener: 'loopback' },
      registrationOf('mine', { actions: [actionOf('org.acme.Mine')] }),
    );
    const beat = (): void => engine.workDoor.heartbeat({ kind: 'attached' }, 'org.acme.Mine');
    beat();
    expect((await bench.plugin('mine'))?.reason.text).toContain('is alive');
    const told: string[] = [];
    engine.subscribe((event) => {
      if (event.type === 'plugin.changed') told.push(event.plugin.reason.code ?? 'alive');
    });
    await clock.advance(31_000);
    expect(told).toEqual(['NO_HEARTBEAT']);
    beat();
    expect(told).toEqual(['NO_HEARTBEAT', 'alive']);
  });
});

describe('a missing registration', () => {
  it('is told apart from one that a firewall keeps away', async () => {
    const bench = await createBenchEngine();
    bench.runtime.override({
      readFileInside: async () => '   0: 020012AC:C5A4 010011AC:0002 02 00000001:00000000 01:00000064 0 1000 0 1 2',
    });
    await bench.engine.handlers['plugin.install']({ image: IMAGE });
    await settled();
    bench.runtime.set('c1', { health: 'unhealthy' });
    await settled();
    expect(await bench.plugin('tool')).toMatchObject({ installState: 'FAILED', failure: { code: 'CORE_UNREACHABLE' } });
  });
});
