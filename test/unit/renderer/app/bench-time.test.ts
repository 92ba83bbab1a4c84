import { describe, expect, it } from 'vitest';
import { lastObservedAt } from '../../../../renderer/app/bench-time.ts';
import { dockerDown, dockerUp } from '../../../support/fakes/control-door/views.ts';

const LIVE = { state: 'live', at: 1 } as const;

describe('the time of the bench', () => {
  it('goes on while the engine and Docker answer, or are being asked', () => {
    expect(lastObservedAt(LIVE, dockerUp())).toBeUndefined();
    expect(lastObservedAt({ state: 'connecting', at: 1 }, undefined)).toBeUndefined();
  });

  it('stands still at the earlier loss', () => {
    expect(lastObservedAt(LIVE, dockerDown({ since: 70 }))).toBe(70);
    expect(lastObservedAt({ state: 'lost', at: 90, reason: 'unreachable' }, dockerUp())).toBe(90);
    expect(lastObservedAt({ state: 'refused', at: 90, reason: 'token-wrong' }, dockerDown({ since: 70 }))).toBe(70);
  });
});
