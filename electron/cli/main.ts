import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { fileURLToPath } from 'node:url';
import { run } from './run.ts';
import type { Output } from './surroundings.ts';

/** The folder of package.json: two levels up from here, in the sources as in the build. */
const root = new URL('../../', import.meta.url);

const { version } = JSON.parse(await readFile(new URL('package.json', root), 'utf8')) as { readonly version: string };

process.exitCode = await run(process.argv.slice(2), {
  version,
  uiFolder: fileURLToPath(new URL('out/renderer', root)),
  samplePlugin: fileURLToPath(new URL('out/sample-plugin/sample-plugin.mjs', root)),
  platform: process.platform,
  environment: process.env,
  homeDirectory: homedir(),
  stdout: outputTo(process.stdout),
  stderr: outputTo(process.stderr),
  command: [process.execPath, '--disable-warning=ExperimentalWarning', ...process.execArgv, import.meta.filename],
  onSignal(listener) {
    const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
    for (const signal of signals) process.on(signal, listener);
    return () => {
      for (const signal of signals) process.off(signal, listener);
    };
  },
  exit: (code) => process.exit(code),
  searchDocker: async () => (await import('../host/docker-search.ts')).searchDocker(process.env, homedir()),
  loadParts: async () => (await import('../host/product-parts.ts')).createProductParts(process.env, homedir()),
});

// Something that was left open must not keep a command alive that has done its work.
setTimeout(() => process.exit(), 3000).unref();

function outputTo(stream: NodeJS.WriteStream): Output {
  // A reader that went away (`| head`) is no reason to fail.
  stream.on('error', () => {});
  return { write: (text) => void stream.write(text), isTerminal: stream.isTTY };
}
