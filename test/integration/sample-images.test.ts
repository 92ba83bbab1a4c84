import type Docker from 'dockerode';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type CoreDouble, startCoreDouble } from '../support/core-double.ts';
import { dockerClient } from '../support/docker/docker-client.ts';
import { startRegistry } from '../support/docker/registry.ts';
import { ensureSampleImages, type SampleTag, sampleImage } from '../support/docker/sample-images.ts';
import { eventually, eventuallyTrue } from '../support/eventually.ts';
import { type QueueDouble, startQueueDouble } from '../support/queue-double.ts';

const ACTION = 'org.deltadock.sample.UpperCaseTransform';
const HEARTBEATS = 'org.deltafi.action-queue.heartbeat';
const TEST_LABEL = 'deltadock.test.sample-images';
const PASSWORD = 'queue secret';

let docker: Docker;
let gateway: string;
let core: CoreDouble;
let queue: QueueDouble;

beforeAll(async () => {
  docker = dockerClient();
  await ensureSampleImages(docker);
  const bridge = (await docker.getNetwork('bridge').inspect()) as {
    IPAM: { Config: { Gateway: string }[] };
  };
  gateway = bridge.IPAM.Config[0]?.Gateway ?? '';
});

beforeEach(async () => {
  core = await startCoreDouble(gateway);
  queue = await startQueueDouble({ host: gateway, password: PASSWORD });
});

afterEach(async () => {
  await removeContainers();
  await core.dispose();
  await queue.close();
});

afterAll(removeContainers);

async function removeContainers(): Promise<void> {
  const left = await docker.listContainers({ all: true, filters: { label: [TEST_LABEL] } });
  await Promise.all(left.map(({ Id }) => docker.getContainer(Id).remove({ force: true, v: true })));
}

/** As DeltaFi's core creates a plugin, with its health check, and hardened as DeltaDock does. */
async function run(tag: SampleTag, options: { readonly init?: boolean } = {}): Promise<Docker.Container> {
  const container = await docker.createContainer({
    Image: sampleImage(tag),
    Labels: { 'deltadock.test': '1', [TEST_LABEL]: '1' },
    Env: [
      `CORE_URL=http://host.docker.internal:${core.port}/c/token-1`,
      `VALKEY_URL=http://host.docker.internal:${queue.port}`,
      `VALKEY_PASSWORD=${PASSWORD}`,
      `IMAGE=${sampleImage(tag)}`,
      'APP_NAME=sample-plugin',
    ],
    Healthcheck: {
      Test: ['CMD-SHELL', 'cat /tmp/running'],
      Interval: 1e9,
      Timeout: 1e9,
      Retries: 3,
    },
    HostConfig: {
      Init: options.init ?? true,
      ExtraHosts: ['host.docker.internal:host-gateway'],
      Memory: 2 * 1024 ** 3,
      PidsLimit: 1024,
      SecurityOpt: ['no-new-privileges'],
    },
  });
  await container.start();
  return container;
}

async function reaches(container: Docker.Container, health: 'healthy' | 'unhealthy'): Promise<void> {
  await eventually(
    async () => {
      const { State } = await container.inspect();
      expect(State.Health?.Status).toBe(health);
    },
    { within: 30_000, every: 100 },
  );
}

async function endOf(container: Docker.Container): Promise<number> {
  const { StatusCode } = (await container.wait()) as { StatusCode: number };
  return StatusCode;
}

async function logOf(container: Docker.Container): Promise<string> {
  return (await container.logs({ stdout: true, stderr: true, follow: false })).toString();
}

const within = { within: 30_000 };

describe('the sample images', () => {
  it('are not made a second time', async () => {
    const images = await ensureSampleImages(docker);
    expect(images).toHaveLength(11);
    expect(images.filter(({ made }) => made)).toEqual([]);
  });

  it('are made again when a tag is something else meanwhile, and only that one', async () => {
    const before = await ensureSampleImages(docker);
    await docker.getImage(sampleImage('slow')).tag({ repo: 'deltadock/sample-plugin', tag: 'noisy' });
    const after = await ensureSampleImages(docker);
    expect(after.filter(({ made }) => made).map(({ name }) => name)).toEqual([sampleImage('noisy')]);
    expect(after.map(({ id }) => id)).toEqual(before.map(({ id }) => id));
  });

  it('share all their layers and say what they are', async () => {
    const images = await ensureSampleImages(docker);
    const inspected = await Promise.all(images.map(({ name }) => docker.getImage(name).inspect()));
    const layers = new Set(inspected.map(({ RootFS }) => RootFS.Layers?.join(' ')));
    expect(layers.size).toBe(1);
    expect(new Set(images.map(({ id }) => id)).size).toBe(11);
    for (const { Config } of inspected) {
      expect(Config.Labels).toMatchObject({
        'deltadock.sample': '1',
        'org.opencontainers.image.title': 'DeltaDock sample plugin',
      });
    }
  });

  it('can be pushed to a registry with a password, and pulled only with it', async () => {
    const credentials = { username: 'someone', password: 'pässword of the test' };
    const registry = await startRegistry({ credentials });
    try {
      const { reference, digest } = await registry.push(docker, sampleImage('1.1.0'));
      expect(reference).toBe(`${registry.address}/deltadock/sample-plugin:1.1.0`);
      const { Descriptor } = await docker
        .getImage(reference)
        .distribution({ authconfig: { ...credentials, serveraddress: registry.address } });
      expect(Descriptor.digest).toBe(digest);
      await expect(docker.pull(reference)).rejects.toThrow('no basic auth credentials');
    } finally {
      await registry.dispose();
    }
  });
});

