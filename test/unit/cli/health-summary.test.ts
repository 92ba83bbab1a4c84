import { describe, expect, it } from 'vitest';
import { healthSummary } from '../../../electron/cli/health-summary.ts';
import { createBenchEngine, registrationOf } from '../../support/fakes/bench-engine.ts';
import { settled } from '../../support/fakes/manual-clock.ts';

describe('the health summary of the guide', () => {
  it('is one line when all is well, and names what is not', async () => {
    const bench = await createBenchEngine();
    const plugins = () => bench.engine.handlers['plugin.list']({});
    expect(healthSummary(await plugins())).toBe('none');
    await bench.engine.handlers['plugin.install']({ image: 'acme/tool:1.0.0' });
    await settled();
    expect(healthSummary(await plugins())).toContain('acme/tool:1.0.0 (installing)');
    await bench.register(registrationOf('tool'));
    bench.runtime.set('c1', { health: 'healthy' });
    await settled();
    expect(healthSummary(await plugins())).toBe('All 1 plugin(s) are installed and healthy.');
    await bench.engine.handlers['plugin.install']({ image: 'acme/other:1.0.0' });
    await settled();
    bench.runtime.set('c2', { status: 'exited', exitCode: 3 });
    await settled();
    expect(healthSummary(await plugins())).toContain('deltafi plugin retry other');
  });
});
