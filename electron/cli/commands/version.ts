import type { Command } from 'commander';
import { EXIT } from '../failure.ts';
import { jsonText } from '../print.ts';
import type { Runner } from '../command-context.ts';

export function addVersionCommand(program: Command, run: Runner): void {
  program
    .command('version')
    .description('print the versions of this command and of the running engine')
    .option('--json', 'print JSON')
    .option('--data-dir <dir>', 'data directory')
    .action(
      run(async ({ surroundings, directory, json }) => {
        const { readEngineFile } = await import('../../host/engine-file.ts');
        const { isEngineRunning } = await import('../../host/engine-lock.ts');
        const engine = isEngineRunning(directory) ? await readEngineFile(directory) : undefined;
        const node = process.versions.node;
        if (json) {
          const running =
            engine === undefined ? {} : { engine: { version: engine.version, mode: engine.mode, pid: engine.pid } };
          surroundings.stdout.write(jsonText({ version: surroundings.version, node, ...running }));
        } else {
          surroundings.stdout.write(`deltafi (DeltaDock) ${surroundings.version}, Node.js ${node}\n`);
          if (engine !== undefined)
            surroundings.stdout.write(`engine ${engine.version} (${engine.mode}, process ${String(engine.pid)})\n`);
        }
        return EXIT.done;
      }),
    );
}
