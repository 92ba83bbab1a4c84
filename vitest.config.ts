import { defineConfig } from 'vitest/config';

const minutes = (count: number): number => count * 60_000;

/** Where `npm test` wants the counts of a run. */
const report = process.env['DELTADOCK_TEST_REPORT'];

/**
 * `unit*`, `tools` and `contract` need nothing but Node; `integration` needs the private Docker engine that
 * `npm test` starts, one file at a time. Page tests are Playwright's (`test/e2e`).
 */
export default defineConfig({
  test: {
    maxWorkers: 2,
    ...(report === undefined ? {} : { reporters: ['default', 'json'], outputFile: { json: report } }),
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/unit/**/*.test.ts'],
          exclude: ['test/unit/renderer/**'],
          testTimeout: minutes(0.5),
        },
      },
      {
        test: {
          name: 'unit-renderer',
          include: ['test/unit/renderer/**/*.test.{ts,tsx}'],
          environment: 'jsdom',
          testTimeout: minutes(0.5),
        },
      },
      {
        test: {
          name: 'tools',
          include: ['test/tools/**/*.test.ts'],
          testTimeout: minutes(1),
          hookTimeout: minutes(1),
        },
      },
      {
        test: {
          name: 'contract',
          include: ['test/contract/**/*.test.ts'],
          testTimeout: minutes(0.5),
          hookTimeout: minutes(0.5),
        },
      },
      {
        test: {
          name: 'integration',
          include: ['test/integration/**/*.test.ts'],
          fileParallelism: false,
          testTimeout: minutes(3),
          hookTimeout: minutes(5),
        },
      },
    ],
  },
});
