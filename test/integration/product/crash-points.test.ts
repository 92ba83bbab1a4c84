import { join } from 'node:path';
import type Docker from 'dockerode';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { CRASH_POINTS, crashInstall } from '../../support/crash/crash-install.ts';
import { dockerClient } from '../../support/docker/docker-client.ts';
import { type PushedPlugin, pushedPlugin } from '../../support/docker/pushed-plugin.ts';
import { sampleImage } from '../../support/docker/sample-images.ts';
import { createProductBench, type ProductBench, SAMPLE } from '../../support/product/product-bench.ts';
import { type ServedEngine, serveEngine } from '../../support/served-engine.ts';
import { repositoryRoot } from '../../support/repository.ts';

describe('kill -9 of the engine, and a restart', () => {
  let docker: Docker;
  let plugin: PushedPlugin;
  beforeAll(async () => {
    docker = dockerClient();
    plugin = await pushedPlugin(docker);
  });
  afterAll(() => plugin.dispose());

  it.each(CRASH_POINTS)('at %s: it ends as wished, with one container or none', async (point) => {
    const { problems, finalState, finalContainers } = await crashInstall(docker, plugin.reference, plugin.name, point);
    expect(problems).toEqual([]);
    const isRemoval = point.startsWith('uninstall.');
    expect([finalState, finalContainers]).toEqual(isRemoval ? ['gone', []] : ['INSTALLED', ['running']]);
  });
});

describe('with a protection taken away, the same is lost', () => {
  const IMAGE = sampleImage('1.0.0');
  let bench: ProductBench;
  let engines: ServedEngine[];
  beforeEach(async () => {
    bench = await createProductBench();
    engines = [];
  });
  afterEach(async () => {
    for (const engine of engines) await engine.kill();
    await bench.dispose();
  });

  async function serve(program: string, argument: string): Promise<ServedEngine> {
    const path = join(repositoryRoot, 'test/support', program);
    const engine = await serveEngine({ dataDirectory: bench.directory, program: [path, bench.directory, argument] });
    engines.push(engine);
    return engine;
  }

  /** Asks for the install; the kill may cut off the answer. */
  const install = (engine: ServedEngine): Promise<unknown> =>
    engine.client.call('plugin.install', { image: IMAGE }).catch(() => undefined);

  it('recovery at the start: the install stays where the kill left it, until an engine with it takes over', async () => {
    const doomed = await serve('crash/crash-host.ts', 'install.started');
    await install(doomed);
    expect(await doomed.ended).toMatchObject({ signal: 'SIGKILL' });
    const blind = await serve('product/unprotected-host.ts', 'recovery');
    await expect(blind.settled(SAMPLE, ['INSTALLED', 'FAILED'], 5_000)).rejects.toThrow('INSTALLING');
    await blind.kill();
    await bench.becomes('INSTALLED');
    expect(await bench.containers()).toMatchObject([{ State: { Running: true } }]);
  });

  it('durability of the state: the plugin is forgotten, and its container is left without an owner', async () => {
    const forgetful = await serve('product/unprotected-host.ts', 'durability');
    await install(forgetful);
    await forgetful.settled(SAMPLE, ['INSTALLED']);
    await forgetful.kill();
    expect(await bench.list()).toEqual([]);
    expect(await bench.containers()).toHaveLength(1);
  });
});
