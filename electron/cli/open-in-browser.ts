import { spawn } from 'node:child_process';
import type { CliSurroundings } from './surroundings.ts';

/** Opens an address in the user's browser where there is a display. Failing is no fault: the address was printed. */
export function openInBrowser(address: string, surroundings: CliSurroundings): void {
  const [program, ...args] = browserCommand(surroundings.platform, surroundings.environment, address);
  if (program === undefined) return;
  const child = spawn(program, args, { detached: true, stdio: 'ignore', windowsHide: true });
  child.on('error', () => surroundings.stderr.write('No browser could be opened; open the address above yourself.\n'));
  child.unref();
}

/** Program and arguments, or nothing where there is no display. No shell reads the address. */
export function browserCommand(
  platform: NodeJS.Platform,
  environment: Readonly<Record<string, string | undefined>>,
  address: string,
): readonly string[] {
  switch (platform) {
    case 'darwin':
      return ['open', address];
    case 'win32':
      return ['rundll32', 'url.dll,FileProtocolHandler', address];
    default: {
      const hasDisplay = Boolean(environment['DISPLAY']) || Boolean(environment['WAYLAND_DISPLAY']);
      return hasDisplay ? ['xdg-open', address] : [];
    }
  }
}
