import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { dockerClient } from '../../support/docker/docker-client.ts';
import { repositoryRoot } from '../../support/repository.ts';
import { runProgram } from '../../support/run-program.ts';

const OURS = { all: true, filters: { label: ['io.deltadock.directory'] } };
const SCRIPT = join(repositoryRoot, 'test/support/scripts/demo.ts');

/** What `npm run demo` runs. */
function demo(environment: Readonly<Record<string, string>> = {}) {
  const settings = Object.entries({ TMPDIR: temporary, ...environment }).map(([name, value]) => `${name}=${value}`);
  return runProgram(['/usr/bin/env', ...settings, process.execPath, SCRIPT], { timeoutMs: 120_000 });
}

let temporary: string;
beforeEach(async () => {
  temporary = await mkdtemp(join(tmpdir(), 'deltadock-demo-test-'));
});
afterEach(() => rm(temporary, { recursive: true, force: true }));

describe('npm run demo', () => {
  it('with Docker: attaches the sample, installs its image, prints each step, leaves nothing behind', async () => {
    const docker = dockerClient();
    const owned = async () => (await docker.listContainers(OURS)).map(({ Id }) => Id);
    const before = await owned();
    const { code, stdout, stderr } = await demo();
    expect({ code, stderr: code === 0 ? '' : stderr }).toEqual({ code: 0, stderr: '' });
    expect(stepsOf(stdout)).toEqual([
      '1. An engine on a new data directory',
      '[ OK ]   core door',
      '2. The sample plugin as a process of this machine: attached, no Docker needed',
      '[ OK ]   Sample plugin 1.0.0 registered from this machine: INSTALLED, and its heartbeat arrives',
      '[ OK ]   sample-plugin uninstalled',
      '3. The sample plugin from its image, on Docker',
      '[ OK ]   deltadock/sample-plugin:1.0.0 is INSTALLED as sample-plugin',
      '[ OK ]   sample-plugin uninstalled',
    ]);
    expect({
      containers: await owned(),
      files: (await readdir(temporary)).filter((name) => name.startsWith('deltadock')),
    }).toEqual({ containers: before, files: [] });
  });

  it('without any Docker: attaches the sample and says what is left out', async () => {
    const { code, stdout } = await demo({ DOCKER_HOST: 'unix:///there/is/no/docker.sock' });
    expect(code).toBe(0);
    expect(stdout).toContain('[ OK ]   Sample plugin 1.0.0 registered from this machine: INSTALLED');
    expect(stdout).toMatch(/\n3\. Left out: .*there\/is\/no\/docker\.sock/);
  });
});

/** The lines without addresses and versions. */
function stepsOf(stdout: string): readonly string[] {
  return stdout
    .trim()
    .split('\n')
    .map((line) => line.replace(/ (?:http:\S+, work queue \S+|\d+\.\d+\.\d+\+?\S*)$/, ''));
}
