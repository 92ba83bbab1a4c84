import { describe, expect, it } from 'vitest';
import { benchNotes } from '../../../../renderer/app/bench-notes.ts';
import { dockerLook } from '../../../../renderer/app/docker-look.ts';
import { formatRoute, parseRoute } from '../../../../renderer/app/route.ts';
import { dockerDown, dockerUp, engineStatus } from '../../../support/fakes/control-door/views.ts';

const NOW = 1_000_000;
const LIVE = { state: 'live', at: 0 } as const;

describe('what is said of the whole bench', () => {
  const texts = (...args: Parameters<typeof benchNotes>) =>
    benchNotes(...args).map(({ title, text }) => `${title} ${text}`);

  it('is nothing when all is well', () => {
    expect(texts(LIVE, engineStatus(), true, NOW, NOW)).toEqual([]);
  });

  it('is why Docker is away, how old everything is, and what to do', () => {
    const status = engineStatus({ docker: dockerDown({ since: NOW - 12_000 }) });
    expect(texts(LIVE, status, true, NOW, NOW)).toEqual([
      'Docker is not reachable: nothing listens at unix:///var/run/docker.sock. Everything shown is last known, 12 s ago. Start Docker; DeltaDock notices by itself.',
    ]);
  });

  it('says nothing of an age where nothing is shown', () => {
    const status = engineStatus({ docker: dockerDown() });
    expect(texts(LIVE, status, false, NOW, NOW)[0]).not.toContain('last known');
  });

  it('is only the engine when the engine is away', () => {
    const status = engineStatus({ docker: dockerDown() });
    expect(texts({ state: 'lost', at: 0, reason: 'unreachable' }, status, true, NOW - 5000, NOW)).toEqual([
      'The engine does not answer. Everything shown is last known, 5 s ago. Start it with `deltafi serve`; this page connects again by itself.',
    ]);
  });

  it('is also a fault of a door and of the state file', () => {
    const status = engineStatus({
      doorProblem: { code: 'PORT_TAKEN', message: 'Port 8042 is taken.', next: 'End it.' },
      state: { kind: 'restored', message: 'An older copy was taken.' },
    });
    expect(texts(LIVE, status, true, NOW, NOW)).toEqual([
      'Port 8042 is taken. End it.',
      'State file: An older copy was taken.',
    ]);
  });
});

describe('the Docker chip', () => {
  it.each([
    [dockerUp(), false, { kind: 'ok', title: 'Docker 27.3.1', facts: ['API 1.47', '3 ms'] }],
    [dockerUp({ latency: 0.2 }), false, { facts: ['API 1.47', '1 ms'] }],
    [dockerDown(), false, { kind: 'fail', title: 'Docker is not reachable', facts: [] }],
    [dockerUp({ state: 'connecting' }), false, { kind: 'work', facts: ['connecting'] }],
    [dockerUp(), true, { kind: 'off', shape: 'unknown', facts: [] }],
  ])('of %o', (docker, engineLost, look) => {
    expect(dockerLook(docker, engineLost)).toMatchObject(look);
  });
});

describe('routes', () => {
  it.each(['id-1', 'a/b', 'ä ?#'])('come back from the address: %j', (pluginId) => {
    expect(parseRoute(formatRoute({ screen: 'plugins', pluginId }))).toEqual({ screen: 'plugins', pluginId });
  });
  it('keep the tab of the panel, and take the first one for an unknown', () => {
    expect(formatRoute({ screen: 'plugins', pluginId: 'a', tab: 'logs' })).toBe('#/plugins/a/logs');
    expect(parseRoute('#/plugins/a/logs')).toEqual({ screen: 'plugins', pluginId: 'a', tab: 'logs' });
    expect(parseRoute('#/plugins/a/nothing').tab).toBeUndefined();
  });
  it.each(['', '#', '#/plugins', '#/nowhere/x', '#/plugins/%E0%A4%A'])(
    'that are unknown are the first screen: %j',
    (hash) => {
      expect(parseRoute(hash)).toEqual({ screen: 'plugins', pluginId: undefined });
    },
  );
});
