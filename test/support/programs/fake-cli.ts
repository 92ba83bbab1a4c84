import { homedir } from 'node:os';
import { createFakeHostParts } from '../fakes/host-parts.ts';
import { run } from '../../../electron/cli/run.ts';

/**
 * The `deltafi` command as a process of its own around a fake engine. FAKE_VERSION is the version that it believes to be.
 */
process.exitCode = await run(process.argv.slice(2), {
  version: process.env['FAKE_VERSION'] ?? '0.0.0',
  uiFolder: '/there/is/no/such/folder',
  platform: process.platform,
  environment: process.env,
  homeDirectory: homedir(),
  stdout: { write: (text) => void process.stdout.write(text), isTerminal: false },
  stderr: { write: (text) => void process.stderr.write(text), isTerminal: false },
  command: [process.execPath, ...process.execArgv, import.meta.filename],
  onSignal(listener) {
    const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
    for (const signal of signals) process.on(signal, listener);
    return () => {
      for (const signal of signals) process.off(signal, listener);
    };
  },
  exit: (code) => process.exit(code),
  loadParts: async () => createFakeHostParts(),
});
