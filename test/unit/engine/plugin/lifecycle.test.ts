import { describe, expect, it } from 'vitest';
import { INSTALL_STATES } from '../../../../shared/model/plugin.ts';
import { type LifecycleEvent, transition } from '../../../../electron/engine/plugin/lifecycle.ts';

const STATES = ['absent', ...INSTALL_STATES] as const;
const EVENTS: readonly LifecycleEvent['type'][] = [
  'install-wished',
  'upgrade-wished',
  'switched',
  'rollback-wished',
  'prepared',
  'ready',
  'failed',
  'lost',
  'restarted',
  'uninstall-wished',
  'removed',
];

describe('the lifecycle of a plugin', () => {
  it('answers every pair of state and event as in this table', () => {
    const table = STATES.flatMap((state) =>
      EVENTS.map((type) => {
        const step = transition(state, { type });
        return `${state} + ${type} = ${step.ok ? `${step.next} [${step.effects.join(', ')}]` : `refused (${step.reason})`}`;
      }),
    );
    expect(table).toMatchInlineSnapshot(`
      [
        "absent + install-wished = PENDING [start-deploy]",
        "absent + upgrade-wished = refused (absent: only an installed plugin is upgraded)",
        "absent + switched = refused (absent: nothing serves that could be replaced)",
        "absent + rollback-wished = refused (absent: only a failed plugin is rolled back)",
        "absent + prepared = refused (absent: nothing is being prepared)",
        "absent + ready = refused (absent: nothing is being installed)",
        "absent + failed = refused (absent: nothing is running)",
        "absent + lost = refused (absent: only an installed plugin can lose its container)",
        "absent + restarted = refused (absent: only an installed plugin is started again)",
        "absent + uninstall-wished = refused (absent: there is no such plugin)",
        "absent + removed = refused (absent: nothing is being removed)",
        "PENDING + install-wished = PENDING [abort-deploy, start-deploy]",
        "PENDING + upgrade-wished = refused (PENDING: only an installed plugin is upgraded)",
        "PENDING + switched = refused (PENDING: nothing serves that could be replaced)",
        "PENDING + rollback-wished = refused (PENDING: only a failed plugin is rolled back)",
        "PENDING + prepared = INSTALLING []",
        "PENDING + ready = refused (PENDING: nothing is being installed)",
        "PENDING + failed = FAILED [abort-deploy, stop-container]",
        "PENDING + lost = refused (PENDING: only an installed plugin can lose its container)",
        "PENDING + restarted = refused (PENDING: only an installed plugin is started again)",
        "PENDING + uninstall-wished = REMOVING [abort-deploy, remove-containers]",
        "PENDING + removed = refused (PENDING: nothing is being removed)",
        "INSTALLING + install-wished = PENDING [abort-deploy, start-deploy]",
        "INSTALLING + upgrade-wished = refused (INSTALLING: only an installed plugin is upgraded)",
        "INSTALLING + switched = refused (INSTALLING: nothing serves that could be replaced)",
        "INSTALLING + rollback-wished = refused (INSTALLING: only a failed plugin is rolled back)",
        "INSTALLING + prepared = refused (INSTALLING: nothing is being prepared)",
        "INSTALLING + ready = INSTALLED []",
        "INSTALLING + failed = FAILED [abort-deploy, stop-container]",
        "INSTALLING + lost = refused (INSTALLING: only an installed plugin can lose its container)",
        "INSTALLING + restarted = refused (INSTALLING: only an installed plugin is started again)",
        "INSTALLING + uninstall-wished = REMOVING [abort-deploy, remove-containers]",
        "INSTALLING + removed = refused (INSTALLING: nothing is being removed)",
        "INSTALLED + install-wished = refused (INSTALLED: an upgrade is a transition of its own)",
        "INSTALLED + upgrade-wished = INSTALLED [abort-next, prepare-next]",
        "INSTALLED + switched = INSTALLING [switch-over]",
        "INSTALLED + rollback-wished = refused (INSTALLED: only a failed plugin is rolled back)",
        "INSTALLED + prepared = refused (INSTALLED: nothing is being prepared)",
        "INSTALLED + ready = refused (INSTALLED: nothing is being installed)",
        "INSTALLED + failed = FAILED [abort-next, stop-container]",
        "INSTALLED + lost = PENDING [abort-next, start-deploy]",
        "INSTALLED + restarted = INSTALLING [restart-container]",
        "INSTALLED + uninstall-wished = REMOVING [remove-containers]",
        "INSTALLED + removed = refused (INSTALLED: nothing is being removed)",
        "FAILED + install-wished = PENDING [start-deploy]",
        "FAILED + upgrade-wished = refused (FAILED: only an installed plugin is upgraded)",
        "FAILED + switched = refused (FAILED: nothing serves that could be replaced)",
        "FAILED + rollback-wished = PENDING [start-deploy]",
        "FAILED + prepared = refused (FAILED: nothing is being prepared)",
        "FAILED + ready = refused (FAILED: nothing is being installed)",
        "FAILED + failed = refused (FAILED: nothing is running)",
        "FAILED + lost = refused (FAILED: only an installed plugin can lose its container)",
        "FAILED + restarted = refused (FAILED: only an installed plugin is started again)",
        "FAILED + uninstall-wished = REMOVING [remove-containers]",
        "FAILED + removed = refused (FAILED: nothing is being removed)",
        "REMOVING + install-wished = refused (REMOVING: it is being removed)",
        "REMOVING + upgrade-wished = refused (REMOVING: only an installed plugin is upgraded)",
        "REMOVING + switched = refused (REMOVING: nothing serves that could be replaced)",
        "REMOVING + rollback-wished = refused (REMOVING: only a failed plugin is rolled back)",
        "REMOVING + prepared = refused (REMOVING: nothing is being prepared)",
        "REMOVING + ready = refused (REMOVING: nothing is being installed)",
        "REMOVING + failed = refused (REMOVING: nothing is running)",
        "REMOVING + lost = refused (REMOVING: only an installed plugin can lose its container)",
        "REMOVING + restarted = refused (REMOVING: only an installed plugin is started again)",
        "REMOVING + uninstall-wished = REMOVING [remove-containers]",
        "REMOVING + removed = absent [forget]",
      ]
    `);
  });

  it('never leaves a removal but to the end', () => {
    const ends = EVENTS.map((type) => transition('REMOVING', { type })).flatMap((step) => (step.ok ? [step.next] : []));
    expect(new Set(ends)).toEqual(new Set(['REMOVING', 'absent']));
  });
});
