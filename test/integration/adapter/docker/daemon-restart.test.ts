import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ContainerEvent } from '../../../../electron/engine/port/container-runtime.ts';
import type { DockerFacts } from '../../../../shared/model/docker.ts';
import type { PullProgress } from '../../../../shared/model/progress.ts';
import { privateDaemonFromEnvironment, type PrivateDaemon } from '../../../support/docker/private-daemon.ts';
import { startRegistry } from '../../../support/docker/registry.ts';
import { eventually, eventuallyTrue } from '../../../support/eventually.ts';
import { type Bench, createBench, pullOptions, refusal } from './bench.ts';
import { startSlowProxy } from './slow-proxy.ts';
import { loadTinyImages } from './tiny-images.ts';

const idle = 'deltadock-test/idle:1';
const large = 'deltadock-test/interrupted:1';

describe('a real engine that goes and comes back', () => {
  let bench: Bench;
  let daemon: PrivateDaemon;
  beforeAll(async () => {
    daemon = await privateDaemonFromEnvironment();
    bench = await createBench();
    await loadTinyImages(bench.docker, [
      { name: idle, script: 'cat /proc/1/cmdline > /tmp/running; while true; do sleep 1; done' },
    ]);
    await bench.runtime.ensureNetwork(bench.spec('').network);
  });
  afterAll(async () => {
    if ((await bench.runtime.probe()).state !== 'up') await daemon.resume();
    await bench.dispose();
  });

  it('is watched: events of our containers only, in the port’s words', async () => {
    const events: ContainerEvent[] = [];
    const images: string[] = [];
    const connections: DockerFacts[] = [];
    const watching = bench.runtime.watch({
      onContainer: (event) => events.push(event),
      onImage: ({ action }) => images.push(action),
      onConnection: (facts) => connections.push(facts),
    });
    await eventuallyTrue(() => connections.length > 0);
    expect(connections).toMatchObject([{ state: 'up', source: 'DOCKER_HOST', platform: 'linux/amd64' }]);
    const foreign = await bench.docker.createContainer({ Image: idle, Labels: { 'deltadock.test': '1' } });
    await foreign.remove();
    const id = await bench.runtime.createContainer(bench.spec(idle));
    await bench.runtime.startContainer(id);
    await eventuallyTrue(() => events.some(({ action }) => action === 'health_status'), { within: 15_000 });
    await bench.runtime.stopContainer(id, 1);
    await bench.runtime.removeContainer(id);
    await eventuallyTrue(() => events.some(({ action }) => action === 'destroy'));
    const actions = events.map(({ action }) => action);
    expect(actions.slice(0, 3)).toEqual(['create', 'start', 'health_status']);
    expect(actions).toEqual(expect.arrayContaining(['kill', 'die', 'stop', 'destroy']));
    expect(actions.filter((action) => action.startsWith('exec'))).toEqual([]);
    expect(new Set(events.map(({ containerId }) => containerId))).toEqual(new Set([id]));
    expect(events[0]?.labels).toMatchObject({
      'io.deltadock.directory': bench.directoryId,
      'io.deltadock.plugin': 'p1',
      'io.deltadock.deploy': 'd1',
    });
    await bench.docker.getImage(idle).tag({ repo: 'deltadock-test/tagged', tag: '1' });
    await bench.docker.getImage('deltadock-test/tagged:1').remove();
    await eventuallyTrue(() => images.includes('tag') && images.includes('untag'));
    watching.dispose();
    const count = events.length;
    const late = await bench.runtime.createContainer(bench.spec(idle));
    await bench.runtime.removeContainer(late);
    expect(events).toHaveLength(count);
  });

  it('is reported down at once, calls fail quickly, and comes back by itself', async () => {
    const events: string[] = [];
    const states: string[] = [];
    const watching = bench.runtime.watch({
      onContainer: ({ action }) => events.push(action),
      onConnection: ({ state, error }) => states.push(error === undefined ? state : `${state} ${error.code}`),
    });
    await eventuallyTrue(() => states.length === 1);
    await daemon.halt();
    await eventuallyTrue(() => states.length === 2);
    const begun = performance.now();
    for (const call of [bench.runtime.listContainers(), bench.runtime.platform(), bench.runtime.inspectImage(idle)]) {
      expect(await refusal(call)).toMatchObject({ code: 'DOCKER_UNREACHABLE' });
    }
    expect(performance.now() - begun).toBeLessThan(1_000);
    expect(bench.runtime.facts()).toMatchObject({ state: 'down', error: { code: 'DOCKER_UNREACHABLE' } });
    expect(bench.runtime.searched()).toMatchObject([{ source: 'DOCKER_HOST', outcome: 'failed' }]);
    await daemon.resume();
    await eventually(() => expect(states).toEqual(['up', 'down DOCKER_UNREACHABLE', 'up']), { within: 5_000 });
    expect(bench.runtime.facts()).toMatchObject({ state: 'up' });
    const id = await bench.runtime.createContainer(bench.spec(idle));
    await eventuallyTrue(() => events.includes('create'));
    await bench.runtime.removeContainer(id);
    watching.dispose();
  });

  it('that ends in the middle of a pull ends the pull, and the next one is whole', async () => {
    const registry = await startRegistry();
    const [id] = await loadTinyImages(bench.docker, [{ name: large, script: 'sleep 1', filler: 24_000_000 }]);
    await registry.push(bench.docker, large);
    await bench.docker.getImage(large).remove({ force: true });
    const proxy = await startSlowProxy(registry.address, 3_000_000);
    const reference = `${proxy.address}/${large}`;
    try {
      let current = 0;
      const onProgress = (progress: PullProgress): void => {
        current = progress.current;
      };
      const pulling = refusal(bench.runtime.ensureImage(reference, pullOptions({ onProgress })));
      await eventuallyTrue(() => current > 0);
      await daemon.halt();
      const error = await pulling;
      expect(`${error.code}: ${error.message}`).toMatch(/^PULL_INTERRUPTED/);
      proxy.open();
      await daemon.resume();
      expect(await bench.runtime.ensureImage(reference, pullOptions())).toMatchObject({ id });
      await bench.docker.getImage(reference).remove({ force: true });
    } finally {
      await proxy.dispose();
      await registry.dispose();
    }
  });
});
