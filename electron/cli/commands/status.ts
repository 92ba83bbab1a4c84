import type { Command } from 'commander';
import { AppError } from '../../../shared/errors.ts';
import type { EngineStatus } from '../../../shared/model/engine.ts';
import { EXIT } from '../failure.ts';
import { healthSummary } from '../health-summary.ts';
import { jsonText } from '../print.ts';
import type { Runner } from '../command-context.ts';

export function addStatusCommand(program: Command, run: Runner): void {
  program
    .command('status')
    .description('print the running engine, its doors and Docker; starts none')
    .option('--json', 'print JSON')
    .option('--data-dir <dir>', 'data directory')
    .action(
      run(async ({ surroundings, directory, json, find }) => {
        const found = await find();
        if (found === undefined) throw new AppError('ENGINE_UNREACHABLE', `No engine runs on ${directory.path}.`);
        const status = await found.client.call('engine.status', {});
        const plugins = await found.client.call('plugin.list', {});
        surroundings.stdout.write(json ? jsonText(status) : statusText(status, healthSummary(plugins)));
        return EXIT.done;
      }),
    );
}

function statusText(status: EngineStatus, health: string): string {
  const { docker, doors } = status;
  const lines: readonly (readonly [string, string])[] = [
    [
      'Engine',
      `${status.version}, ${MODES[status.mode]}, process ${String(status.pid)}, since ${new Date(status.startedAt).toISOString()}`,
    ],
    ['Data directory', status.directory.path],
    ['Docker', dockerText(docker)],
    ['Control', doors.control],
    ['Core', doors.bridge === undefined ? doors.core : `${doors.core}, for containers ${doors.bridge}`],
    ['Work queue', doors.work],
    ...(status.doorProblem === undefined
      ? []
      : [['Problem', `${status.doorProblem.message} Next: ${status.doorProblem.next}`] as const]),
    ...(QUIET.includes(status.state.kind) ? [] : [['State', status.state.message] as const]),
    ['Plugins', docker.state === 'up' ? health : `${health} (last known)`],
  ];
  return lines.map(([title, text]) => `${title.padEnd(16)}${text}\n`).join('');
}

const MODES: Readonly<Record<EngineStatus['mode'], string>> = {
  serve: 'started with serve',
  borrowed: 'started by a command',
  desktop: 'in the desktop window',
};
const QUIET = ['new', 'loaded'];

function dockerText(docker: EngineStatus['docker']): string {
  switch (docker.state) {
    case 'up':
      return `${docker.version ?? 'up'} at ${docker.address ?? 'unknown'}`;
    case 'connecting':
      return 'connecting';
    case 'down':
      return docker.error === undefined
        ? 'cannot be reached'
        : `${docker.error.message} (${docker.error.code}) Next: ${docker.error.next}`;
  }
}
