import type { CrashOutcome } from '../../support/crash/crash-install.ts';
import { crashInstall, CRASH_POINTS } from '../../support/crash/crash-install.ts';
import { dockerClient } from '../../support/docker/docker-client.ts';
import { pushedPlugin } from '../../support/docker/pushed-plugin.ts';
import type { Area } from '../area.ts';

/** Kills for each crash point; --full takes ten times as many. */
const ROUNDS = 3;

export const area: Area = {
  name: 'install',
  describe: 'kill -9 at every crash point of an install and an uninstall; restart; the machine ends as wished',
  needsDocker: true,
  async run({ full, report }) {
    const rounds = full ? ROUNDS * 10 : ROUNDS;
    const docker = dockerClient(process.env['DOCKER_HOST'] ?? '');
    const plugin = await pushedPlugin(docker);
    const outcomes: CrashOutcome[] = [];
    try {
      for (const point of CRASH_POINTS) {
        for (let round = 1; round <= rounds; round += 1) {
          const outcome = await crashInstall(docker, plugin.reference, plugin.name, point);
          report(`${point} ${String(round)}/${String(rounds)}: ${summary(outcome)}`);
          outcomes.push(outcome);
        }
      }
    } finally {
      await plugin.dispose();
    }
    const failed = outcomes.filter(({ problems }) => problems.length > 0).length;
    return {
      passed: failed === 0 && outcomes.length === CRASH_POINTS.length * rounds,
      lines: [
        `${String(outcomes.length)} kills with the operation in flight, ${String(failed)} of them not recovered.`,
        '',
        '| killed | kills | state, containers at the kill | after the restart | recovered in (median) | wrong |',
        '| --- | --- | --- | --- | --- | --- |',
        ...CRASH_POINTS.map((point) =>
          row(
            outcomes.filter((outcome) => outcome.point === point),
            point,
          ),
        ),
      ],
    };
  },
};

function row(outcomes: readonly CrashOutcome[], point: string): string {
  const seen = (text: (outcome: CrashOutcome) => string): string => [...new Set(outcomes.map(text))].join('; ');
  const times = outcomes.map(({ recovered }) => recovered).toSorted((a, b) => a - b);
  const median = times[Math.floor(times.length / 2)] ?? Number.NaN;
  const wrong = outcomes.flatMap(({ problems }) => problems).join('; ');
  return `| ${point} | ${String(outcomes.length)} | ${seen(({ stateAtKill, containersAtKill }) => `${stateAtKill}, ${String(containersAtKill)}`)} | ${seen(({ finalState, finalContainers }) => `${finalState}, ${finalContainers.join('+') || 'no container'}`)} | ${(median / 1000).toFixed(1)} s | ${wrong === '' ? 'nothing' : wrong} |`;
}

function summary({
  stateAtKill,
  containersAtKill,
  finalState,
  finalContainers,
  recovered,
  problems,
}: CrashOutcome): string {
  const result = problems.length === 0 ? 'ok' : `WRONG: ${problems.join('; ')}`;
  return `${stateAtKill} with ${String(containersAtKill)} container(s) -> ${finalState}, ${finalContainers.join('+') || 'no container'} in ${(recovered / 1000).toFixed(1)} s, ${result}`;
}
