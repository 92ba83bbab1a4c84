import type { DryRun } from '../../../shared/model/plugin.ts';
import { formatCountOf } from '../../components/format/count.ts';

const WORDS: Readonly<Record<DryRun['kind'], string>> = {
  install: 'Install',
  join: 'Join the install',
  installed: 'Show plugin',
  upgrade: 'Upgrade',
  refused: 'Install',
};

/** The word on the button: what pressing it will be. */
export function installWord(dryRun: DryRun | undefined): string {
  return WORDS[dryRun?.kind ?? 'install'];
}

/** How the dry run went, in one line. */
export function dryRunResult({ checks, kind }: DryRun): string {
  const problems = checks.filter(({ outcome }) => outcome === 'problem').length;
  const notes = checks.filter(({ outcome }) => outcome === 'note').length;
  if (problems > 0) return `Dry run found ${formatCountOf(problems, 'problem')}; nothing has been changed yet`;
  if (kind === 'refused') return 'It would be refused; nothing has been changed yet';
  if (kind === 'installed') return 'It is installed already; nothing will be changed';
  const what = notes === 0 ? 'Dry run passed' : `Dry run passed with ${formatCountOf(notes, 'note')}`;
  return `${what}; nothing has been changed yet`;
}
