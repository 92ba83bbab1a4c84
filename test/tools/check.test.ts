import { expect, it } from 'vitest';
import { plantTree } from './planted-tree.ts';

/** `npm run check` in a tree whose npm answers with the given exit code for one step and 0 for the others. */
async function check(failing: string): Promise<{ readonly code: number; readonly output: string }> {
  using tree = plantTree({
    'npm.mjs': `const step = process.argv.at(-1); console.log(step + ' spoke'); process.exitCode = step === '${failing}' ? 1 : 0;\n`,
    'start.mjs': `process.env.npm_execpath = 'npm.mjs'; await import('./test/support/scripts/check.ts');\n`,
  });
  return await tree.run('node', 'start.mjs');
}

it.each(['types', 'lint', 'format:check', 'imports', 'unused', 'test:unit'])(
  'npm run check fails when %s fails, and shows what it said',
  async (step) => {
    const { code, output } = await check(step);
    expect(output).toContain(`──── ${step} ────\n${step} spoke`);
    expect(output.match(/^FAIL .*$/gm)).toEqual([expect.stringMatching(new RegExp(`^FAIL  ${step} +\\d+\\.\\d s$`))]);
    expect(output.match(/^ok .*$/gm)).toHaveLength(5);
    expect(code).toBe(1);
  },
);

it('npm run check names every step with its seconds and passes when all pass', async () => {
  const { code, output } = await check('none');
  expect(output.match(/^ok {4}[\w:]+ +\d+\.\d s$/gm)).toHaveLength(6);
  expect(output).not.toContain('spoke');
  expect(code).toBe(0);
});
