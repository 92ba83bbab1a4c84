import { describe, expect, it } from 'vitest';
import { dockerLostAt, engineLostAt } from '../../../../renderer/app/bench-time.ts';
import { lastKnownAt } from '../../../../renderer/features/plugins/plugin-look.ts';
import {
  dockerDown,
  dockerUp,
  engineStatus,
  installedView,
  pluginView,
} from '../../../support/fakes/control-door/views.ts';

describe('what is shown is observed', () => {
  it('while the engine answers or is being asked', () => {
    expect(engineLostAt({ connection: { state: 'live', at: 1 } })).toBeUndefined();
    expect(engineLostAt({ connection: { state: 'connecting', at: 1 } })).toBeUndefined();
  });

  it('until the engine or Docker is lost', () => {
    expect(engineLostAt({ connection: { state: 'lost', at: 90, reason: 'unreachable' } })).toBe(90);
    expect(engineLostAt({ connection: { state: 'refused', at: 90, reason: 'token-wrong' } })).toBe(90);
    expect(dockerLostAt({ status: undefined })).toBeUndefined();
    expect(dockerLostAt({ status: engineStatus({ docker: dockerUp() }) })).toBeUndefined();
    expect(dockerLostAt({ status: engineStatus({ docker: dockerDown({ since: 70 }) }) })).toBe(70);
  });
});

describe('a plugin is last known', () => {
  const attached = installedView('a', { attached: true });
  it.each([
    ['everything without the engine', attached, { engineAt: 90, dockerAt: 70 }, 90],
    ['what rests on Docker without Docker', installedView('a'), { engineAt: undefined, dockerAt: 70 }, 70],
    ['not what runs outside Docker', attached, { engineAt: undefined, dockerAt: 70 }, undefined],
    [
      'not a wish',
      pluginView({ name: 'a', installState: 'PENDING' }),
      { engineAt: undefined, dockerAt: 70 },
      undefined,
    ],
    ['not while both answer', installedView('a'), { engineAt: undefined, dockerAt: undefined }, undefined],
  ] as const)('%s', (_what, plugin, lost, at) => {
    expect(lastKnownAt(plugin, lost)).toBe(at);
  });
});
