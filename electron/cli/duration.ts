import { InvalidArgumentError } from 'commander';

/** Milliseconds of a text like `90s`, `10m` or `500ms`, for an option of commander. */
export function durationOption(text: string): number {
  const [, amount, unit = 's'] = /^(\d+(?:\.\d+)?)(ms|s|m|h)?$/.exec(text) ?? [];
  const factor = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 }[unit];
  if (amount === undefined || factor === undefined || Number(amount) === 0) {
    throw new InvalidArgumentError('Write a time like 90s or 10m.');
  }
  return Number(amount) * factor;
}
