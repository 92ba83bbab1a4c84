import { Command, CommanderError } from 'commander';
import type { Runner } from './command-context.ts';
import { findEngine } from '../client/find-engine.ts';
import { connect } from './connect.ts';
import { addCallCommand } from './commands/call.ts';
import { addDemoCommand } from './commands/demo.ts';
import { addDoctorCommand } from './commands/doctor.ts';
import { addPluginCommands } from './commands/plugin.ts';
import { addServeCommand } from './commands/serve.ts';
import { addSettingsCommands } from './commands/settings.ts';
import { addStatusCommand } from './commands/status.ts';
import { addStopCommand } from './commands/stop.ts';
import { addVersionCommand } from './commands/version.ts';
import { EXIT, tellError } from './failure.ts';
import type { CliSurroundings } from './surroundings.ts';

/** Runs one command line and answers its exit code. Never throws. */
export async function run(argv: readonly string[], surroundings: CliSurroundings): Promise<number> {
  const { stdout, stderr } = surroundings;
  let exitCode: number = EXIT.done;
  const runner: Runner =
    (action) =>
    async (...given) => {
      const command = given.at(-1);
      if (!(command instanceof Command)) throw new Error('Commander gave no command.');
      const options: Readonly<Record<string, unknown>> = command.optsWithGlobals();
      exitCode = await runAction(action, command.args, options, surroundings);
    };

  const program = new Command('deltafi')
    .description('Install, watch and try DeltaFi plugins on this machine, without a DeltaFi.')
    .option('--data-dir <dir>', 'data directory (also DELTADOCK_DATA_DIR)')
    .version(surroundings.version, '--version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .helpCommand('help [command]', 'print the help of a command')
    .showHelpAfterError(false)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => stdout.write(text),
      writeErr: (text) => stderr.write(text),
      outputError: (text, write) =>
        write(text.replace(/^error: (.*)$/m, '[FAIL]   $1 (USAGE)\n         Next: See `deltafi --help`.')),
    })
    .addHelpText('after', `\nExit codes: 0 done, 1 failed, 2 wrong usage, 3 engine or Docker unreachable.`);
  addPluginCommands(program, runner);
  addServeCommand(program, runner);
  addStopCommand(program, runner);
  addStatusCommand(program, runner);
  addSettingsCommands(program, runner);
  addDoctorCommand(program, runner);
  addVersionCommand(program, runner);
  addDemoCommand(program, runner);
  addCallCommand(program, runner);

  try {
    await program.parseAsync([...argv], { from: 'user' });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.usage;
    return tellError(error, argv.includes('--json'), surroundings);
  }
}

async function runAction(
  action: Parameters<Runner>[0],
  args: readonly string[],
  options: Readonly<Record<string, unknown>>,
  surroundings: CliSurroundings,
): Promise<number> {
  const json = options['json'] === true;
  try {
    const { chooseDataDirectory } = await import('../host/data-directory.ts');
    const named = options['dataDir'];
    const directory = chooseDataDirectory(typeof named === 'string' ? named : undefined, surroundings);
    return await action(
      {
        surroundings,
        directory,
        json,
        connect: () => connect(directory, surroundings),
        find: () => findEngine(directory),
      },
      args,
      options,
    );
  } catch (error) {
    return tellError(error, json, surroundings);
  }
}
