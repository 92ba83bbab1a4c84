import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyEvent, type BenchState, EMPTY_BENCH, pullSpeed } from '../../../../../renderer/app/store/bench-state.ts';
import type { EngineEvent } from '../../../../../shared/contract/events.ts';
import type { PluginView } from '../../../../../shared/model/plugin.ts';
import { DEFAULT_SETTINGS } from '../../../../../shared/model/settings.ts';
import {
  dockerDown,
  engineStatus,
  failedView,
  installedView,
  pluginView,
} from '../../../../support/fakes/control-door/views.ts';

const NOW = 1_000_000;

describe('the store', () => {
  it('takes everything from a snapshot and tells no news of it', () => {
    const state = after(snapshot([failedView('b'), installedView('a')]));
    expect(state.plugins.map(({ name }) => name)).toEqual(['a', 'b']);
    expect(state.notices).toEqual([]);
    expect(state.heardAt).toBe(NOW);
  });

  it('replaces a plugin by its newest state and keeps the order by name', () => {
    const state = after(snapshot([installedView('b')]), changed(pluginView({ name: 'a', installState: 'PENDING' })));
    expect(state.plugins.map(({ name, installState }) => `${name} ${installState}`)).toEqual([
      'a PENDING',
      'b INSTALLED',
    ]);
  });

  it.each([
    ['INSTALLING', installedView('a'), 'done', 'a 1.0.0 is installed'],
    ['INSTALLING', failedView('a'), 'failed', 'a failed'],
  ] as const)('tells the end of an install: %s → %o', (from, end, kind, title) => {
    const state = after(snapshot([pluginView({ name: 'a', installState: from })]), changed(end), changed(end));
    expect(state.notices).toMatchObject([{ kind, title, pluginId: 'id-a' }]);
    expect(state.announcement).toContain(title);
  });

  it('tells a removal, and removes', () => {
    const state = after(snapshot([installedView('a')]), { type: 'plugin.removed', id: 'id-a', name: 'a' });
    expect(state.plugins).toEqual([]);
    expect(state.notices).toMatchObject([{ title: 'a is uninstalled' }]);
  });

  it('tells after a gap what ended meanwhile', () => {
    const before = snapshot([pluginView({ name: 'a', installState: 'INSTALLING' }), installedView('b')]);
    const state = after(before, snapshot([installedView('a')]));
    expect(state.notices.map(({ title }) => title)).toEqual(['a 1.0.0 is installed', 'b is uninstalled']);
  });

  it('keeps the progress of a pull only while it pulls', () => {
    const pulling = pluginView({ name: 'a', installState: 'PENDING', step: 'pull' });
    const progress = progressOf(1, 2);
    expect(after(snapshot([pulling]), progress).pulls).toHaveProperty('id-a');
    const created = pluginView({ name: 'a', installState: 'INSTALLING', step: 'create' });
    expect(after(snapshot([pulling]), progress, changed(created)).pulls).toEqual({});
  });

  it('takes Docker from its own event and forgets that the engine was stopping at the next snapshot', () => {
    const docker = dockerDown();
    const stopping = after(snapshot([]), { type: 'docker.changed', docker }, { type: 'engine.stopping' });
    expect(stopping.status?.docker).toBe(docker);
    expect(stopping.stopping).toBe(true);
    expect(applyEvent(stopping, snapshot([]), NOW).stopping).toBe(false);
  });

  it('ends in the newest state whatever came before', () => {
    const states = fc.constantFrom('PENDING', 'INSTALLING', 'INSTALLED', 'FAILED', 'REMOVING');
    const change = fc.record({ name: fc.constantFrom('a', 'b', 'c'), installState: states });
    fc.assert(
      fc.property(fc.array(change), (changes) => {
        const state = after(snapshot([]), ...changes.map((one) => changed(pluginView(one))));
        const newest = new Map(changes.map(({ name, installState }) => [name, installState]));
        expect(state.plugins.map(({ name, installState }) => [name, installState])).toEqual(
          [...newest].toSorted(([a], [b]) => a.localeCompare(b)),
        );
      }),
      { numRuns: 1000 },
    );
  });
});

describe('the speed of a pull', () => {
  const at = (moments: readonly (readonly [number, number])[]) => {
    const events = moments.map(([time, current]) => ({ time, event: progressOf(current, 100_000) }));
    const start = after(snapshot([pluginView({ name: 'a', installState: 'PENDING' })]));
    const state = events.reduce((before: BenchState, { time, event }) => applyEvent(before, event, time), start);
    const pull = state.pulls['id-a'];
    return pull && pullSpeed(pull);
  };

  it('is unknown at first', () => expect(at([[0, 10]])).toBeUndefined());
  it('is bytes a second', () =>
    expect(
      at([
        [0, 0],
        [1000, 2000],
        [2000, 4000],
      ]),
    ).toBe(2000));
  it('forgets what is older than five seconds', () =>
    expect(
      at([
        [0, 0],
        [10_000, 50_000],
        [11_000, 51_000],
      ]),
    ).toBe(1000));
  it('begins anew with another pull', () =>
    expect(
      at([
        [0, 90_000],
        [1000, 95_000],
        [1500, 10],
      ]),
    ).toBeUndefined());
});

function after(...events: readonly EngineEvent[]): BenchState {
  return events.reduce((state: BenchState, event) => applyEvent(state, event, NOW), EMPTY_BENCH);
}

function snapshot(plugins: readonly PluginView[]): EngineEvent {
  return { type: 'snapshot', status: engineStatus(), plugins: [...plugins], settings: DEFAULT_SETTINGS };
}

function changed(plugin: PluginView): EngineEvent {
  return { type: 'plugin.changed', plugin };
}

function progressOf(current: number, total: number): EngineEvent {
  return { type: 'plugin.progress', id: 'id-a', progress: { layers: [], current, total } };
}
