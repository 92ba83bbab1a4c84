import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { plainText } from '../../../../electron/adapter/docker/hostile-text.ts';

describe('text of strangers', () => {
  it.each([
    ['colours', 'a \u001B[1;31mred\u001B[0m b', 'a red b'],
    ['window titles', '\u001B]0;owned\u0007text', 'text'],
    ['links', '\u001B]8;;https://evil.example\u001B\\click\u001B]8;;\u001B\\', 'click'],
    ['cursor and screen', '\u001B[2J\u001B[10;1Hhi\u001B7\u001Bc', 'hi'],
    ['device strings', '\u001BPq#0;2;0\u001B\\x', 'x'],
    ['8-bit controls', '\u009B31mred\u009D0;title\u009C!', 'red!'],
    ['unfinished sequences', 'end\u001B[', 'end'],
    ['unfinished strings', 'end\u001B]0;never closed', 'end'],
    ['backspaces, bells and NUL', 'pass\b\b\bword\u0007\u0000', 'password'],
    ['direction overrides', 'a\u202Eb\u2066c\u200Fd', 'abcd'],
    ['tabs, which stay', 'a\tb', 'a\tb'],
    ['umlauts and emoji, which stay', 'grün 🙂', 'grün 🙂'],
  ])('loses %s', (_what, text, plain) => {
    expect(plainText(text, 100)).toBe(plain);
  });

  it('is never longer than allowed and never half a character', () => {
    expect(plainText('x'.repeat(10), 5)).toBe('xxxx…');
    expect(plainText('🙂🙂🙂', 4)).toBe('🙂…');
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 80 }), fc.integer({ min: 2, max: 40 }), (text, longest) => {
        const plain = plainText(text, longest);
        expect(plain.length).toBeLessThanOrEqual(longest);
        // oxlint-disable-next-line no-control-regex -- control characters are what is looked for
        expect(plain).not.toMatch(/[\u0000-\u0008\u000A-\u001F\u007F-\u009F\u202A-\u202E]/);
      }),
      { numRuns: 1_000 },
    );
  });
});
