import { describe, expect, it } from 'vitest';
import { formatBytes, formatBytesOf, formatMemory } from '../../../../../renderer/components/format/bytes.ts';
import { formatCount, formatCountOf } from '../../../../../renderer/components/format/count.ts';
import {
  formatAgo,
  formatClock,
  formatDuration,
  formatTimeLeft,
} from '../../../../../renderer/components/format/duration.ts';
import { formatMoment } from '../../../../../renderer/components/format/moment.ts';
import { shortId } from '../../../../../renderer/components/format/short-id.ts';

describe('durations', () => {
  it.each([
    [-5, 'under 1 s'],
    [999, 'under 1 s'],
    [1000, '1 s'],
    [59_999, '59 s'],
    [60_000, '1 min'],
    [3_599_999, '59 min'],
    [7_200_000, '2 h'],
    [86_400_000, '1 d'],
  ])('%d ms is %s', (length, text) => expect(formatDuration(length)).toBe(text));

  it('ago is just now below a second', () => {
    expect(formatAgo(-3)).toBe('just now');
    expect(formatAgo(12_000)).toBe('12 s ago');
  });

  it.each([
    [0, '0:00'],
    [32_900, '0:32'],
    [725_000, '12:05'],
    [3_729_000, '1:02:09'],
  ])('%d ms runs as %s', (length, text) => expect(formatClock(length)).toBe(text));

  it.each([
    [56_001, '57 s left'],
    [1, '1 s left'],
    [0, 'time is up'],
    [89_999, '90 s left'],
    [180_000, '3 min left'],
  ])('with %d ms to go says %s', (left, text) => expect(formatTimeLeft(5000 + left, 5000)).toBe(text));
});

describe('bytes', () => {
  it.each([
    [0, '0 B'],
    [999, '999 B'],
    [90_000, '90 kB'],
    [999_499, '999 kB'],
    [999_500, '1 MB'],
    [4_100_000, '4.1 MB'],
    [154_000_000, '154 MB'],
    [2_500_000_000, '2.5 GB'],
  ])('%d is %s', (bytes, text) => expect(formatBytes(bytes)).toBe(text));

  it('of a whole use its unit', () => {
    expect(formatBytesOf(94_200_000, 154_000_000)).toBe('94.2 of 154 MB');
    expect(formatBytesOf(0, 21_700_000)).toBe('0 of 21.7 MB');
  });

  it('of memory are binary', () => {
    expect(formatMemory(2 ** 31)).toBe('2 GiB');
    expect(formatMemory(512 * 2 ** 20)).toBe('512 MiB');
  });
});

describe('counts, moments and ids', () => {
  it('have a narrow space between thousands', () => {
    expect(formatCount(1_234_567)).toBe('1\u202F234\u202F567');
    expect(formatCount(999)).toBe('999');
    expect(formatCountOf(1, 'task')).toBe('1 task');
    expect(formatCountOf(2, 'task')).toBe('2 tasks');
  });
  it('are whole on hover', () => {
    expect(formatMoment(new Date(2026, 10, 2, 4, 5, 6).getTime())).toBe('2026-11-02 04:05:06');
  });
  it('are twelve digits', () => {
    expect(shortId(`sha256:${'0123456789abcdef'.repeat(4)}`)).toBe('0123456789ab');
    expect(shortId('abc')).toBe('abc');
  });
});
