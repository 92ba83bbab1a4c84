import { describe, expect, it } from 'vitest';
import { createBenchEngine, registrationOf } from '../../../support/fakes/bench-engine.ts';
import { fakeImage } from '../../../support/fakes/fake-runtime.ts';
import { settled } from '../../../support/fakes/manual-clock.ts';

const IMAGE = 'acme/tool:1.0.0';
const VARIABLES = [{ name: 'greeting', description: '', dataType: 'STRING', required: false, masked: false }];

async function uninstalled() {
  const bench = await createBenchEngine();
  const { handlers } = bench.engine;
  await handlers['plugin.install']({ image: IMAGE });
  await settled();
  await bench.register(registrationOf('tool', { variables: VARIABLES }));
  bench.runtime.set('c1', { health: 'healthy' });
  await settled();
  await handlers['plugin.setVariables']({ plugin: 'tool', values: { greeting: 'Hi' } });
  await handlers['plugin.uninstall']({ plugin: 'tool' });
  await settled();
  return bench;
}

describe('undoing an uninstall', () => {
  it('brings back the exact image and the variables, also by another engine', async () => {
    const bench = await uninstalled();
    bench.runtime.images.set(IMAGE, fakeImage('sha256:moved'));
    bench.runtime.images.set('kept', fakeImage('sha256:one'));
    const after = await bench.restarted();
    await after.engine.handlers['plugin.undoUninstall']({ plugin: 'tool' });
    await settled();
    await after.register(registrationOf('tool', { variables: VARIABLES }));
    after.runtime.set('c2', { health: 'healthy' });
    await settled();
    expect(await after.plugin('tool')).toMatchObject({ installState: 'INSTALLED', imageId: 'sha256:one' });
    const { variables } = await after.engine.handlers['plugin.describe']({ plugin: 'tool' });
    expect(variables[0]?.value).toBe('Hi');
    await expect(after.engine.handlers['plugin.undoUninstall']({ plugin: 'tool' })).rejects.toMatchObject({
      code: 'UNDO_UNAVAILABLE',
    });
  });

  it('is over after ten minutes, and then the kept image goes', async () => {
    const bench = await uninstalled();
    expect(bench.runtime.calls).not.toContain('unname deltadock-kept/abcdef-tool:good');
    await bench.clock.advance(11.5 * 60_000);
    expect(bench.runtime.calls).toContain('unname deltadock-kept/abcdef-tool:good');
    expect(bench.state.read().removed).toEqual({});
    await expect(bench.engine.handlers['plugin.undoUninstall']({ plugin: 'tool' })).rejects.toMatchObject({
      code: 'UNDO_UNAVAILABLE',
    });
  });

  it('gives way to a new install of that name, whose image it leaves', async () => {
    const bench = await uninstalled();
    await bench.engine.handlers['plugin.install']({ image: 'acme/tool:2.0.0' });
    await settled();
    await expect(bench.engine.handlers['plugin.undoUninstall']({ plugin: 'tool' })).rejects.toMatchObject({
      code: 'UNDO_UNAVAILABLE',
    });
    await bench.register(registrationOf('tool'));
    bench.runtime.set('c2', { health: 'healthy' });
    await bench.clock.advance(12 * 60_000);
    expect(bench.runtime.calls).not.toContain('unname deltadock-kept/abcdef-tool:good');
  });
});
