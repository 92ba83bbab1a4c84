import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from '../../electron/cli/run.ts';
import { createControlClient } from '../../electron/client/control-client.ts';
import { createHost } from '../../electron/host/create-host.ts';
import type { Answer } from '../../shared/contract/dispatch.ts';
import { createFakeHostParts } from '../support/fakes/host-parts.ts';
import { describeContract } from './contract-suite.ts';

/** One `deltafi call`, in this process; its answer is the one line on stdout. */
async function callByCommand(root: string, name: string, input: unknown): Promise<Answer> {
  let stdout = '';
  const code = await run(['call', name, JSON.stringify(input)], {
    version: '1.0.0',
    uiFolder: root,
    samplePlugin: join(root, 'none'),
    platform: 'linux',
    environment: { DELTADOCK_DATA_DIR: join(root, 'data') },
    homeDirectory: root,
    stdout: {
      write: (text) => {
        stdout += text;
      },
      isTerminal: false,
    },
    stderr: { write() {}, isTerminal: false },
    command: ['/there/is/no/such/program'],
    onSignal: () => () => undefined,
    exit: () => undefined,
    searchDocker: async () => [],
    loadParts: async () => createFakeHostParts(),
  });
  const answer = JSON.parse(stdout) as Answer;
  if (answer.ok !== (code === 0)) throw new Error(`exit code ${String(code)} with ${stdout}`);
  return answer;
}

describeContract('the CLI', async () => {
  const root = await mkdtemp(join(tmpdir(), 'deltadock-call-'));
  const parts = createFakeHostParts();
  const host = await createHost(
    { directory: { path: join(root, 'data'), isDefault: false }, version: '1.0.0', mode: 'borrowed', uiFolder: root },
    parts,
  );
  const client = createControlClient({ control: host.addresses.control, token: host.token, directory: root });
  return {
    engine: parts.engine(),
    transport: {
      call: (name, input) => callByCommand(root, name, input),
      // Commands that wait, such as `install --wait`, follow events through this client.
      subscribe: (onEvent) => client.subscribe(onEvent, () => undefined),
    },
    async close() {
      await host.stop({ leavePlugins: true });
      await rm(root, { recursive: true, force: true });
    },
  };
});
