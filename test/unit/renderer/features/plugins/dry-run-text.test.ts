import { describe, expect, it } from 'vitest';
import type { DryRun, DryRunCheck } from '../../../../../shared/model/plugin.ts';
import { dryRunResult, installWord } from '../../../../../renderer/features/plugins/dry-run-text.ts';

const dryRun = (kind: DryRun['kind'], ...outcomes: readonly DryRunCheck['outcome'][]): DryRun => ({
  kind,
  steps: [],
  checks: outcomes.map((outcome) => ({ id: 'image', title: 'Image', outcome, finding: 'Found.' })),
});

describe('a dry run in words', () => {
  it.each([
    ['install', 'Install'],
    ['join', 'Join the install'],
    ['installed', 'Show plugin'],
    ['upgrade', 'Upgrade'],
    ['refused', 'Install'],
  ] as const)('says on the button what pressing it will be: %s', (kind, word) => {
    expect(installWord(dryRun(kind))).toBe(word);
  });

  it('says Install until there is an answer', () => {
    expect(installWord(undefined)).toBe('Install');
  });

  it.each([
    [dryRun('install', 'ok'), 'Dry run passed; nothing has been changed yet'],
    [dryRun('upgrade', 'ok', 'note'), 'Dry run passed with 1 note; nothing has been changed yet'],
    [dryRun('install', 'problem', 'problem', 'note'), 'Dry run found 2 problems; nothing has been changed yet'],
    [dryRun('refused', 'ok'), 'It would be refused; nothing has been changed yet'],
    [dryRun('installed', 'ok'), 'It is installed already; nothing will be changed'],
  ])('sums up its checks %#', (run, text) => {
    expect(dryRunResult(run)).toBe(text);
  });
});
