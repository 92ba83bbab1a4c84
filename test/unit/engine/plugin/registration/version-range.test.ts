import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isVersionInRange } from '../../../../../electron/engine/plugin/registration/version-range.ts';

/** Versions in Maven's order; those on one line are equal. */
const ORDER = [
  ['1-alpha-1', '1-a1', '1.0.0-alpha1'],
  ['1-alpha-2'],
  ['1-beta'],
  ['1-milestone-3', '1-m3'],
  ['1-rc', '1-cr'],
  ['1-rc-2'],
  ['1-SNAPSHOT', '1-snapshot'],
  ['1', '1.0', '1.0.0', '1-ga', '1.0-final', '1-RELEASE'],
  ['1-sp'],
  ['1-xyz'],
  ['1-1'],
  ['1-2'],
  ['1.1'],
  ['1.9'],
  ['1.10'],
  ['2'],
  ['20'],
  ['12345678901234567890'],
] as const;

describe('order of versions', () => {
  test('equal ones are in each other’s exact range', () => {
    for (const same of ORDER) {
      for (const a of same) for (const b of same) expect([a, b, isVersionInRange(a, `[${b}]`)]).toEqual([a, b, true]);
    }
  });

  test('the order is total', () => {
    const all = ORDER.flatMap((same, rank) => same.map((version) => ({ version, rank })));
    for (const a of all) {
      for (const b of all) {
        expect([a.version, b.version, isVersionInRange(a.version, `(,${b.version})`)]).toEqual([
          a.version,
          b.version,
          a.rank < b.rank,
        ]);
      }
    }
  });
});

describe('ranges', () => {
  test.each([
    ['1.0', '1.0', true],
    ['1.0.0', '1.0', true],
    ['1.1', '1.0', false],
    ['1.5', '[1.0,2.0)', true],
    ['1.0', '[1.0,2.0)', true],
    ['2.0', '[1.0,2.0)', false],
    ['1.0', '(1.0,2.0)', false],
    ['2.0', '(1.0,2.0]', true],
    ['0.1', '(,1.0]', true],
    ['9', '[1.0,)', true],
    ['9', '(,)', true],
    ['1.0', '[1.0]', true],
    ['1.1', '[1.0]', false],
    ['1.0', '(1.0)', false],
    ['1.5', '(,1.0],[1.2,)', true],
    ['1.1', '(,1.0],[1.2,)', false],
    ['1.5', ' [ 1.0 , 2.0 ] ', true],
    ['2.0-SNAPSHOT', '[1.0,2.0)', true],
    ['1', '', false],
    ['1', '[', false],
    ['1', '[1', false],
    ['1', '[1,2', false],
    ['1', '[1,2,3]', false],
    ['pending', '[1,)', false],
  ])('%s in %s: %s', (version, range, isIn) => {
    expect(isVersionInRange(version, range)).toBe(isIn);
  });

  test('any texts get an answer', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (version, range) => {
        expect(typeof isVersionInRange(version, range)).toBe('boolean');
      }),
      { numRuns: 1000 },
    );
  });
});
