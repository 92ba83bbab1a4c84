import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { PluginView } from '../../../shared/model/plugin.ts';
import { dockerClient } from '../../support/docker/docker-client.ts';
import { type PrivateDaemon, privateDaemonFromEnvironment } from '../../support/docker/private-daemon.ts';
import { type PushedPlugin, pushedPlugin } from '../../support/docker/pushed-plugin.ts';
import { sampleImage } from '../../support/docker/sample-images.ts';
import { eventually } from '../../support/eventually.ts';
import { createProductBench, killHard, type ProductBench, SAMPLE } from '../../support/product/product-bench.ts';
import { startSlowProxy } from '../adapter/docker/slow-proxy.ts';

const IMAGE = sampleImage('1.0.0');
/** Milliseconds in which everything must be right again by itself. */
const RECOVERED_WITHIN = 30_000;

let daemon: PrivateDaemon;
let bench: ProductBench;
beforeAll(async () => {
  daemon = await privateDaemonFromEnvironment();
});
beforeEach(async () => {
  bench = await createProductBench();
});
afterEach(async () => {
  await daemonRuns();
  await bench.dispose();
});

/** The list as soon as it says that it is only last known. */
function lastKnown(): Promise<PluginView> {
  return eventually(
    async () => {
      const plugin = await bench.shown();
      expect(plugin.fresh).toBe(false);
      return plugin;
    },
    { within: 10_000, every: 50 },
  );
}

/** Every state that the plugin is seen in from now on, until told to end. */
async function watchStates(): Promise<{ seen: readonly string[]; dispose(): void }> {
  const seen: string[] = [];
  const watching = (await bench.client()).subscribe(
    (event) => {
      if (event.type === 'plugin.changed') seen.push(event.plugin.installState);
    },
    () => undefined,
  );
  return { seen, dispose: () => watching.dispose() };
}

describe('Docker going away', () => {
  it('while a plugin is INSTALLED: shown as last known, nothing fails, and installed again by itself', async () => {
    await bench.deltafi('plugin', 'install', IMAGE, '--wait');
    const [before] = await bench.containers();
    const states = await watchStates();
    await daemon.halt();
    expect(await lastKnown()).toMatchObject({ installState: 'INSTALLED', container: { id: before?.Id } });
    const status = await bench.deltafi('status');
    expect(status).toMatchObject({ code: 0, stderr: '' });
    expect(status.stdout).toMatch(/\nDocker .*\(DOCKER_UNREACHABLE\)/);
    expect(status.stdout).toMatch(/\nPlugins .*\(last known\)\n/);
    expect((await bench.deltafi('plugin', 'list')).stdout).toContain('last known');
    const doctor = await bench.deltafi('doctor');
    expect(doctor.code).toBe(1);
    expect(doctor.stdout).toMatch(/\[FAIL\] {3}Docker engine: .*\n {9}Next: Start Docker/);
    expect(doctor.stdout).toContain(`Docker by DOCKER_HOST: ${process.env['DOCKER_HOST'] ?? ''}`);
    await daemon.resume();
    // INSTALLED alone would be the state of before, until the engine has looked at what Docker left.
    await eventually(
      async () =>
        expect(await bench.shown()).toMatchObject({
          installState: 'INSTALLED',
          fresh: true,
          container: { id: before?.Id, status: 'running' },
        }),
      { within: RECOVERED_WITHIN },
    );
    expect(states.seen).not.toContain('FAILED');
    states.dispose();
  });

  it('while an install waits for its registration: goes on when Docker is back', async () => {
    // Healthy at once; how long it takes to register is longer than Docker is away.
    await bench.deltafi('plugin', 'install', sampleImage('never-registers'));
    await eventually(async () => expect(await bench.shown()).toMatchObject({ step: 'register' }), { within: 10_000 });
    const states = await watchStates();
    await daemon.restart();
    // What is shown alone would be the state of before, until the engine has looked at what Docker left.
    await eventually(
      async () => {
        expect(await bench.shown()).toMatchObject({ fresh: true, step: 'register' });
        expect(await bench.containers()).toMatchObject([{ State: { Running: true } }]);
      },
      { within: RECOVERED_WITHIN, every: 50 },
    );
    expect(states.seen).not.toContain('FAILED');
    states.dispose();
  });

  it('crashed and not ended in order: installed again by itself all the same', async () => {
    await bench.deltafi('plugin', 'install', IMAGE, '--wait');
    const states = await watchStates();
    await daemon.halt('SIGKILL');
    await lastKnown();
    await daemon.resume();
    await bench.becomes('INSTALLED', { within: RECOVERED_WITHIN });
    expect(states.seen).not.toContain('FAILED');
    expect(await bench.containers()).toHaveLength(1);
    states.dispose();
  });

  it('before an install was asked for: it stays PENDING, says why, and goes on', async () => {
    await bench.list();
    await daemon.halt();
    const { code, stdout, stderr } = await bench.deltafi('plugin', 'install', IMAGE);
    expect({ code, stdout }).toEqual({ code: 0, stdout: `[ OK ]   ${IMAGE} queued for installation\n` });
    expect(stderr).toContain('goes on when Docker is back');
    const waited = await bench.deltafi('plugin', 'install', IMAGE, '--wait');
    expect(waited.code).toBe(3);
    expect(waited.stderr).toContain('(DOCKER_UNREACHABLE)');
    expect(await bench.shown()).toMatchObject({
      installState: 'PENDING',
      reason: { code: 'DOCKER_UNREACHABLE', release: 'Goes on by itself when Docker is back' },
    });
    await daemon.resume();
    await bench.becomes('INSTALLED', { within: RECOVERED_WITHIN });
  });

  it('before an uninstall was asked for: it stays REMOVING and goes on', async () => {
    await bench.deltafi('plugin', 'install', IMAGE, '--wait');
    await daemon.halt();
    await lastKnown();
    expect(await bench.deltafi('plugin', 'uninstall', SAMPLE)).toMatchObject({ code: 3 });
    expect(await bench.shown()).toMatchObject({ installState: 'REMOVING' });
    await daemon.resume();
    await eventually(async () => expect(await bench.list()).toEqual([]), { within: RECOVERED_WITHIN, every: 50 });
    expect(await bench.containers()).toEqual([]);
  });
});