describe('a container of a sample image', () => {
  it('1.0.0: registers, becomes healthy, is seen at the queue', async () => {
    const container = await run('1.0.0');
    await reaches(container, 'healthy');
    await eventuallyTrue(() => queue.hash(HEARTBEATS).has(ACTION), within);
    expect(queue.waiting(ACTION)).toBe(1);
    expect(core.requests.map(({ path }) => path)).toEqual(['/c/token-1/plugins']);
    expect(JSON.parse(core.requests[0]?.body ?? '')).toMatchObject({
      pluginCoordinates: { version: '1.0.0' },
      image: 'deltadock/sample-plugin:1.0.0',
    });
  });

  it('1.1.0: is the same plugin in another version', async () => {
    const container = await run('1.1.0');
    await reaches(container, 'healthy');
    expect(JSON.parse(core.requests[0]?.body ?? '')).toMatchObject({
      pluginCoordinates: { artifactId: 'sample-plugin', version: '1.1.0' },
      image: 'deltadock/sample-plugin:1.1.0',
    });
  });

  it.each([true, false])('stops at once with exit code 0 (init process: %s)', async (init) => {
    const container = await run('1.0.0', { init });
    await reaches(container, 'healthy');
    const asked = performance.now();
    await container.stop({ t: 10 });
    expect(performance.now() - asked).toBeLessThan(3_000);
    expect((await container.inspect()).State.ExitCode).toBe(0);
  });

  it('slow: is healthy before it has registered', async () => {
    const container = await run('slow');
    await reaches(container, 'healthy');
    expect(core.requests).toEqual([]);
    expect(await logOf(container)).toContain('taking 75000 ms before registering');
  });

  it('exits-at-once: ends with 3 and a stack trace', async () => {
    const container = await run('exits-at-once');
    expect(await endOf(container)).toBe(3);
    expect(await logOf(container)).toContain('Required setting SAMPLE_DATABASE_URL is not set');
  });

  it('exits-after-registering: ends with 4', async () => {
    const container = await run('exits-after-registering');
    expect(await endOf(container)).toBe(4);
    expect(core.requests).toHaveLength(1);
  });

  it.each(['wrong-coordinates', 'refused'] as const)('%s: refused, it lives on and is never healthy', async (tag) => {
    core.answerWith(400, 'refused by the test');
    const container = await run(tag);
    await reaches(container, 'unhealthy');
    expect((await container.inspect()).State.Running).toBe(true);
    expect(queue.waiting(tag === 'refused' ? ACTION.padEnd(300, 'e') : ACTION)).toBe(1);
    expect(await logOf(container)).toContain('refused by the test');
  });

  it('never-registers: runs and is never healthy', async () => {
    const container = await run('never-registers');
    await reaches(container, 'unhealthy');
    expect(core.requests).toEqual([]);
  });

  it('unhealthy: registers and is never healthy', async () => {
    const container = await run('unhealthy');
    await reaches(container, 'unhealthy');
    expect(core.requests).toHaveLength(1);
    expect(queue.hash(HEARTBEATS).has(ACTION)).toBe(true);
  });

  it('noisy: floods its log and ends with 134', async () => {
    const container = await run('noisy');
    expect(await endOf(container)).toBe(134);
    const log = await logOf(container);
    expect(log.match(/line \d+ of 20000/g)).toHaveLength(20_000);
  });

  it('no-heartbeat: is healthy and never seen at the queue', async () => {
    const container = await run('no-heartbeat');
    await reaches(container, 'healthy');
    expect(core.requests).toHaveLength(1);
    expect(queue.commands).toEqual([]);
  });
});
