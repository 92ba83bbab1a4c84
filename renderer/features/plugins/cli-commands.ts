import type { EngineStatus } from '../../../shared/model/engine.ts';
import type { PullPolicy } from '../../../shared/model/plugin.ts';

/** The CLI twins of the page's actions. */
export function installCommand(image: string, pull: PullPolicy = 'missing'): string {
  return `deltafi plugin install ${image === '' ? 'IMAGE' : image} --wait${pull === 'missing' ? '' : ` --pull ${pull}`}`;
}

export function pluginCommand(
  verb:
    | 'describe'
    | 'uninstall'
    | 'disable'
    | 'enable'
    | 'retry'
    | 'rollback'
    | 'restart'
    | 'restart --recreate'
    | 'watch',
  name: string,
): string {
  const [first, ...options] = verb.split(' ');
  return ['deltafi plugin', first, name, ...options].join(' ');
}

/** No command of its own ends a watch that another door began; any procedure can be called. */
export function unwatchCommand(name: string): string {
  return `deltafi call plugin.watch '${JSON.stringify({ plugin: name, on: false })}'`;
}

/** The command as it is to be typed for this bench: with its data directory where that is not the usual one. */
export function onBench(command: string, directory: EngineStatus['directory'] | undefined): string {
  if (directory === undefined || directory.isDefault) return command;
  return `${command} --data-dir ${quoted(directory.path)}`;
}

function quoted(word: string): string {
  return /^[\w./:@%+=,-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}
