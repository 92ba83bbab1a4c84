import { describe, expect, it } from 'vitest';
import { createBenchEngine, registrationOf } from '../../../support/fakes/bench-engine.ts';
import { fakeImage } from '../../../support/fakes/fake-runtime.ts';
import { settled } from '../../../support/fakes/manual-clock.ts';
import { becomeReady, install, installed, NEW, running } from '../../../support/lifecycle/bench-steps.ts';

/** Tests by the numbers of `deltafi/lifecycle.md` §8 that belong to names of Docker objects. */

describe('names', () => {
  it('A15: a stranger who holds the name of the parked container does not keep an upgrade from being done', async () => {
    const bench = await installed();
    const [own] = bench.runtime.containers.values();
    if (own === undefined) throw new Error('no container');
    bench.runtime.containers.set('foreign', { ...own, id: 'foreign', name: 'tool-abcdef-prev', labels: {} });
    await install(bench, NEW);
    await bench.register(registrationOf('tool'));
    bench.runtime.set('c2', { health: 'healthy' });
    await settled();
    expect(await bench.plugin('tool')).toMatchObject({ installState: 'INSTALLED', image: NEW });
    expect(bench.runtime.containers.get('foreign')).toEqual({
      ...own,
      id: 'foreign',
      name: 'tool-abcdef-prev',
      labels: {},
    });
  });

  it('A39: removing foo leaves foo-bar', async () => {
    const bench = await createBenchEngine();
    for (const name of ['foo', 'foo-bar']) bench.runtime.images.set(`acme/${name}:1`, fakeImage(`sha256:${name}`));
    await install(bench, 'acme/foo:1');
    await becomeReady(bench, 'foo');
    await install(bench, 'acme/foo-bar:1');
    await becomeReady(bench, 'foo-bar');
    await bench.engine.handlers['plugin.uninstall']({ plugin: 'foo' });
    await settled();
    await bench.clock.advance(11_000);
    expect(running(bench).map(({ name }) => name)).toEqual(['foo-bar-abcdef']);
    expect(await bench.plugin('foo-bar')).toMatchObject({ installState: 'INSTALLED' });
  });
});
