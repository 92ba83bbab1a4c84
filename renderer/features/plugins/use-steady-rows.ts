import { useState } from 'react';

/**
 * The rows in an order that does not change under the pointer: while `isHeld`, each row that was shown stays at its place
 * as long as it exists, also one that no longer matches a filter, and new ones come last.
 */
export function useSteadyRows<R extends { readonly id: string }>(
  rows: readonly R[],
  all: readonly R[],
  isHeld: boolean,
): readonly R[] {
  const [held, setHeld] = useState<readonly string[]>();
  if (isHeld && held === undefined) setHeld(rows.map(({ id }) => id));
  if (!isHeld && held !== undefined) setHeld(undefined);
  if (!isHeld || held === undefined) return rows;
  return steadyRows(rows, all, held);
}

/** `held` in its order as far as it still exists, then what else is to be shown. */
export function steadyRows<R extends { readonly id: string }>(
  rows: readonly R[],
  all: readonly R[],
  held: readonly string[],
): readonly R[] {
  const byId = new Map(all.map((row) => [row.id, row]));
  const kept = held.flatMap((id) => byId.get(id) ?? []);
  const isKept = new Set(held);
  return [...kept, ...rows.filter(({ id }) => !isKept.has(id))];
}
