import { dockerClient } from '../../support/docker/docker-client.ts';
import {
  hostFromSources,
  runUpgrades,
  type UpgradeKind,
  upgradeKinds,
  type UpgradeOutcome,
} from '../../support/upgrade/upgrade-run.ts';
import type { Area } from '../area.ts';

const COUNT = 50;
const FAILING = 20;
/** The core door may be busy for a moment, but never away. */
const LONGEST_GAP_MS = 2000;

export const area: Area = {
  name: 'upgrade',
  describe:
    'upgrades, two of five with failing images: rolled back without a registry, the door open, never two running',
  needsDocker: true,
  async run({ full, report }) {
    const factor = full ? 10 : 1;
    const kinds = upgradeKinds(COUNT * factor, FAILING * factor);
    let number = 0;
    const { outcomes, starts, doubles, asked, refused, longestGap } = await runUpgrades(
      dockerClient(),
      kinds,
      hostFromSources,
      (outcome) => {
        number += 1;
        report(`${String(number)}/${String(kinds.length)} ${told(outcome)}`);
      },
    );
    const failed = outcomes.filter(({ problems }) => problems.length > 0);
    const rollbacks = outcomes.flatMap(({ rolledBack }) => rolledBack ?? []);
    const isOpen = refused === 0 && longestGap <= LONGEST_GAP_MS;
    return {
      passed: failed.length === 0 && doubles.length === 0 && isOpen && outcomes.length === kinds.length,
      lines: [
        `${String(outcomes.length)} upgrades, ${String(outcomes.filter(({ kind }) => kind.ends !== 'done').length)} with failing images; ${String(failed.length)} went wrong.`,
        `${String(rollbacks.length)} rollbacks without a registry: median ${seconds(median(rollbacks))}, longest ${seconds(Math.max(...rollbacks))}.`,
        `Core door: ${String(asked)} registrations asked, ${String(refused)} not accepted, longest gap ${String(Math.round(longestGap))} ms.`,
        `Docker told ${String(starts)} starts and ${String(doubles.length)} moments with two running containers of one plugin${doubles.length === 0 ? '' : ` (${doubles.join('; ')})`}.`,
        '',
        '| upgrade | times | codes | took (median) | rolled back (median) | wrong |',
        '| --- | --- | --- | --- | --- | --- |',
        ...[...new Set(outcomes.map(({ kind }) => named(kind)))].map((name) =>
          row(
            name,
            outcomes.filter(({ kind }) => named(kind) === name),
          ),
        ),
      ],
    };
  },
};

function named(kind: UpgradeKind): string {
  return kind.ends === 'done' ? 'sound' : `${kind.ends}: ${kind.by}`;
}

function row(name: string, outcomes: readonly UpgradeOutcome[]): string {
  const back = outcomes.flatMap(({ rolledBack }) => rolledBack ?? []);
  const wrong = outcomes.flatMap(({ problems }) => problems).join('; ');
  const codes = [...new Set(outcomes.flatMap(({ code }) => code ?? []))].join(', ');
  return `| ${name} | ${String(outcomes.length)} | ${codes} | ${seconds(median(outcomes.map(({ took }) => took)))} | ${back.length === 0 ? '-' : seconds(median(back))} | ${wrong === '' ? 'nothing' : wrong} |`;
}

function told({ kind, took, rolledBack, code, problems }: UpgradeOutcome): string {
  const back = rolledBack === undefined ? '' : `, rolled back in ${seconds(rolledBack)}`;
  return `${named(kind)} ${code ?? ''} in ${seconds(took)}${back}: ${problems.length === 0 ? 'ok' : `WRONG: ${problems.join('; ')}`}`;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(1)} s`;
}
