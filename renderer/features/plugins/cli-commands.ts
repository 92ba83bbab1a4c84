import type { PullPolicy } from '../../../shared/model/plugin.ts';

/** The CLI twins of the page's actions. */
export function installCommand(image: string, pull: PullPolicy = 'missing'): string {
  return `deltafi plugin install ${image === '' ? 'IMAGE' : image} --wait${pull === 'missing' ? '' : ` --pull ${pull}`}`;
}

export function describeCommand(name: string): string {
  return `deltafi plugin describe ${name}`;
}

export function uninstallCommand(name: string): string {
  return `deltafi plugin uninstall ${name}`;
}
