import { expect, test } from 'vitest';
import { isSpringCron } from '../../../../../electron/engine/plugin/registration/spring-cron.ts';

test.each([
  '*/10 * * * * *',
  '0 0 * * * *',
  '0 0/5 8-10 * * *',
  '0 0 8,10,12 * * MON-FRI',
  '0 0 6 6 9 ?',
  '0 0 0 L * *',
  '0 0 0 L-3 * *',
  '0 0 0 LW * *',
  '0 0 0 15W * ?',
  '0 0 0 * * 5L',
  '0 0 0 ? * MON#1',
  '0 0 0 ? * 5#2',
  '0 0 0 1 jan-mar sun',
  '0 0 0 * * SUN-TUE',
  '5/15 * * * * *',
  '@hourly',
  '@Daily',
])('%s is a schedule', (text) => {
  expect(isSpringCron(text)).toBe(true);
});

test.each([
  '',
  'a b c d',
  '* * * * *',
  '* * * * * * *',
  '60 * * * * *',
  '* * 24 * * *',
  '* * * 0 * *',
  '* * * * 13 *',
  '* * * * * 8',
  '*/0 * * * * *',
  '1/2/3 * * * * *',
  '10-5 * * * * *',
  '? * * * * *',
  ', * * * * *',
  '@often',
  '0 0 0 * * MON#6',
])('%s is none', (text) => {
  expect(isSpringCron(text)).toBe(false);
});
