import { parseArgs } from 'node:util';

export interface DesktopOptions {
  readonly dataDir?: string;
  readonly coreAddress?: string;
}

/** Our own options among those of Electron and Chromium, which are passed over. */
export function readCommandLine(argv: readonly string[]): DesktopOptions {
  const { values } = parseArgs({
    args: argv.slice(1),
    strict: false,
    allowPositionals: true,
    options: { 'data-dir': { type: 'string' }, 'core-address': { type: 'string' } },
  });
  const dataDir = values['data-dir'];
  const coreAddress = values['core-address'];
  return {
    ...(typeof dataDir === 'string' && dataDir !== '' ? { dataDir } : {}),
    ...(typeof coreAddress === 'string' && coreAddress !== '' ? { coreAddress } : {}),
  };
}
