import type Docker from 'dockerode';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isDirectoryLocked } from '../../../electron/adapter/sqlite/directory-lock.ts';
import type { PluginView } from '../../../shared/model/plugin.ts';
import { sampleImage } from '../../support/docker/sample-images.ts';
import { eventuallyTrue } from '../../support/eventually.ts';
import { createProductBench, type ProductBench, SAMPLE } from '../../support/product/product-bench.ts';
import type { ProgramResult } from '../../support/run-program.ts';

const IMAGE = sampleImage('1.0.0');
const MIB = 1024 * 1024;

let bench: ProductBench;
let install: ProgramResult;
/** Milliseconds of this process at which Docker's event and ours arrived. */
let moments: { readonly healthy: number; readonly installed: number };

beforeAll(async () => {
  bench = await createProductBench();
  // Starts the engine that the next commands find.
  await bench.list();
  const watch = await watchInstall(bench);
  install = await bench.deltafi('plugin', 'install', IMAGE, '--wait');
  moments = await watch();
});
afterAll(() => bench.dispose());

describe('deltafi plugin install IMAGE --wait', () => {
  it('ends with 0 and one line that says what is there now', () => {
    expect(install).toMatchObject({ code: 0, stdout: `[ OK ]   ${IMAGE} is INSTALLED as ${SAMPLE}\n` });
  });

  it('was told INSTALLED by the event stream within a second of Docker calling the container healthy', () => {
    expect(moments.installed - moments.healthy).toBeLessThan(1_000);
  });

  it('leaves a plugin that plugin list --json describes whole', async () => {
    const id = await bench.id();
    const image = await bench.docker.getImage(IMAGE).inspect();
    const [plugin, ...others] = await bench.list();
    expect(others).toEqual([]);
    expect(plugin).toMatchObject({
      id: expect.stringMatching(/^\w+$/) as string,
      name: SAMPLE,
      displayName: 'Sample plugin',
      description: expect.stringContaining('TypeScript') as string,
      coordinates: { groupId: 'org.deltadock.sample', artifactId: SAMPLE, version: '1.0.0' },
      version: '1.0.0',
      actionKitVersion: '2.45.1',
      image: IMAGE,
      imageId: image.Id,
      installState: 'INSTALLED',
      disabled: false,
      canRollback: false,
      status: 'INSTALLED',
      reason: { text: 'Registered and healthy', since: expect.any(Number) as number },
      since: expect.any(Number) as number,
      attached: false,
      heartbeatAt: expect.any(Number) as number,
      container: {
        id: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
        name: `${SAMPLE}-${id}`,
        status: 'running',
        health: 'healthy',
        startedAt: expect.stringContaining('T') as string,
        memory: 2048 * MIB,
        pids: 1024,
        network: `deltadock-${id}`,
      },
      lastOperation: {
        kind: 'install',
        image: IMAGE,
        startedAt: expect.any(Number) as number,
        finishedAt: expect.any(Number) as number,
        outcome: 'done',
      },
      fresh: true,
    });
  });

  it('has its state file say the same as docker inspect', async () => {
    const [container] = await bench.containers();
    const plugins = Object.values(JSON.parse(await bench.stored()) as Record<string, unknown>);
    expect(plugins).toHaveLength(1);
    expect(plugins[0]).toMatchObject({
      id: container?.Config.Labels['io.deltadock.plugin'],
      name: SAMPLE,
      image: IMAGE,
      installState: 'INSTALLED',
      attached: false,
      disabled: false,
      deploy: {
        id: container?.Config.Labels['io.deltadock.deploy'],
        containerId: container?.Id,
        imageId: container?.Image,
        registeredStart: container?.State.StartedAt,
      },
    });
  });

  it('runs one hardened container under the names of its data directory', async () => {
    const id = await bench.id();
    const containers = await bench.containers();
    const [container] = containers;
    expect(containers).toHaveLength(1);
    expect(container).toMatchObject({
      Name: `/${SAMPLE}-${id}`,
      State: { Running: true, Health: { Status: 'healthy' } },
    });
    expect(Object.keys(container?.NetworkSettings.Networks ?? {})).toEqual([`deltadock-${id}`]);
    expect(container?.Config.Labels).toMatchObject({ app: SAMPLE, 'io.deltadock.directory': id });
    expect(container?.Config.Labels).not.toHaveProperty('deltafi-group');
    expect(hardening(container)).toEqual({
      init: true,
      privileged: false,
      securityOptions: ['no-new-privileges'],
      addedCapabilities: [],
      memory: 2048 * MIB,
      memoryAndSwap: 2048 * MIB,
      pids: 1024,
      restart: 'no',
      publishedPorts: {},
      publishesAll: false,
      binds: [],
      mounts: [],
      devices: [],
      namespaces: { pid: '', network: `deltadock-${id}` },
    });
  });

  it('says so when it is asked again, and changes nothing', async () => {
    const [before] = await bench.containers();
    const again = await bench.deltafi('plugin', 'install', IMAGE, '--wait');
    expect(again).toMatchObject({
      code: 0,
      stderr: '',
      stdout: expect.stringContaining('is INSTALLED already as') as string,
    });
    const [after] = await bench.containers();
    expect(after?.State.StartedAt).toBe(before?.State.StartedAt);
  });
});

