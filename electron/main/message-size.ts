/** Largest message that the window's door takes: 1 MiB, as over HTTP. */
const MESSAGE_LIMIT = 1024 * 1024;

export type MessageVerdict = 'ok' | 'too-large' | 'not-plain';

/**
 * Judges a structured clone before anything else looks at it: only what JSON could hold, and about {@link MESSAGE_LIMIT}
 * bytes at most. Cycles and deep nests end at the limit; the walk does not recurse.
 */
export function judgeMessage(message: unknown, limit: number = MESSAGE_LIMIT): MessageVerdict {
  const waiting: unknown[] = [message];
  let size = 0;
  while (waiting.length > 0) {
    const value = waiting.pop();
    size += 8;
    if (typeof value === 'string') size += value.length;
    else if (typeof value === 'bigint') return 'not-plain';
    else if (typeof value === 'object' && value !== null) {
      if (!isPlain(value)) return 'not-plain';
      const keys = Object.keys(value);
      size += keys.length * 8;
      if (size > limit) return 'too-large';
      for (const key of keys) {
        size += Array.isArray(value) ? 0 : key.length;
        waiting.push((value as Readonly<Record<string, unknown>>)[key]);
      }
    }
    if (size > limit) return 'too-large';
  }
  return 'ok';
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype || prototype === Array.prototype;
}
