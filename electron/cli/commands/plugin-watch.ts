import type { Command } from 'commander';
import type { PluginView } from '../../../shared/model/plugin.ts';
import type { CommandContext, Runner } from '../command-context.ts';
import { EXIT, okLine } from '../failure.ts';
import { failureText } from '../plugin-text.ts';

/** `plugin watch NAME`: the dev loop. Rebuild the image under the same tag, and it is upgraded at once. */
export function addWatchCommand(plugin: Command, run: Runner): void {
  plugin
    .command('watch')
    .description('upgrade a plugin whenever its image is rebuilt under the same tag, until Ctrl-C')
    .argument('<name>')
    .option('--data-dir <dir>', 'data directory')
    .action(run((context, [name = '']) => watch(context, name)));
}

async function watch({ surroundings, connect }: CommandContext, name: string): Promise<number> {
  const { client } = await connect();
  const { plugin } = await client.call('plugin.watch', { plugin: name, on: true });
  surroundings.stderr.write(`Watching ${plugin.image ?? name}. Rebuild it under the same tag; end with Ctrl-C.\n`);
  const { promise: ended, resolve, reject } = Promise.withResolvers<void>();
  const reporter = createReporter((text) => surroundings.stdout.write(text));
  const watching = client.subscribe((event) => {
    if (event.type === 'plugin.changed' && event.plugin.id === plugin.id) reporter(event.plugin);
    if (event.type === 'plugin.removed' && event.id === plugin.id) resolve();
  }, reject);
  const release = surroundings.onSignal(() => resolve());
  try {
    await ended;
  } finally {
    release();
    watching.dispose();
    await client.call('plugin.watch', { plugin: plugin.id, on: false }).catch(() => undefined);
  }
  return EXIT.done;
}

/** Tells each upgrade once: that it was noticed, and how it ended with its seconds. */
function createReporter(tell: (text: string) => void): (plugin: PluginView) => void {
  let told = '';
  return ({ name, version, lastOperation, failure }) => {
    if (lastOperation?.kind !== 'upgrade') return;
    const { startedAt, finishedAt = startedAt, outcome, message, code } = lastOperation;
    const key = `${String(startedAt)} ${outcome}`;
    if (key === told) return;
    told = key;
    const seconds = ((finishedAt - startedAt) / 1000).toFixed(1);
    if (outcome === 'running') tell(`${name}: a new image was noticed\n`);
    else if (outcome === 'done') tell(okLine(`${name} ${version} is INSTALLED, ${seconds} s after it was noticed`));
    else if (failure !== undefined) tell(failureText(failure));
    else tell(`[FAIL]   ${name}: ${message ?? 'the upgrade ended'} (${code ?? 'INTERNAL'})\n`);
  };
}
