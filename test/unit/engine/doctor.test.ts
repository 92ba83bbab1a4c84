import { describe, expect, it } from 'vitest';
import { AppError } from '../../../shared/errors.ts';
import { benchChecks, pluginChecks } from '../../../electron/engine/doctor.ts';
import { directoryNames } from '../../../electron/engine/plugin/naming.ts';
import { createBenchEngine } from '../../support/fakes/bench-engine.ts';
import { settled } from '../../support/fakes/manual-clock.ts';

const UP = {
  state: 'up',
  version: '27.0',
  apiVersion: '1.47',
  address: 'unix:///x',
  source: 'standard socket',
  since: 0,
  checkedAt: 0,
} as const;
const DOWN = {
  state: 'down',
  since: 0,
  checkedAt: 0,
  error: { code: 'DOCKER_UNREACHABLE', message: 'Docker is away.', next: 'Start it.' },
} as const;
const CORE = 'http://127.0.0.1:8042';

describe('the doctor', () => {
  it('finds nothing on a healthy bench', () => {
    const checks = benchChecks({ docker: UP, doorProblem: undefined, core: CORE, bridge: 'http://172.17.0.1:8042' });
    expect(checks.map(({ outcome }) => outcome)).toEqual(['ok', 'ok', 'ok']);
  });

  it('says what is wrong and what to do when Docker is away or the bridge is taken', () => {
    const away = benchChecks({ docker: DOWN, doorProblem: undefined, core: CORE, bridge: undefined });
    expect(away[0]).toMatchObject({ outcome: 'problem', finding: 'Docker is away.' });
    expect(away[0]?.next).toMatch(/^Start Docker/);
    expect(away[2]).toMatchObject({ outcome: 'skipped' });
    const taken = benchChecks({
      docker: UP,
      doorProblem: new AppError('PORT_TAKEN', 'Taken by java.'),
      core: CORE,
      bridge: undefined,
    });
    expect(taken[2]).toMatchObject({ outcome: 'problem', finding: 'Taken by java.' });
  });

  it('names the real container in the commands for a failed plugin', async () => {
    const bench = await createBenchEngine();
    await bench.engine.handlers['plugin.install']({ image: 'acme/tool:1.0.0' });
    await settled();
    bench.runtime.set('c1', { status: 'exited', exitCode: 3 }, 'die');
    await settled();
    const plugin = await bench.plugin('tool');
    if (plugin === undefined) throw new Error('no plugin');
    const checks = pluginChecks(plugin, directoryNames({ id: 'abcdef012345', isDefault: false }));
    expect(checks.find(({ id }) => id === 'plugin-state')).toMatchObject({ outcome: 'problem' });
    expect(checks.find(({ id }) => id === 'plugin-container')?.next).toContain('docker logs tool-abcdef');
  });
});
