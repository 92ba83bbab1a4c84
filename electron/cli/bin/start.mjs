#!/usr/bin/env node
/**
 * `npm start`: the desktop window where Electron can run, otherwise the page in a browser. Says which, and why. Fetches
 * nothing: `npx install-electron` does that when the user wants the window. Plain JavaScript that an old Node.js reads.
 */
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const given = process.argv.slice(2);
const electron = findElectron();
const obstacle = findObstacle();

if (obstacle === undefined && electron !== undefined) {
  process.stderr.write('Opening the desktop window.\n');
  start(electron, [root, ...given]);
} else {
  process.stderr.write(`Serving the page for a browser: ${obstacle ?? 'Electron is not here'}.\n`);
  start(process.execPath, [join(root, 'electron/cli/bin/deltafi.mjs'), 'serve', '--open', ...given]);
}

/** What keeps the window from opening, in words; undefined when nothing does. */
function findObstacle() {
  if (electron === undefined) return 'Electron has not been fetched (`npx install-electron` does that)';
  if (!existsSync(join(root, 'out/main/index.js'))) return 'the window has not been built (`npm run build` does that)';
  if (process.platform !== 'linux') return undefined;
  if (!process.env['DISPLAY'] && !process.env['WAYLAND_DISPLAY']) return 'there is no display';
  if (process.getuid?.() === 0) return 'Electron does not run as root';
  return undefined;
}

function findElectron() {
  const folder = join(root, 'node_modules/electron');
  const told = join(folder, 'path.txt');
  if (!existsSync(told)) return undefined;
  const path = join(folder, 'dist', readFileSync(told, 'utf8').trim());
  return existsSync(path) ? path : undefined;
}

/**
 * @param {string} program
 * @param {readonly string[]} args
 */
function start(program, args) {
  const child = spawn(program, args, { stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    // The terminal gives Ctrl-C to both of us; twice would end the child at once instead of in order.
    process.on(signal, () => {
      if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal);
    });
  }
  child.on('exit', (code, signal) => {
    process.exitCode = code ?? 128 + (signal === 'SIGKILL' ? 9 : 15);
  });
  child.on('error', (error) => {
    process.stderr.write(`[FAIL]   ${program} cannot be started: ${error.message}\n`);
    process.exitCode = 1;
  });
}
