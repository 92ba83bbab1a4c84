import type { Command } from 'commander';
import { isProcedure } from '../../../shared/contract/dispatch.ts';
import { AppError, toWire } from '../../../shared/errors.ts';
import { EXIT, exitCodeOf } from '../failure.ts';
import type { Runner } from '../command-context.ts';

/**
 * The contract by name, for scripts: prints the answer as one line of JSON, `{"ok":true,"value":…}` or
 * `{"ok":false,"error":…}`, with the exit codes of every command.
 */
export function addCallCommand(program: Command, run: Runner): void {
  program
    .command('call')
    .description('call one procedure of the engine and print its answer as JSON')
    .argument('<noun.verb>', 'the procedure, such as plugin.list')
    .argument('[json]', 'its input; {} unless given')
    .option('--data-dir <dir>', 'data directory')
    .action(
      run(async ({ surroundings: { stdout }, connect }, [name = '', text = '{}']) => {
        try {
          const input = readInput(text);
          if (!isProcedure(name))
            throw new AppError('PROCEDURE_UNKNOWN', `There is no procedure “${name.slice(0, 100)}”.`);
          const { client } = await connect();
          // What fits is the engine's to say: it parses the input before anything else.
          stdout.write(`${JSON.stringify({ ok: true, value: await client.call(name, input as never) })}\n`);
          return EXIT.done;
        } catch (error) {
          stdout.write(`${JSON.stringify({ ok: false, error: toWire(error) })}\n`);
          return exitCodeOf(error);
        }
      }),
    );
}

function readInput(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    throw new AppError('JSON_INVALID', 'The input is not a JSON document.', { cause: error });
  }
}
