import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from '../../../support/repository.ts';

/** What runs the desktop bundles in these tests. */
export interface ElectronProgram {
  readonly kind: 'electron' | 'stand-in';
  readonly path: string;
}

const STAND_IN = join(repositoryRoot, 'test/support/electron-standin/electron');

/** The real Electron where its binary and a display are; the stand-in everywhere else. Nothing is downloaded. */
export function electronProgram(): ElectronProgram {
  const folder = join(repositoryRoot, 'node_modules/electron');
  const told = join(folder, 'path.txt');
  const binary = existsSync(told) ? join(folder, 'dist', readFileSync(told, 'utf8').trim()) : undefined;
  const hasDisplay =
    process.platform !== 'linux' || Boolean(process.env['DISPLAY']) || Boolean(process.env['WAYLAND_DISPLAY']);
  if (binary !== undefined && existsSync(binary) && hasDisplay) return { kind: 'electron', path: binary };
  return { kind: 'stand-in', path: STAND_IN };
}
