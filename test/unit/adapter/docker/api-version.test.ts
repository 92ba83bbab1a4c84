import { describe, expect, it } from 'vitest';
import { compareVersions, negotiate } from '../../../../electron/adapter/docker/api-version.ts';

describe('the API version', () => {
  it.each([
    ['20.10', '1.41', '1.12', '1.41'],
    ['27', '1.47', '1.24', '1.47'],
    ['29, which refuses what is older than 1.44', '1.52', '1.44', '1.52'],
    ['newer than this program', '1.60', '1.44', '1.52'],
    ['so new that it no longer speaks what this program knows', '1.99', '1.60', '1.60'],
    ['that does not say its minimum', '1.43', undefined, '1.43'],
    ['19.03, too old', '1.40', '1.12', undefined],
    ['with a version that is none', 'garbage', undefined, undefined],
  ])('with an engine %s', (_engine, offered, minimum, expected) => {
    expect(negotiate(offered, minimum)).toBe(expected);
  });

  it('is compared by numbers, not by letters', () => {
    expect(compareVersions('1.9', '1.41')).toBe(-1);
    expect(compareVersions('2.0', '1.99')).toBe(1);
    expect(compareVersions('1.41', '1.41')).toBe(0);
  });
});
