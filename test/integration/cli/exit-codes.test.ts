import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { run } from '../../../electron/cli/run.ts';
import type { CliSurroundings } from '../../../electron/cli/surroundings.ts';
import { type Host, createHost } from '../../../electron/host/create-host.ts';
import { type FakeHostParts, createFakeHostParts } from '../../support/fakes/host-parts.ts';
import { eventuallyTrue } from '../../support/eventually.ts';

let root: string;
let host: Host;
let parts: FakeHostParts;
let signal: (() => void) | undefined;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'deltadock-exit-'));
  parts = createFakeHostParts();
  host = await createHost(
    { directory: { path: join(root, 'data'), isDefault: false }, version: '1.0.0', mode: 'serve', uiFolder: root },
    parts,
  );
});

afterAll(async () => {
  await host.stop({ leavePlugins: true });
  await rm(root, { recursive: true, force: true });
});

beforeEach(() => {
  parts.engine().setDocker({ state: 'up' });
  signal = undefined;
});

/** Runs a command line in this process against the host above. */
async function deltafi(args: readonly string[], directory = 'data') {
  let stdout = '';
  let stderr = '';
  const surroundings: CliSurroundings = {
    version: '1.0.0',
    uiFolder: root,
    samplePlugin: join(root, 'none'),
    platform: 'linux',
    environment: { DELTADOCK_DATA_DIR: join(root, directory) },
    homeDirectory: root,
    stdout: {
      write: (text) => {
        stdout += text;
      },
      isTerminal: false,
    },
    stderr: {
      write: (text) => {
        stderr += text;
      },
      isTerminal: false,
    },
    command: ['/there/is/no/such/program'],
    onSignal: (listener) => {
      signal = () => listener('SIGINT');
      return () => {};
    },
    exit: () => {},
    searchDocker: async () => [],
    loadParts: async () => parts,
  };
  const code = await run(args, surroundings);
  return { code, stdout, stderr };
}

describe('exit codes of deltafi', () => {
  it.each([
    // Done.
    ['--help', 0, 'Usage: deltafi'],
    ['--version', 0, '1.0.0'],
    ['version', 0, '1.0.0'],
    ['help plugin', 0, 'Usage: deltafi plugin'],
    ['plugin install --help', 0, '--wait'],
    ['plugin list', 0, 'Name'],
    ['plugin install team/quick:1.0.0', 0, 'team/quick:1.0.0 queued for installation'],
    ['plugin install team/done:1.0.0 --wait', 0, 'team/done:1.0.0 is INSTALLED as done'],
    ['plugin install team/plain:no-actions --wait', 0, 'INSTALLED'],
    ['plugin install team/done:1.0.0', 0, 'team/done:1.0.0 is installed already'],
    ['plugin install team/done:1.0.0 --wait -s secret', 0, '--secret has no effect'],
    ['plugin describe done', 0, 'org.example.Sample'],
    ['plugin disable done', 0, 'done disabled'],
    ['plugin disable done', 1, '(ALREADY_DISABLED)'],
    ['plugin enable done', 0, 'done enabled'],
    ['plugin enable done', 1, '(NOT_DISABLED)'],
    ['plugin retry done', 1, '(NOTHING_TO_RETRY)'],
    ['plugin rollback done', 1, '(ROLLBACK_UNAVAILABLE)'],
    ['plugin restart done', 0, 'done restart initiated'],
    ['plugin uninstall done', 0, 'done uninstalled successfully'],
    ['plugin attach', 0, 'export CORE_URL='],
    ['settings', 0, 'registrationTimeout'],
    ['settings set stopGrace 3', 0, 'stopGrace'],
    ['status', 0, 'Data directory'],
    ['doctor', 0, 'Docker is up'],
    // Failed.
    ['plugin install team/x:exits --wait', 1, '(CONTAINER_EXITED)'],
    ['plugin install team/y:no-heartbeat --wait', 1, '(NO_HEARTBEAT)'],
    ['plugin install team/z:stays --wait --timeout 50ms', 1, '(WAIT_TIMEOUT)'],
    ['plugin install team/ok:1.0.0 team/x2:exits --wait', 1, 'team/ok:1.0.0 is INSTALLED'],
    ['plugin install team/w:broken', 1, '(INTERNAL)'],
    ['plugin describe nobody', 1, '(PLUGIN_NOT_FOUND)'],
    ['plugin uninstall nobody', 1, '(PLUGIN_NOT_FOUND)'],
    ['plugin disable nobody', 1, '(PLUGIN_NOT_FOUND)'],
    ['plugin restart nobody', 1, '(PLUGIN_NOT_FOUND)'],
    ['serve --no-open', 1, '(DATA_DIRECTORY_LOCKED)'],
    // Wrong usage.
    ['', 2, 'Usage: deltafi'],
    ['plugin', 2, 'Usage: deltafi plugin'],
    ['nonsense', 2, '(USAGE)'],
    ['plugin nonsense', 2, '(USAGE)'],
    ['plugin list --nonsense', 2, '(USAGE)'],
    ['plugin list too many', 2, '(USAGE)'],
    ['plugin install', 2, '(USAGE)'],
    ['plugin rollback', 2, '(USAGE)'],
    ['plugin install a:1 --pull sometimes', 2, '(USAGE)'],
    ['plugin install a:1 --wait --timeout soon', 2, '(USAGE)'],
    ['plugin install Upper', 2, '(IMAGE_REFERENCE_INVALID)'],
    ['settings set nothing 1', 2, '(USAGE)'],
    ['settings set stopGrace much', 2, '(USAGE)'],
    ['settings set stopGrace 9999', 2, '(INPUT_INVALID)'],
    ['serve --port 70000', 2, '(USAGE)'],
  ])('deltafi %s → %i', async (line, code, text) => {
    const result = await deltafi(line.split(' ').filter(Boolean));
    expect(`${result.stdout}${result.stderr}`).toContain(text);
    expect(result.code).toBe(code);
  });

  it('are 2 for an empty image', async () => {
    expect(await deltafi(['plugin', 'install', ''])).toMatchObject({ code: 2, stdout: '' });
  });

  it.each(['status', 'plugin list', 'doctor', 'plugin install a:1'])(
    'deltafi %s → 3 without an engine',
    async (line) => {
      const { code, stderr } = await deltafi(line.split(' '), 'elsewhere');
      expect(stderr).toMatch(/^\[FAIL\] {3}.*\((ENGINE_UNREACHABLE|ENGINE_START_FAILED)\)\n {9}Next: /);
      expect(code).toBe(3);
    },
  );

  it.each(['version', 'stop'])('deltafi %s → 0 without an engine', async (line) => {
    expect((await deltafi([line], 'elsewhere')).code).toBe(0);
  });

  it('are 3 for --wait when Docker is away, which leaves the install as it is', async () => {
    parts.engine().setDocker({ state: 'down' });
    const waited = await deltafi(['plugin', 'install', 'team/later:stays', '--wait']);
    expect(waited).toMatchObject({ code: 3, stdout: '' });
    expect(waited.stderr).toContain('(DOCKER_UNREACHABLE)');
    const queued = await deltafi(['plugin', 'install', 'team/later:stays']);
    expect(queued.code).toBe(0);
    expect(queued.stderr).toContain('goes on when Docker is back');
  });

  it('are 130 for Ctrl-C during --wait, which leaves the install running', async () => {
    const waiting = deltafi(['plugin', 'install', 'team/long:stays', '--wait']);
    await eventuallyTrue(() => signal !== undefined);
    signal?.();
    const { code, stderr } = await waiting;
    expect(stderr).toContain('The install of team/long:stays goes on');
    expect(code).toBe(130);
    expect((await deltafi(['plugin', 'list', '--plain'])).stdout).toMatch(/team\/long:stays .*PENDING/);
  });
});

