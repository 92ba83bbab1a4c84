import { createHash } from 'node:crypto';

/** SHA-256 as 64 hex digits. */
export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/**
 * JSON without white space and with names in order.
 * @throws TypeError for what JSON would silently change or lose: NaN, infinities, dates, class instances, `__proto__`, …
 */
export function canonicalJson(value: unknown): string {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return JSON.stringify(value);
    case 'number':
      if (!Number.isFinite(value)) throw new TypeError(`${value} is no JSON number`);
      return JSON.stringify(value);
    case 'object':
      return value === null ? 'null' : canonicalObject(value);
    default:
      throw new TypeError(`a ${typeof value} is no JSON value`);
  }
}

function canonicalObject(value: object): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) throw new TypeError('only plain objects are JSON');
  const parts: string[] = [];
  for (const name of Object.keys(value).toSorted()) {
    if (name === '__proto__') throw new TypeError('"__proto__" is no name for a JSON member here');
    const member: unknown = Reflect.get(value, name);
    if (member !== undefined) parts.push(`${JSON.stringify(name)}:${canonicalJson(member)}`);
  }
  return `{${parts.join(',')}}`;
}
