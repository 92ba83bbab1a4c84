import type { Command } from 'commander';
import { type CommandContext, type Runner, usageError } from '../command-context.ts';
import { EXIT, okLine } from '../failure.ts';
import { jsonText } from '../print.ts';

/** `plugin variables NAME [KEY=VALUE…] [--unset KEY…]`: what `describe` shows, and how to change it. */
export function addVariablesCommand(plugin: Command, run: Runner): void {
  plugin
    .command('variables')
    .description('set variables of a plugin as KEY=VALUE, or take them back to their default')
    .argument('<name>')
    .argument('[assignments...]')
    .option('--unset <key...>', 'take these back to their default')
    .option('--json', 'print JSON')
    .option('--data-dir <dir>', 'data directory')
    .action(
      run((context, [name = '', ...assignments], options) =>
        setVariables(context, name, assignments, options['unset']),
      ),
    );
}

async function setVariables(
  { surroundings: { stdout }, json, connect }: CommandContext,
  name: string,
  assignments: readonly string[],
  unset: unknown,
): Promise<number> {
  const values: Record<string, string | null> = {};
  for (const assignment of assignments) {
    const at = assignment.indexOf('=');
    if (at < 1) throw usageError(`“${assignment}” is not of the form KEY=VALUE.`);
    values[assignment.slice(0, at)] = assignment.slice(at + 1);
  }
  for (const key of Array.isArray(unset) ? unset : []) values[String(key)] = null;
  const { client } = await connect();
  const variables = await client.call('plugin.setVariables', { plugin: name, values });
  if (json) stdout.write(jsonText(variables));
  else stdout.write(okLine(`${String(Object.keys(values).length)} variable(s) of ${name} changed`));
  return EXIT.done;
}
