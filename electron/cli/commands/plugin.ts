import type { Command } from 'commander';
import { AppError } from '../../../shared/errors.ts';
import { PullPolicy } from '../../../shared/model/plugin.ts';
import { durationOption } from '../duration.ts';
import { EXIT, exitCodeOf, okLine, tellError } from '../failure.ts';
import { describeText, environmentText, listText } from '../plugin-text.ts';
import { jsonText } from '../print.ts';
import type { CommandContext, Runner } from '../command-context.ts';
import { waitUntilGone } from '../uninstall-wait.ts';
import { installPlugins } from './plugin-install.ts';
import { addLifecycleCommands } from './plugin-lifecycle.ts';
import { addVariablesCommand } from './plugin-variables.ts';
import { addWatchCommand } from './plugin-watch.ts';

export function addPluginCommands(program: Command, run: Runner): void {
  const plugin = program.command('plugin').description('install, list, describe and uninstall plugins');
  plugin
    .command('list')
    .description('list the plugins')
    .option('--json', 'print JSON')
    .option('-p, --plain', 'print a table without borders')
    .option('--data-dir <dir>', 'data directory')
    .action(run((context, _args, options) => list(context, options['plain'] === true)));
  plugin
    .command('describe')
    .description('print everything about a plugin')
    .argument('<name>')
    .option('--json', 'print JSON')
    .option('--data-dir <dir>', 'data directory')
    .action(run((context, [name = '']) => describe(context, name)));
  plugin
    .command('install')
    .description('install plugins from their images')
    .argument('<image...>')
    .option('-w, --wait', 'wait until they are INSTALLED or FAILED')
    .option('--timeout <time>', 'with --wait: at most so long, such as 90s or 10m', durationOption, 10 * 60_000)
    .addOption(
      plugin
        .createOption('--pull <policy>', 'fetch the image when it is missing, always, or never')
        .choices(PullPolicy.options)
        .default('missing'),
    )
    .option('-s, --secret <name>', 'name of a pull secret (only Kubernetes has them; no effect here)')
    .option('--json', 'print JSON')
    .option('--data-dir <dir>', 'data directory')
    .action(
      run((context, images, options) => {
        if (options['secret'] !== undefined) {
          context.surroundings.stderr.write(
            '--secret has no effect: pull secrets are a thing of Kubernetes. Use `docker login` for private registries.\n',
          );
        }
        return installPlugins(context, images, {
          wait: options['wait'] === true,
          timeout: Number(options['timeout']),
          pull: PullPolicy.parse(options['pull']),
        });
      }),
    );
  plugin
    .command('uninstall')
    .description('uninstall plugins')
    .argument('<name...>')
    .option('-f, --force', 'also when something needs it')
    .option('--json', 'print JSON')
    .option('--data-dir <dir>', 'data directory')
    .action(run((context, names, options) => uninstall(context, names, options['force'] === true)));
  plugin
    .command('attach')
    .description('print the environment with which a plugin started on this machine registers here; holds a secret')
    .option('--shell', 'print lines for a shell (the default)')
    .option('--json', 'print JSON')
    .option('--data-dir <dir>', 'data directory')
    .action(run((context) => attach(context)));
  addLifecycleCommands(plugin, run);
  addVariablesCommand(plugin, run);
  addWatchCommand(plugin, run);
}

async function list({ surroundings: { stdout }, json, connect }: CommandContext, plain: boolean): Promise<number> {
  const { client } = await connect();
  const plugins = (await client.call('plugin.list', {})).toSorted((a, b) => (a.name < b.name ? -1 : 1));
  stdout.write(json ? jsonText(plugins) : listText(plugins, plain));
  return EXIT.done;
}

async function describe({ surroundings: { stdout }, json, connect }: CommandContext, name: string): Promise<number> {
  const { client } = await connect();
  const detail = await client.call('plugin.describe', { plugin: name });
  stdout.write(json ? jsonText(detail) : describeText(detail));
  return EXIT.done;
}

async function attach({ surroundings: { stdout }, json, connect }: CommandContext): Promise<number> {
  const { client } = await connect();
  const environment = await client.call('plugin.attachEnvironment', {});
  stdout.write(json ? jsonText(environment) : environmentText(environment));
  return EXIT.done;
}

/** Uninstalls one after the other; one that fails does not keep the others. */
async function uninstall(context: CommandContext, names: readonly string[], force: boolean): Promise<number> {
  const { surroundings, json, connect } = context;
  const { client } = await connect();
  const results: unknown[] = [];
  let exitCode: number = EXIT.done;
  for (const name of names) {
    try {
      const { plugin, ignored } = await client.call('plugin.uninstall', { plugin: name, force });
      await waitUntilGone(client, plugin.id);
      results.push({ name, uninstalled: true, ignored });
      if (json) continue;
      for (const reason of ignored) surroundings.stdout.write(`         Ignored because of --force: ${reason}\n`);
      surroundings.stdout.write(okLine(`${name} uninstalled successfully`));
      if (plugin.installState === 'REMOVING' && !plugin.attached)
        surroundings.stderr.write(`         Undo within 10 minutes: deltafi plugin undo ${plugin.name}\n`);
    } catch (error) {
      exitCode = exitCode === EXIT.done ? exitCodeOf(error) : EXIT.failed;
      tellError(error, false, surroundings);
      results.push({ name, uninstalled: false, ...(error instanceof AppError ? { code: error.code } : {}) });
    }
  }
  if (json) surroundings.stdout.write(jsonText(results));
  return exitCode;
}
