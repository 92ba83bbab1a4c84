import { describe, expect, it } from 'vitest';
import { type BenchEngine, createBenchEngine, registrationOf } from '../../../support/fakes/bench-engine.ts';
import { settled } from '../../../support/fakes/manual-clock.ts';

/** Tests by the numbers of `deltafi/lifecycle.md` §8 that belong to registrations. */

const OLD = 'acme/tool:1.0.0';
const NEW = 'acme/tool:2.0.0';

async function installed(): Promise<BenchEngine> {
  const bench = await createBenchEngine();
  await bench.engine.handlers['plugin.install']({ image: OLD });
  await settled();
  await bench.register(registrationOf('tool'));
  bench.runtime.set('c1', { health: 'healthy' }, 'health_status');
  await settled();
  return bench;
}

/** Registers as the container that was created with this environment. */
function registerAs(bench: BenchEngine, environment: Readonly<Record<string, string>>, document: unknown) {
  const token = new URL(environment['CORE_URL'] ?? '').pathname.replace('/c/', '');
  return bench.engine.coreDoor.register({ token, listener: 'bridge' }, document);
}

describe('registrations', () => {
  it('A4: of the old image after a change is refused, changes nothing, and the old container goes', async () => {
    const bench = await installed();
    const old = bench.environment();
    await bench.engine.handlers['plugin.install']({ image: NEW });
    await settled();
    const before = JSON.stringify(bench.state.read());
    expect(await registerAs(bench, old, registrationOf('tool'))).toMatchObject({ accepted: false, status: 400 });
    expect(JSON.stringify(bench.state.read())).toBe(before);
    await bench.register(registrationOf('tool'));
    bench.runtime.set('c2', { health: 'healthy' });
    await settled();
    expect([...bench.runtime.containers.keys()]).toEqual(['c2']);
  });

  it('A25: a plugin whose registration was refused is never running and ready', async () => {
    const bench = await createBenchEngine();
    await bench.engine.handlers['plugin.install']({ image: OLD });
    await settled();
    await bench.register({ nonsense: true });
    bench.runtime.set('c1', { health: 'healthy' });
    await settled();
    expect(await bench.plugin('tool')).toMatchObject({ installState: 'FAILED' });
    expect(bench.runtime.containers.get('c1')?.status).toBe('exited');
  });

  it('A27: the same version with a changed flow is taken', async () => {
    const bench = await installed();
    const before = bench.state.read().plugins;
    expect(await bench.register(registrationOf('tool', { description: 'Changed' }))).toEqual({ accepted: true });
    expect(await bench.plugin('tool')).toMatchObject({ version: '1.0.0', description: 'Changed' });
    expect(bench.state.read().plugins).not.toEqual(before);
  });

  it('A29: many identical ones are one write and as many yeses', async () => {
    const bench = await installed();
    const writes = bench.state.history.length;
    const answers = await Promise.all(Array.from({ length: 20 }, () => bench.register(registrationOf('tool'))));
    expect(answers).toEqual(Array.from({ length: 20 }, () => ({ accepted: true })));
    expect(bench.state.history.length - writes).toBeLessThanOrEqual(1);
  });

  it('A36: another version of the same group and artifact is the same plugin', async () => {
    const bench = await installed();
    await bench.engine.handlers['plugin.install']({ image: NEW });
    await settled();
    const coordinates = { groupId: 'org.acme', artifactId: 'tool', version: '2.0.0' };
    await bench.register(registrationOf('tool', { pluginCoordinates: coordinates }));
    bench.runtime.set('c2', { health: 'healthy' });
    await settled();
    expect(await bench.engine.handlers['plugin.list']({})).toMatchObject([{ version: '2.0.0', coordinates }]);
    expect(await bench.engine.handlers['plugin.list']({})).toHaveLength(1);
  });

  it('B5: of a disabled plugin does not enable it', async () => {
    const bench = await installed();
    await bench.engine.handlers['plugin.disable']({ plugin: 'tool' });
    await settled();
    expect(await bench.register(registrationOf('tool'))).toMatchObject({ accepted: false, code: 'PLUGIN_DISABLED' });
    expect(await bench.plugin('tool')).toMatchObject({ disabled: true });
  });

  it('B6: during REMOVING does not bring the plugin back', async () => {
    const bench = await installed();
    bench.runtime.goDown();
    await bench.engine.handlers['plugin.uninstall']({ plugin: 'tool' });
    await settled();
    expect((await bench.plugin('tool'))?.installState).toBe('REMOVING');
    expect(await bench.register(registrationOf('tool'))).toMatchObject({ accepted: false, status: 400 });
    bench.runtime.comeUp();
    await settled();
    expect(await bench.plugin('tool')).toBeUndefined();
  });

  it('A43: two at once keep one record, and it stays below 2 KB whatever they say', async () => {
    const bench = await installed();
    const long = 'x'.repeat(5000);
    const document = registrationOf('tool', {
      displayName: long,
      description: long,
      actionKitVersion: long,
    });
    expect(await Promise.all([bench.register(document), bench.register(document)])).toEqual([
      { accepted: true },
      { accepted: true },
    ]);
    await settled();
    for (const record of Object.values(bench.state.read().plugins))
      expect(JSON.stringify(record).length).toBeLessThan(2048);
  });
});
