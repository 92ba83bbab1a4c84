import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  parseImageReference,
  registryOf,
  repositoryOf,
  resolvedText,
  tryParseImageReference,
} from '../../../shared/image-reference.ts';

const DIGEST = `sha256:${'a1'.repeat(32)}`;

describe('an image reference', () => {
  it.each([
    ['foo', { path: 'foo', appName: 'foo' }],
    ['foo:1.0', { path: 'foo', tag: '1.0', appName: 'foo' }],
    ['org/foo:1.0', { path: 'org/foo', tag: '1.0', appName: 'foo' }],
    ['localhost/foo', { domain: 'localhost', path: 'foo', appName: 'foo' }],
    ['reg.example:5000/org/foo', { domain: 'reg.example:5000', path: 'org/foo', appName: 'foo' }],
    ['reg.example:5000/org/foo:1.0', { domain: 'reg.example:5000', path: 'org/foo', tag: '1.0', appName: 'foo' }],
    [`org/foo@${DIGEST}`, { path: 'org/foo', digest: DIGEST, appName: 'foo' }],
    [`org/foo:1.0@${DIGEST}`, { path: 'org/foo', tag: '1.0', digest: DIGEST, appName: 'foo' }],
    ['a/b__c/d-e.f:V_1', { path: 'a/b__c/d-e.f', tag: 'V_1', appName: 'd-e.f' }],
  ])('%s has its parts', (text, parts) => {
    expect(parseImageReference(text)).toEqual({ text, ...parts });
  });

  it.each([
    ['', 'empty'],
    ['   ', 'empty'],
    [' foo', 'white space'],
    ['foo bar', 'white space'],
    ['Foo:1', 'lower case'],
    ['org/Foo:1', 'lower case'],
    ['Org/foo:1', 'lower case'],
    ['foo:', 'tag after the colon is missing'],
    ['foo:-1', 'tag'],
    [`foo:${'x'.repeat(129)}`, 'tag'],
    ['foo@sha256:abc', '64 hex digits'],
    ['/foo', 'empty'],
    ['foo/', 'empty'],
    ['org//foo', 'empty'],
    ['reg.example:99999/foo', 'port'],
    ['reg_x.example:5000/foo', 'host name'],
    [':1.0', 'missing'],
    ['foo..bar', 'characters'],
    ['ab'.repeat(32), 'image id'],
    ['x'.repeat(300), '255'],
    ['x'.repeat(5000), '4096'],
  ])('%s is refused, since %s', (text, problem) => {
    expect(tryParseImageReference(text)).toContain(problem);
    expect(() => parseImageReference(text)).toThrow(expect.objectContaining({ code: 'IMAGE_REFERENCE_INVALID' }));
  });

  it('names its registry, its repository and what Docker resolves', () => {
    const reference = parseImageReference('reg.example:5000/org/foo');
    expect([registryOf(reference), repositoryOf(reference), resolvedText(reference)]).toEqual([
      'reg.example:5000',
      'reg.example:5000/org/foo',
      'reg.example:5000/org/foo:latest',
    ]);
    expect(registryOf(parseImageReference('foo'))).toBe('docker.io');
    expect(resolvedText(parseImageReference(`foo@${DIGEST}`))).toBe(`foo@${DIGEST}`);
  });

  it('never throws but its own error, and what it accepts has the parts that make the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...Array.from('aB1-_.:/@ sha256é\u0000')) }), (text) => {
        const parsed = tryParseImageReference(text);
        if (typeof parsed === 'string') return;
        const tag = parsed.tag === undefined ? '' : `:${parsed.tag}`;
        const digest = parsed.digest === undefined ? '' : `@${parsed.digest}`;
        expect(`${repositoryOf(parsed)}${tag}${digest}`).toBe(text);
      }),
      { numRuns: 1000 },
    );
  });
});
