import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readJson } from '../../../../electron/adapter/lowdb/json-text.ts';

const containing = (text: string): unknown => expect.stringContaining(text);
const read = (text: string) => readJson(new TextEncoder().encode(text));

test('JSON of every shape reads as JSON.parse reads it', () => {
  fc.assert(
    fc.property(fc.json({ maxDepth: 6 }), fc.constantFrom(undefined, 2), (text, indent) => {
      fc.pre(!text.includes('__proto__'));
      const value: unknown = JSON.parse(text);
      expect(read(JSON.stringify(value, null, indent))).toEqual({ ok: true, value });
    }),
    { numRuns: 1000 },
  );
});

test.each([
  ['', 'the file is empty'],
  ['\0\0\0', 'the file holds only zero bytes'],
  ['{"a": 1, "a": 2}', 'the name "a" occurs twice in one object'],
  ['{"a": 1, "\\u0061": 2}', 'the name "a" occurs twice in one object'],
  ['[{"a": {"b": 1}}, {"a": [], "c": {}, "a": 1}]', 'the name "a" occurs twice in one object'],
  ['{"__proto__": {}}', 'the file uses the name "__proto__"'],
  ['{"\\u005f_proto__" : {}}', 'the file uses the name "__proto__"'],
  ['['.repeat(200_000), 'the file is nested deeper than 100 levels'],
])('refuses %j', (text, reason) => {
  expect(read(text)).toEqual({ ok: false, reason });
});

test.each(['{"a": 1', '{"a" 1}', '"\\', '{"a": "\\x"}', 'nul', '{"a": 1}}', '{"\\uZZZZ": 1}'])(
  'refuses %j as no JSON',
  (text) => {
    expect(read(text)).toMatchObject({ ok: false, reason: containing('the file is not JSON') });
  },
);

test.each([
  '{"a": {"a": 1}, "b": [{"a": 1}, {"a": 2}]}',
  '{"a": "b: c", "b": ["a", "a"], "c": "{[\\"a\\": "}',
  '{"constructor": 1, "prototype": 2}',
])('takes equal names in different objects, and signs inside of texts: %j', (text) => {
  expect(read(text)).toEqual({ ok: true, value: JSON.parse(text) as unknown });
});

test('refuses bytes that are no UTF-8', () => {
  expect(readJson(Uint8Array.of(0x22, 0xff, 0x22))).toMatchObject({
    ok: false,
    reason: containing('not UTF-8'),
  });
});
