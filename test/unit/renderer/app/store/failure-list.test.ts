import { describe, expect, it } from 'vitest';
import { addFailure, type FailureNote } from '../../../../../renderer/app/store/failure-list.ts';
import { applyEvent, EMPTY_BENCH } from '../../../../../renderer/app/store/bench-state.ts';
import { DEFAULT_SETTINGS } from '../../../../../shared/model/settings.ts';
import { engineStatus, failedView, installedView, pluginView } from '../../../../support/fakes/control-door/views.ts';

const failure = (id: string, at: number): FailureNote => ({ id, at, title: id, text: '' });

describe('the failures that are kept', () => {
  it('are newest first, and the same one again replaces the older', () => {
    const list = [failure('a', 1), failure('b', 2), failure('a', 3)].reduce(addFailure, [] as readonly FailureNote[]);
    expect(list.map(({ id, at }) => `${id}${String(at)}`)).toEqual(['a3', 'b2']);
  });

  it('are a hundred at most', () => {
    const many = Array.from({ length: 130 }, (_unused, at) => failure(String(at), at));
    const list = many.reduce(addFailure, [] as readonly FailureNote[]);
    expect(list).toHaveLength(100);
    expect(list[0]?.at).toBe(129);
  });

  it('come from plugins that became failed, not from those that succeed or were failed before', () => {
    const plugins = [pluginView({ name: 'a', installState: 'INSTALLING' }), failedView('b'), installedView('c')];
    const start = { type: 'snapshot', status: engineStatus(), plugins, settings: DEFAULT_SETTINGS } as const;
    const shown = applyEvent(EMPTY_BENCH, start, 1);
    expect(shown.failures).toEqual([]);
    const failed = applyEvent(shown, { type: 'plugin.changed', plugin: failedView('a') }, 7);
    expect(failed.failures).toMatchObject([{ title: 'a failed', code: 'CONTAINER_EXITED', at: 7, pluginId: 'id-a' }]);
    const mended = applyEvent(failed, { type: 'plugin.changed', plugin: installedView('a') }, 8);
    expect(mended.failures).toBe(failed.failures);
  });
});
