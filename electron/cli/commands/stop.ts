import type { Command } from 'commander';
import { waitUntilEnded } from '../../client/find-engine.ts';
import { EXIT, okLine } from '../failure.ts';
import { jsonText } from '../print.ts';
import type { Runner } from '../command-context.ts';

export function addStopCommand(program: Command, run: Runner): void {
  program
    .command('stop')
    .description('end the engine in order; its plugin containers are stopped and kept')
    .option('--leave-plugins', 'leave the plugin containers running')
    .option('--json', 'print JSON')
    .option('--data-dir <dir>', 'data directory')
    .action(
      run(async ({ surroundings: { stdout }, directory, json, find }, _args, options) => {
        const found = await find();
        if (found !== undefined) {
          await found.client.call('engine.stop', { leavePlugins: options['leavePlugins'] === true });
          await waitUntilEnded(directory);
        }
        const wasRunning = found !== undefined;
        if (json) stdout.write(jsonText({ stopped: wasRunning }));
        else stdout.write(okLine(wasRunning ? 'The engine has ended' : `No engine runs on ${directory.path}`));
        return EXIT.done;
      }),
    );
}
