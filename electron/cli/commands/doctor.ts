import type { Command } from 'commander';
import type { DoctorCheck } from '../../../shared/model/engine.ts';
import { EXIT } from '../failure.ts';
import { jsonText } from '../print.ts';
import type { Runner } from '../command-context.ts';

export function addDoctorCommand(program: Command, run: Runner): void {
  program
    .command('doctor')
    .description('check the bench, or one plugin, and say what to do; changes nothing')
    .argument('[plugin]')
    .option('--json', 'print JSON')
    .option('--data-dir <dir>', 'data directory')
    .action(
      run(async ({ surroundings, directory, json, connect }, [plugin]) => {
        const { engine, client } = await connect();
        const own: readonly DoctorCheck[] = [
          {
            id: 'node',
            title: 'Node.js',
            outcome: 'ok',
            finding: `This command runs on Node.js ${process.versions.node}.`,
          },
          { id: 'data-directory', title: 'Data directory', outcome: 'ok', finding: directory.path },
          engineCheck(engine.version, engine.mode, surroundings.version),
        ];
        const bench = await client.call('doctor.run', plugin === undefined ? {} : { plugin });
        const checks = [...own, ...searched(await surroundings.searchDocker(), bench), ...bench];
        surroundings.stdout.write(json ? jsonText(checks) : checks.map(checkText).join(''));
        return checks.some(({ outcome }) => outcome === 'problem') ? EXIT.failed : EXIT.done;
      }),
    );
}

/**
 * Where Docker was looked for: told only while the engine has none. That it answers this command and not the engine has
 * one reason, which nobody guesses.
 */
function searched(places: readonly DoctorCheck[], bench: readonly DoctorCheck[]): readonly DoctorCheck[] {
  const engineHasDocker = bench.some(({ id, outcome }) => id === 'docker' && outcome === 'ok');
  if (engineHasDocker) return [];
  const next = 'The engine looks elsewhere, as the command that started it did: run `deltafi stop`, then try again.';
  return places.map((place) => (place.outcome === 'ok' ? { ...place, outcome: 'note', next } : place));
}

function engineCheck(version: string, mode: string, own: string): DoctorCheck {
  const finding = `Version ${version} runs (${mode}).`;
  const check = { id: 'engine', title: 'Engine', finding };
  if (version === own) return { ...check, outcome: 'ok' };
  return {
    ...check,
    outcome: 'note',
    next: `This command is version ${own}: run \`deltafi stop\`, then start it again.`,
  };
}

const MARKS: Readonly<Record<DoctorCheck['outcome'], string>> = {
  ok: '[ OK ]',
  note: '[NOTE]',
  problem: '[FAIL]',
  skipped: '[SKIP]',
};

function checkText({ outcome, title, finding, next }: DoctorCheck): string {
  return `${MARKS[outcome]}   ${title}: ${finding}\n${next === undefined ? '' : `         Next: ${next}\n`}`;
}
