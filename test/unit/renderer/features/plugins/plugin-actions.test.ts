import { describe, expect, it } from 'vitest';
import type { PluginView } from '../../../../../shared/model/plugin.ts';
import { onBench, pluginCommand, unwatchCommand } from '../../../../../renderer/features/plugins/cli-commands.ts';
import { pluginActions } from '../../../../../renderer/features/plugins/plugin-actions.ts';
import { rowLine } from '../../../../../renderer/features/plugins/row-line.ts';
import { failedView, installedView } from '../../../../support/fakes/control-door/views.ts';

const NOW = 1_000_000;
const BEFORE = { image: 'localhost:5000/a:0.9.0', version: '0.9.0' };
const FAILED_UPGRADE: Partial<PluginView> = {
  lastOperation: {
    kind: 'upgrade',
    image: 'localhost:5000/a:1.1.0',
    startedAt: NOW,
    outcome: 'failed',
    code: 'IMAGE_NOT_FOUND',
    message: 'The registry has no such tag.',
  },
};

describe('the actions of a plugin', () => {
  const offered = (plugin: PluginView): string => {
    const { best, others } = pluginActions(plugin);
    return [`[${best?.label ?? ''}]`, ...others.map(({ id }) => id)].join(' ');
  };

  it('are what the engine takes in its state, the best one apart', () => {
    const installed = installedView('a');
    const failed = failedView('a');
    expect({
      installed: offered(installed),
      watched: offered({ ...installed, watched: true }),
      disabled: offered({ ...installed, disabled: true }),
      removing: offered({ ...installed, installState: 'REMOVING' }),
      installing: offered({ ...installed, installState: 'INSTALLING' }),
      attached: offered({ ...installed, attached: true }),
      failed: offered(failed),
      'failed, rollback': offered({ ...failed, canRollback: true, rollbackTo: BEFORE }),
      'failed, disabled': offered({ ...failed, disabled: true }),
      'upgrade failed': offered({ ...installed, ...FAILED_UPGRADE }),
    }).toMatchInlineSnapshot(`
      {
        "attached": "[]",
        "disabled": "[Enable] watch uninstall",
        "failed": "[Retry] watch disable uninstall",
        "failed, disabled": "[Enable] watch uninstall",
        "failed, rollback": "[Roll back to 0.9.0] retry watch disable uninstall",
        "installed": "[] restart recreate watch disable uninstall",
        "installing": "[] watch disable uninstall",
        "removing": "[]",
        "upgrade failed": "[] retry restart recreate watch disable uninstall",
        "watched": "[] restart recreate unwatch disable uninstall",
      }
    `);
  });
});

describe('the CLI twins', () => {
  it('put options behind the name', () => {
    expect(pluginCommand('restart --recreate', 'a')).toBe('deltafi plugin restart a --recreate');
    expect(unwatchCommand('a')).toBe(`deltafi call plugin.watch '{"plugin":"a","on":false}'`);
  });

  it.each([
    [{ id: 'x', path: '/data', isDefault: true }, 'deltafi status'],
    [{ id: 'x', path: '/data', isDefault: false }, 'deltafi status --data-dir /data'],
    [{ id: 'x', path: "/my data's", isDefault: false }, String.raw`deltafi status --data-dir '/my data'\''s'`],
    [undefined, 'deltafi status'],
  ])('name the data directory %o', (directory, expected) => {
    expect(onBench('deltafi status', directory)).toBe(expected);
  });
});

describe('the line of a row', () => {
  const line = (changes: Partial<PluginView>) =>
    rowLine(installedView('a', { reason: { text: 'It serves.', since: NOW }, ...changes }), undefined, NOW);

  it('tells of an upgrade under way and of one that failed before the reason', () => {
    const upgrade = { image: 'localhost:5000/a:1.1.0', since: NOW };
    expect(line({})).toBe('It serves');
    expect(line({ upgrade })).toBe('1.0.0 → 1.1.0 is being prepared');
    expect(line({ upgrade: { ...upgrade, step: 'pull' } })).toBe('1.0.0 → 1.1.0 is being prepared (Pull)');
    expect(line(FAILED_UPGRADE)).toBe('The upgrade to 1.1.0 failed: The registry has no such tag');
    expect(line({ installState: 'FAILED', canRollback: true, rollbackTo: BEFORE })).toBe(
      'Rollback available to 0.9.0 · It serves',
    );
  });
});
