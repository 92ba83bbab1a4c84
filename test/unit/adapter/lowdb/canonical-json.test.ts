import fc from 'fast-check';
import { expect, test } from 'vitest';
import { canonicalJson } from '../../../../electron/adapter/lowdb/canonical-json.ts';

test('is JSON of the same value', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      fc.pre(!JSON.stringify(value).includes('__proto__'));
      expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
    }),
    { numRuns: 1000 },
  );
});

test('does not depend on the order of names', () => {
  expect(canonicalJson({ b: [2, { d: 1, c: undefined }], a: null })).toBe('{"a":null,"b":[2,{"d":1}]}');
  expect(canonicalJson({ a: null, b: [2, { d: 1 }] })).toBe('{"a":null,"b":[2,{"d":1}]}');
});

test.each([
  ['NaN', { a: Number.NaN }],
  ['an infinity', [Infinity]],
  ['a date', { a: new Date(0) }],
  ['a map', new Map()],
  ['a function', { a: () => 1 }],
  ['a big integer', { a: 1n }],
  ['a hole', [undefined]],
  ['__proto__', JSON.parse('{"__proto__": 1}')],
])('refuses what JSON would change or lose: %s', (_name, value) => {
  expect(() => canonicalJson(value)).toThrow(TypeError);
});
