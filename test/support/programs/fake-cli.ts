import { appendFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { createFakeHostParts } from '../fakes/host-parts.ts';
import { run } from '../../../electron/cli/run.ts';

/**
 * The `deltafi` command as a process of its own around a fake engine. FAKE_VERSION is the version that it believes to
 * be; every engine that is made writes its process id into the file FAKE_LEDGER.
 */
process.exitCode = await run(process.argv.slice(2), {
  version: process.env['FAKE_VERSION'] ?? '0.0.0',
  uiFolder: '/there/is/no/such/folder',
  samplePlugin: '/there/is/no/such/file',
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
  searchDocker: async () => [],
  async loadParts() {
    const parts = createFakeHostParts();
    return {
      ...parts,
      createEngine(ports, options) {
        const ledger = process.env['FAKE_LEDGER'];
        if (ledger !== undefined) appendFileSync(ledger, `${String(process.pid)}\n`);
        return parts.createEngine(ports, options);
      },
    };
  },
});
