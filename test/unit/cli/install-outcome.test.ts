import { describe, expect, it } from 'vitest';
import { judgeInstall } from '../../../electron/cli/install-outcome.ts';
import type { PluginView } from '../../../shared/model/plugin.ts';

const request = { image: 'team/sample:2.0.0', id: 'p1', name: 'sample' };

function view(fields: Partial<PluginView>): PluginView {
  return {
    id: 'p1',
    name: 'sample',
    displayName: 'Sample',
    description: '',
    version: '2.0.0',
    image: 'team/sample:2.0.0',
    installState: 'INSTALLED',
    disabled: false,
    watched: false,
    canRollback: false,
    status: 'INSTALLED',
    reason: { text: 'It runs.', since: 100 },
    since: 100,
    attached: false,
    fresh: true,
    lastOperation: { kind: 'install', image: 'team/sample:2.0.0', startedAt: 50, outcome: 'done' },
    ...fields,
  };
}

const failure = {
  code: 'CONTAINER_EXITED',
  message: 'It ended.',
  next: 'Mend it.',
  at: 100,
  logTail: [],
  evidence: [],
};

describe('what the state of a plugin says about an install that was asked for', () => {
  it.each<[string, PluginView | undefined, string]>([
    ['PENDING', view({ installState: 'PENDING' }), 'waiting'],
    ['INSTALLING', view({ installState: 'INSTALLING' }), 'waiting'],
    ['INSTALLED, no sign of life yet', view({}), 'installed'],
    ['INSTALLED and alive', view({ heartbeatAt: 120 }), 'installed, alive'],
    ['INSTALLED, alive only before this install', view({ heartbeatAt: 40 }), 'installed'],
    ['INSTALLED but disabled', view({ disabled: true }), 'SUPERSEDED'],
    ['INSTALLED with another image', view({ image: 'team/sample:3.0.0' }), 'SUPERSEDED'],
    ['PENDING with another image', view({ image: 'team/sample:3.0.0', installState: 'PENDING' }), 'SUPERSEDED'],
    ['FAILED', view({ installState: 'FAILED', failure }), 'CONTAINER_EXITED'],
    ['FAILED without a cause', view({ installState: 'FAILED' }), 'INTERNAL'],
    ['REMOVING', view({ installState: 'REMOVING' }), 'SUPERSEDED'],
    ['gone', undefined, 'SUPERSEDED'],
    [
      'an upgrade whose preparation failed, the former image serving',
      view({
        image: 'team/sample:1.0.0',
        lastOperation: {
          kind: 'install',
          image: 'team/sample:2.0.0',
          startedAt: 50,
          outcome: 'failed',
          code: 'IMAGE_NOT_FOUND',
        },
      }),
      'IMAGE_NOT_FOUND',
    ],
    [
      'an upgrade that was cancelled',
      view({
        image: 'team/sample:1.0.0',
        lastOperation: { kind: 'install', image: 'team/sample:2.0.0', startedAt: 50, outcome: 'cancelled' },
      }),
      'CANCELLED',
    ],
  ])('%s', (_what, plugin, expected) => {
    const judgement = judgeInstall(request, plugin);
    const said =
      judgement.kind === 'failed'
        ? judgement.failure.code
        : judgement.kind === 'installed' && judgement.hasSignOfLife
          ? 'installed, alive'
          : judgement.kind;
    expect(said).toBe(expected);
  });
});