describe('--json', () => {
  it.each([
    'plugin list --json',
    'plugin describe json --json',
    'plugin install team/json:1.0.0 --json',
    'plugin attach --json',
    'settings --json',
    'status --json',
    'doctor --json',
    'version --json',
  ])('of %s is one document on stdout', async (line) => {
    await deltafi(['plugin', 'install', 'team/json:1.0.0', '--wait']);
    const { code, stdout, stderr } = await deltafi(line.split(' '));
    expect(JSON.parse(stdout)).toBeTypeOf('object');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  });

  it('of a failure is a document too, with the words for people on stderr', async () => {
    const { code, stdout, stderr } = await deltafi(['plugin', 'describe', 'nobody', '--json']);
    expect(JSON.parse(stdout)).toMatchObject({ error: { code: 'PLUGIN_NOT_FOUND', retry: false } });
    expect(stderr).toContain('[FAIL]');
    expect(code).toBe(1);
  });

  it('of an install tells each image by itself', async () => {
    const { code, stdout } = await deltafi([
      'plugin',
      'install',
      'Upper',
      'team/j:exits',
      'team/k:1.0.0',
      '--wait',
      '--json',
    ]);
    expect(JSON.parse(stdout)).toMatchObject([
      { image: 'Upper', outcome: 'refused', error: { code: 'IMAGE_REFERENCE_INVALID' } },
      { image: 'team/j:exits', outcome: 'failed', error: { code: 'CONTAINER_EXITED', exitCode: 7 } },
      { image: 'team/k:1.0.0', outcome: 'installed', plugin: { name: 'k', installState: 'INSTALLED' } },
    ]);
    expect(code).toBe(1);
  });
});

describe('what the commands print', () => {
  it('tells for a failed install what happened, the exit code, the last log lines and the next step', async () => {
    const { stderr } = await deltafi(['plugin', 'install', 'team/evidence:exits', '--wait']);
    expect(stderr.slice(stderr.indexOf('[FAIL]'))).toMatchInlineSnapshot(`
      "[FAIL]   team/evidence:exits: The container ended with exit code 7 (CONTAINER_EXITED)
               Exit code: 7
               Last log lines:
                 Traceback
                 KeyError: CORE_URL
               Next: Mend the plugin and install again.
      "
    `);
  });

  it('lists plugins by name, and takes every shown name as argument', async () => {
    await deltafi(['plugin', 'install', 'team/b-plugin:1.0.0', 'team/a-plugin:exits', '--wait']);
    const { stdout } = await deltafi(['plugin', 'list', '--plain']);
    const table = stdout.slice(0, stdout.indexOf('\n\n'));
    const names = table
      .split('\n')
      .slice(1)
      .map((row) => row.split('|')[0]?.trim() ?? '');
    expect(names).toEqual(names.toSorted());
    expect(stdout).toContain('a-plugin failed: The container ended with exit code 7 (CONTAINER_EXITED)\n  Next: ');
    for (const name of names) expect((await deltafi(['plugin', 'describe', name])).code).toBe(0);
  });
});
