import type { Command } from 'commander';
import { toWire } from '../../../shared/errors.ts';
import type { PluginView } from '../../../shared/model/plugin.ts';
import type { ControlClient } from '../../client/control-client.ts';
import type { CommandContext, Runner } from '../command-context.ts';
import { durationOption } from '../duration.ts';
import { EXIT, exitCodeOf, okLine, tellError } from '../failure.ts';
import { waitForInstalls } from '../install-wait.ts';
import { failureText } from '../plugin-text.ts';
import { jsonText } from '../print.ts';

/** One word of the official command (`deltafi/lifecycle.md` §6.2) and what it asks of the engine. */
interface Word {
  readonly word: string;
  readonly description: string;
  /** What the engine has begun or done, for the line that says so. */
  readonly done: string;
  /** Whether the plugin comes into service by it, so that `--wait` makes sense. */
  readonly starts: boolean;
  ask(
    client: ControlClient,
    plugin: string,
    options: Readonly<Record<string, unknown>>,
  ): Promise<{ plugin: PluginView }>;
}

const WORDS: readonly Word[] = [
  {
    word: 'disable',
    description: 'take plugins out of service: container stopped and kept, configuration too',
    done: 'disabled',
    starts: false,
    ask: (client, plugin) => client.call('plugin.disable', { plugin }),
  },
  {
    word: 'enable',
    description: 'take disabled plugins back into service',
    done: 'enabled',
    starts: true,
    ask: (client, plugin) => client.call('plugin.enable', { plugin }),
  },
  {
    word: 'retry',
    description: 'try a failed installation or upgrade again',
    done: 'retry initiated',
    starts: true,
    ask: (client, plugin) => client.call('plugin.retry', { plugin }),
  },
  {
    word: 'rollback',
    description: 'after a failed upgrade: back to the version that was installed before, without a registry',
    done: 'rollback initiated',
    starts: true,
    ask: (client, plugin) => client.call('plugin.rollback', { plugin }),
  },
  {
    word: 'undo',
    description: 'install again what was uninstalled in the last 10 minutes, by its exact image',
    done: 'is being installed again',
    starts: true,
    ask: (client, plugin) => client.call('plugin.undoUninstall', { plugin }),
  },
  {
    word: 'restart',
    description: 'stop and start the containers of installed plugins',
    done: 'restart initiated',
    starts: true,
    ask: (client, plugin, options) => client.call('plugin.restart', { plugin, recreate: options['recreate'] === true }),
  },
];

/** `plugin disable | enable | retry | rollback | restart NAME…`: a refusal is told and exits 1 (8B26). */
export function addLifecycleCommands(plugin: Command, run: Runner): void {
  for (const word of WORDS) {
    const command = plugin.command(word.word).description(word.description).argument('<name...>');
    if (word.starts) {
      command
        .option('-w, --wait', 'wait until they are INSTALLED or FAILED')
        .option('--timeout <time>', 'with --wait: at most so long, such as 90s or 10m', durationOption, 10 * 60_000);
    }
    if (word.word === 'restart') command.option('--recreate', 'make a new container of the same image');
    command
      .option('--json', 'print JSON')
      .option('--data-dir <dir>', 'data directory')
      .action(run((context, names, options) => carryOut(context, word, names, options)));
  }
}

async function carryOut(
  context: CommandContext,
  word: Word,
  names: readonly string[],
  options: Readonly<Record<string, unknown>>,
): Promise<number> {
  const { surroundings, json } = context;
  const connection = await context.connect();
  const results: unknown[] = [];
  const taken: PluginView[] = [];
  let exitCode: number = EXIT.done;
  for (const name of names) {
    try {
      const { plugin } = await word.ask(connection.client, name, options);
      taken.push(plugin);
      results.push({ name, done: true, plugin });
      if (!json) surroundings.stdout.write(okLine(`${name} ${word.done}`));
    } catch (error) {
      exitCode = exitCode === EXIT.done ? exitCodeOf(error) : EXIT.failed;
      results.push({ name, done: false, error: toWire(error) });
      tellError(error, false, surroundings);
    }
  }
  if (options['wait'] === true) exitCode = Math.max(exitCode, await follow(context, taken, Number(options['timeout'])));
  if (json) surroundings.stdout.write(jsonText(results));
  return exitCode;
}

async function follow(context: CommandContext, plugins: readonly PluginView[], timeout: number): Promise<number> {
  const { stdout, stderr } = context.surroundings;
  const requests = plugins.map(({ id, name, image = '', upgrade }) => ({ id, name, image: upgrade?.image ?? image }));
  const outcomes = await waitForInstalls(context, await context.connect(), requests, timeout);
  let exitCode: number = EXIT.done;
  for (const [index, outcome] of outcomes.entries()) {
    const name = requests[index]?.name ?? '';
    switch (outcome.kind) {
      case 'installed':
        if (!context.json) stdout.write(okLine(`${name} is INSTALLED as ${outcome.plugin.version}`));
        break;
      case 'failed':
        stderr.write(failureText(outcome.failure, name));
        exitCode = EXIT.failed;
        break;
      case 'error':
        exitCode = tellError(outcome.error, false, context.surroundings);
        break;
      case 'interrupted':
        stderr.write(`${name} goes on; see \`deltafi plugin list\`.\n`);
        exitCode = EXIT.interrupted;
    }
  }
  return exitCode;
}
