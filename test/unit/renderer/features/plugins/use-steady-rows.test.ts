import { cleanup, renderHook } from '@testing-library/react';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { steadyRows, useSteadyRows } from '../../../../../renderer/features/plugins/use-steady-rows.ts';

afterEach(cleanup);

const rows = (...ids: readonly string[]) => ids.map((id) => ({ id }));
const idsOf = (shown: readonly { readonly id: string }[]) => shown.map(({ id }) => id);

describe('rows under the pointer', () => {
  it('stay where they are: new ones come last, and what no longer matches stays', () => {
    const shown = steadyRows(rows('a', 'b', 'd'), rows('a', 'b', 'c', 'd'), ['b', 'c', 'd']);
    expect(idsOf(shown)).toEqual(['b', 'c', 'd', 'a']);
  });

  it('keep their order whatever else changes', () => {
    const ids = fc.uniqueArray(fc.constantFrom<string>('a', 'b', 'c', 'd', 'e', 'f'));
    fc.assert(
      fc.property(ids, ids, ids, (held, matching, gone) => {
        const all = rows(...new Set([...held, ...matching])).filter(({ id }) => !gone.includes(id));
        const shown = idsOf(
          steadyRows(
            all.filter(({ id }) => matching.includes(id)),
            all,
            held,
          ),
        );
        const stillThere = held.filter((id) => !gone.includes(id));
        expect(shown.slice(0, stillThere.length)).toEqual(stillThere);
        expect(new Set(shown).size).toBe(shown.length);
      }),
      { numRuns: 1000 },
    );
  });

  it('go to their places when the pointer leaves', () => {
    const { result, rerender } = renderHook(({ ids, isHeld }) => useSteadyRows(rows(...ids), rows(...ids), isHeld), {
      initialProps: { ids: ['b', 'c'], isHeld: true },
    });
    rerender({ ids: ['a', 'b', 'c'], isHeld: true });
    expect(idsOf(result.current)).toEqual(['b', 'c', 'a']);
    rerender({ ids: ['a', 'b', 'c'], isHeld: false });
    expect(idsOf(result.current)).toEqual(['a', 'b', 'c']);
  });
});
