/** Oldest API that is spoken: Docker Engine 20.10. */
export const OLDEST_API = '1.41';
/** Newest API whose answers are known; engines offer older ones for years. */
const NEWEST_API = '1.52';

/**
 * The API version to speak with an engine that offers `minimum`…`offered`: the newest that both know.
 * Undefined where the engine is older than {@link OLDEST_API}. An engine that no longer offers {@link NEWEST_API} is
 * spoken to in its oldest.
 */
export function negotiate(offered: string, minimum: string | undefined): string | undefined {
  if (compareVersions(offered, OLDEST_API) < 0) return undefined;
  if (minimum !== undefined && compareVersions(minimum, NEWEST_API) > 0) return minimum;
  return compareVersions(offered, NEWEST_API) < 0 ? offered : NEWEST_API;
}

/** Compares `1.41` and `1.9` number by number; what is not a number counts as 0. */
export function compareVersions(left: string, right: string): number {
  const a = left.split('.');
  const b = right.split('.');
  for (let index = 0; index < Math.max(a.length, b.length); index += 1) {
    const difference = (Number(a[index] ?? 0) || 0) - (Number(b[index] ?? 0) || 0);
    if (difference !== 0) return Math.sign(difference);
  }
  return 0;
}
