import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createControlClient } from '../../../electron/client/control-client.ts';
import { waitForInstalls } from '../../../electron/cli/install-wait.ts';
import type { CommandContext } from '../../../electron/cli/command-context.ts';
import { readEngineFile } from '../../../electron/host/engine-file.ts';
import { type Host, createHost } from '../../../electron/host/create-host.ts';
import { type FakeHostParts, createFakeHostParts } from '../../support/fakes/host-parts.ts';
import { eventuallyTrue } from '../../support/eventually.ts';

let root: string;
let parts: FakeHostParts;
let host: Host;
const directory = () => ({ path: join(root, 'data'), isDefault: false });
const start = () => createHost({ directory: directory(), version: '1.0.0', mode: 'serve', uiFolder: root }, parts);

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'deltadock-wait-'));
  parts = createFakeHostParts();
  host = await start();
});

afterEach(async () => {
  await host.stop({ leavePlugins: true });
  await rm(root, { recursive: true, force: true });
});

/** Waits for one install that the engine leaves PENDING until the test says otherwise. */
async function waiting(timeout = 20_000) {
  const engine = await readEngineFile(directory());
  if (engine === undefined) throw new Error('no engine');
  const client = createControlClient({ ...engine, directory: root });
  const { plugin } = await client.call('plugin.install', { image: 'team/sample:stays' });
  const output = { write() {}, isTerminal: false };
  // Only what the wait uses is there.
  const context = {
    surroundings: { onSignal: () => () => {}, stderr: output, stdout: output },
    directory: directory(),
    json: true,
  } as unknown as CommandContext;
  const outcome = waitForInstalls(
    context,
    { engine, client },
    [{ image: 'team/sample:stays', id: plugin.id, name: plugin.name }],
    timeout,
  ).then(([only]) => only);
  await eventuallyTrue(() => parts.engine().subscribers() === 1);
  return { outcome, plugin };
}

describe('install --wait', () => {
  it('goes on with an engine that was started anew, from its snapshot', async () => {
    const { outcome, plugin } = await waiting();
    await host.stop({ leavePlugins: true });
    host = await start();
    parts.engine().set('sample', { ...plugin, installState: 'INSTALLED', heartbeatAt: Date.now() });
    expect(await outcome).toMatchObject({ kind: 'installed', plugin: { installState: 'INSTALLED' } });
  });

  it('gives up when the engine stays away', async () => {
    const { outcome } = await waiting();
    await host.stop({ leavePlugins: true });
    expect(await outcome).toMatchObject({ kind: 'error', error: { code: 'ENGINE_UNREACHABLE' } });
  });

  it('is not ended by a short loss of Docker', async () => {
    const { outcome } = await waiting();
    parts.engine().setDocker({ state: 'down' });
    parts.engine().setDocker({ state: 'up' });
    parts.engine().set('sample', { installState: 'INSTALLED', heartbeatAt: Date.now() });
    expect(await outcome).toMatchObject({ kind: 'installed' });
  });

  it('lets go of its subscription at the end', async () => {
    const { outcome } = await waiting(100);
    expect(await outcome).toMatchObject({ kind: 'error', error: { code: 'WAIT_TIMEOUT' } });
    await eventuallyTrue(() => parts.engine().subscribers() === 0);
  });
});
