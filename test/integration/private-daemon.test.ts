import { mkdir, mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { createRunDirectory, removeAbandonedRuns } from '../support/docker/daemon-directories.ts';
import { dockerClient } from '../support/docker/docker-client.ts';
import {
  endPrivateDaemon,
  type PrivateDaemon,
  privateDaemonAt,
  startPrivateDaemon,
} from '../support/docker/private-daemon.ts';
import { listProcesses, signalProcess } from '../support/docker/processes.ts';
import { startRegistry } from '../support/docker/registry.ts';
import { ensureSampleImages, sampleImage } from '../support/docker/sample-images.ts';
import { runProgram } from '../support/run-program.ts';

const directories: string[] = [];

afterEach(async () => {
  for (const directory of directories.splice(0)) {
    await endPrivateDaemon(directory);
    await rm(directory, { recursive: true, force: true });
  }
});

async function startHere(directory?: string): Promise<PrivateDaemon> {
  const chosen = directory ?? (await mkdtemp(join(tmpdir(), 'dd-daemon-')));
  directories.push(chosen);
  return startPrivateDaemon(chosen);
}

async function runSample(daemon: PrivateDaemon): Promise<string> {
  const docker = dockerClient(daemon.environment.DOCKER_HOST);
  await ensureSampleImages(docker, ['never-registers']);
  const container = await docker.createContainer({
    Image: sampleImage('never-registers'),
    Labels: { 'deltadock.test': '1' },
    HostConfig: { Init: true },
  });
  await container.start();
  return container.id;
}

async function processesNaming(text: string): Promise<readonly string[]> {
  const all = await listProcesses();
  return all
    .filter(({ command }) => command.some((word) => word.includes(text)))
    .map(({ command }) => command.join(' '));
}

describe('a private Docker daemon', () => {
  it('lives in a network of its own, without a way out', async () => {
    const daemon = await startHere();
    const inside = async (...command: string[]): Promise<string> =>
      (await runProgram(daemon.enterCommand(command))).stdout;
    expect(await inside('ip', '-brief', 'address')).toMatch(/^lo .*127\.0\.0\.1\/8[^]*docker0 .*\/16/);
    expect(await inside('ip', 'route', 'show', 'default')).toBe('');
    const ours = await runProgram(['readlink', '/proc/self/ns/net']);
    expect(await inside('readlink', '/proc/self/ns/net')).not.toBe(ours.stdout);
  });

  it('is joined, not started twice', async () => {
    const daemon = await startHere();
    const before = await processesNaming(`${daemon.directory}/`);
    const again = await startPrivateDaemon(daemon.directory);
    expect(await processesNaming(`${daemon.directory}/`)).toEqual(before);
    expect(again.environment).toEqual(daemon.environment);
    expect((await privateDaemonAt(daemon.directory)).enterCommand(['x'])).toEqual(daemon.enterCommand(['x']));
  });

  it.each(['SIGTERM', 'SIGKILL'] as const)(
    'comes back after %s with its images and containers, in the same network',
    async (signal) => {
      const daemon = await startHere();
      const id = await runSample(daemon);
      const network = await runProgram(daemon.enterCommand(['readlink', '/proc/self/ns/net']));
      const started = performance.now();
      await daemon.halt(signal);
      const docker = dockerClient(daemon.environment.DOCKER_HOST);
      await expect(docker.ping()).rejects.toThrow(/ECONNREFUSED|ENOENT/);
      await daemon.resume();
      expect(performance.now() - started).toBeLessThan(15_000);
      expect((await docker.getContainer(id).inspect()).State.Running).toBe(false);
      expect(await runProgram(daemon.enterCommand(['readlink', '/proc/self/ns/net']))).toEqual(network);
    },
  );

  it('leaves no process and no mount behind, containers included', async () => {
    const daemon = await startHere();
    await runSample(daemon);
    expect(await processesNaming(`${daemon.directory}/`)).not.toEqual([]);
    await daemon.stop();
    expect(await processesNaming(`${daemon.directory}/`)).toEqual([]);
    expect(await readFile('/proc/mounts', 'utf8')).not.toContain(daemon.directory);
  });

  it('of a run that was killed is ended by a later run, the one of a living run is not', async () => {
    const ours = await createRunDirectory();
    directories.push(ours);
    // A process that has ended: its number with another start time.
    const abandoned = join(ours, '..', `run-${process.pid}-1`);
    await mkdir(abandoned, { recursive: true });
    const daemon = await startHere(abandoned);
    await runSample(daemon);
    for (const { pid, command } of await listProcesses()) {
      if (command[0] === 'dockerd' && command.join(' ').includes(`${abandoned}/`)) signalProcess(pid, 'SIGKILL');
    }
    expect(await processesNaming(`${abandoned}/`)).not.toEqual([]);

    expect(await removeAbandonedRuns()).toContain(abandoned);
    expect(await processesNaming(`${abandoned}/`)).toEqual([]);
    await expect(stat(abandoned)).rejects.toThrow('ENOENT');
    await expect(stat(ours)).resolves.toBeDefined();
  });
});

describe('a test registry', () => {
  it('listens on loopback only, and is gone when disposed', async () => {
    const registry = await startRegistry();
    expect(registry.credentials).toBeNull();
    const [, port] = registry.address.split(':');
    await expect(fetch(`http://${registry.address}/v2/`)).resolves.toMatchObject({ status: 200 });
    for (const { address, internal, family } of Object.values(networkInterfaces()).flatMap((all) => all ?? [])) {
      if (internal || family !== 'IPv4') continue;
      await expect(fetch(`http://${address}:${port}/v2/`)).rejects.toThrow('fetch failed');
    }
    await registry.dispose();
    await expect(fetch(`http://${registry.address}/v2/`)).rejects.toThrow('fetch failed');
  });
});