describe('Docker going away in the middle of a pull', () => {
  let plugin: PushedPlugin;
  beforeAll(async () => {
    plugin = await pushedPlugin(dockerClient());
  });
  afterAll(() => plugin.dispose());

  it('leaves the install PENDING, and the pull is begun anew when Docker is back', async () => {
    const [registry = '', ...path] = plugin.reference.split('/');
    const proxy = await startSlowProxy(registry, 2_000_000);
    try {
      const reference = [proxy.address, ...path].join('/');
      const pulling = bench.deltafi('plugin', 'install', reference, '--wait');
      await eventually(
        async () => expect((await bench.shown(plugin.name)).reason.text).toMatch(/^The image is being pulled/),
        { within: 20_000, every: 50 },
      );
      const states = await watchStates();
      await daemon.halt();
      await eventually(
        async () =>
          expect(await bench.shown(plugin.name)).toMatchObject({
            installState: 'PENDING',
            reason: { release: 'Goes on by itself when Docker is back' },
          }),
        { within: 10_000, every: 50 },
      );
      proxy.open();
      await daemon.resume();
      expect(await pulling).toMatchObject({
        code: 0,
        stdout: `[ OK ]   ${reference} is INSTALLED as ${plugin.name}\n`,
      });
      expect(states.seen).not.toContain('FAILED');
      expect(await bench.containers()).toHaveLength(1);
      states.dispose();
      await bench.deltafi('plugin', 'uninstall', plugin.name);
      await bench.docker.getImage(reference).remove({ force: true });
    } finally {
      await proxy.dispose();
    }
  });
});

describe('the engine going away', () => {
  beforeEach(async () => {
    expect(await bench.deltafi('plugin', 'install', IMAGE, '--wait')).toMatchObject({ code: 0 });
  });

  it('by kill -9: the next one adopts the running container as it is', async () => {
    const [before] = await bench.containers();
    await killHard((await bench.engine()).pid);
    expect(await bench.containers()).toMatchObject([{ State: { Running: true } }]);
    await bench.becomes('INSTALLED', { within: RECOVERED_WITHIN });
    const [after] = await bench.containers();
    expect(after).toMatchObject({ Id: before?.Id, State: { StartedAt: before?.State.StartedAt, Running: true } });
  });

  it('in order: the container is stopped and kept, and the next one starts it again', async () => {
    const [before] = await bench.containers();
    await bench.deltafi('stop');
    expect(await bench.containers()).toMatchObject([{ Id: before?.Id, State: { Running: false } }]);
    await bench.becomes('INSTALLED', { within: RECOVERED_WITHIN });
    const [after] = await bench.containers();
    expect(after).toMatchObject({ Id: before?.Id, State: { Running: true } });
    expect(after?.State.StartedAt).not.toBe(before?.State.StartedAt);
    expect(await bench.deltafi('doctor', SAMPLE)).toMatchObject({ code: 0 });
  });

  it('in order with --leave-plugins: the container is not touched, and adopted by the next one', async () => {
    const [before] = await bench.containers();
    await bench.deltafi('stop', '--leave-plugins');
    await bench.becomes('INSTALLED', { within: RECOVERED_WITHIN });
    const [after] = await bench.containers();
    expect(after?.State.StartedAt).toBe(before?.State.StartedAt);
  });
});

/** Whatever a test left: the next one finds Docker up. */
async function daemonRuns(): Promise<void> {
  const isUp = await bench.docker.ping().then(
    () => true,
    () => false,
  );
  if (!isUp) await daemon.resume();
}