describe('what people read', () => {
  it('plugin list is a table of Name, Image, Version and Status', async () => {
    const { stdout } = await bench.deltafi('plugin', 'list', '--plain');
    expect(stdout.split('\n').map((line) => line.split('|').map((cell) => cell.trim()))).toEqual([
      ['Name', 'Image', 'Version', 'Status'],
      [SAMPLE, IMAGE, '1.0.0', 'INSTALLED'],
      [''],
    ]);
    expect((await bench.deltafi('plugin', 'list')).stdout).toContain('│ INSTALLED │');
  });

  it('plugin describe shows coordinates, container, limits, actions, variables and flows', async () => {
    const { code, stdout } = await bench.deltafi('plugin', 'describe', SAMPLE);
    expect(code).toBe(0);
    for (const text of [
      `org.deltadock.sample:${SAMPLE}:1.0.0`,
      `${SAMPLE}-${await bench.id()}, running, health healthy`,
      '2048 MiB, 1024 processes',
      'org.deltadock.sample.UpperCaseTransform',
      'sampleSuffix',
      'sample-upper',
    ])
      expect(stdout).toContain(text);
  });

  it('doctor finds nothing wrong with the plugin', async () => {
    const { code, stdout } = await bench.deltafi('doctor', SAMPLE);
    expect(stdout.split('\n').filter((line) => /^\[(FAIL|SKIP)\]/.test(line))).toEqual([]);
    expect(stdout).toContain('[ OK ]   Container runs and is healthy');
    expect(code).toBe(0);
  });
});

describe('the end', () => {
  it('plugin uninstall leaves no container, no network and no record', async () => {
    expect(await bench.deltafi('plugin', 'uninstall', SAMPLE)).toMatchObject({ code: 0 });
    expect(await bench.containers()).toEqual([]);
    await eventuallyTrue(async () => (await bench.networks()).length === 0);
    expect(await bench.stored()).toBe('{}');
    expect(await bench.list()).toEqual([]);
  });

  it('deltafi stop ends the engine that the first command started', async () => {
    expect((await bench.engine()).mode).toBe('borrowed');
    expect((await bench.deltafi('stop')).code).toBe(0);
    expect(isDirectoryLocked(`${bench.directory}/engine.lock`)).toBe(false);
    await expect(bench.engine()).rejects.toThrow('No engine runs');
  });
});

/** Notes when Docker calls a container of the directory healthy, and when our event stream says INSTALLED. */
async function watchInstall({ docker, client, id }: ProductBench): Promise<() => Promise<typeof moments>> {
  const healthy = Promise.withResolvers<number>();
  const installed = Promise.withResolvers<number>();
  const filters = { event: ['health_status: healthy'], label: [`io.deltadock.directory=${await id()}`] };
  const events = (await docker.getEvents({ filters: JSON.stringify(filters) })) as NodeJS.ReadableStream & {
    destroy(): void;
  };
  events.once('data', () => healthy.resolve(performance.now()));
  const isInstalled = (plugin: PluginView): boolean => plugin.installState === 'INSTALLED';
  const watching = (await client()).subscribe((event) => {
    if (event.type === 'plugin.changed' && isInstalled(event.plugin)) installed.resolve(performance.now());
  }, installed.reject);
  return async () => {
    const seen = { healthy: await healthy.promise, installed: await installed.promise };
    watching.dispose();
    events.destroy();
    return seen;
  };
}

/** What dockerode leaves untyped is compared as it is. */
function hardening(container: Docker.ContainerInspectInfo | undefined): Readonly<Record<string, unknown>> {
  const host: Readonly<Record<string, unknown>> = { ...container?.HostConfig };
  return {
    init: host['Init'],
    privileged: host['Privileged'],
    securityOptions: host['SecurityOpt'],
    addedCapabilities: host['CapAdd'] ?? [],
    memory: host['Memory'],
    memoryAndSwap: host['MemorySwap'],
    pids: host['PidsLimit'],
    restart: container?.HostConfig.RestartPolicy?.Name,
    publishedPorts: host['PortBindings'] ?? {},
    publishesAll: host['PublishAllPorts'],
    binds: host['Binds'] ?? [],
    mounts: container?.Mounts,
    devices: host['Devices'] ?? [],
    namespaces: { pid: host['PidMode'], network: host['NetworkMode'] },
  };
}
