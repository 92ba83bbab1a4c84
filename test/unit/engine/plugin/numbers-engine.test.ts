import { describe, expect, it } from 'vitest';
import { AppError } from '../../../../shared/errors.ts';
import { createBenchEngine, registrationOf } from '../../../support/fakes/bench-engine.ts';
import { fakeImage } from '../../../support/fakes/fake-runtime.ts';
import { settled } from '../../../support/fakes/manual-clock.ts';
import { becomeReady, install, installed, NEW, OLD, running } from '../../../support/lifecycle/bench-steps.ts';

/** Tests by the numbers of `deltafi/lifecycle.md` §8 that belong to installs, upgrades and commands. */

describe('installs and upgrades', () => {
  it('A1: another image during INSTALLING ends INSTALLED with that image', async () => {
    const bench = await createBenchEngine();
    await install(bench, OLD);
    expect((await bench.plugin('tool'))?.installState).toBe('INSTALLING');
    await install(bench, NEW);
    await becomeReady(bench);
    expect(await bench.plugin('tool')).toMatchObject({ installState: 'INSTALLED', imageId: 'sha256:two' });
    expect(running(bench).map(({ imageId }) => imageId)).toEqual(['sha256:two']);
  });

  it('A2: another registry and tag before the first registration leave one record under the right key', async () => {
    const bench = await createBenchEngine();
    bench.runtime.images.set('reg.example:5000/acme/tool:3', fakeImage('sha256:three'));
    await install(bench, OLD);
    await install(bench, 'reg.example:5000/acme/tool:3');
    await becomeReady(bench);
    const plugins = await bench.engine.handlers['plugin.list']({});
    expect(plugins.map(({ name, image, coordinates }) => [name, image, coordinates?.artifactId])).toEqual([
      ['tool', 'reg.example:5000/acme/tool:3', 'tool'],
    ]);
  });

  it('A3: an upgrade is never called INSTALLED with the wished image before that one has registered', async () => {
    const bench = await installed();
    const seen: string[] = [];
    const watching = bench.engine.subscribe((event) => {
      if (event.type === 'plugin.changed') seen.push(`${event.plugin.installState} ${event.plugin.image ?? ''}`);
    });
    await install(bench, NEW);
    const early = [...seen];
    await becomeReady(bench);
    watching.dispose();
    expect(early).not.toContain(`INSTALLED ${NEW}`);
    expect(seen.at(-1)).toBe(`INSTALLED ${NEW}`);
  });

  it('A5: a hanging pull holds up no other plugin', async () => {
    const bench = await createBenchEngine();
    const { ensureImage } = bench.runtime;
    bench.runtime.override({
      ensureImage: (reference, options) =>
        reference === OLD ? new Promise(() => undefined) : ensureImage(reference, options),
    });
    await install(bench, OLD);
    await install(bench, 'acme/other:1.0.0');
    await becomeReady(bench, 'other');
    expect((await bench.plugin('tool'))?.installState).toBe('PENDING');
    expect((await bench.plugin('other'))?.installState).toBe('INSTALLED');
  });

  it('A12: three wishes at once end with the last image and one container, also when Docker is slow', async () => {
    const bench = await installed();
    bench.runtime.images.set('acme/tool:3.0.0', fakeImage('sha256:three'));
    const { createContainer } = bench.runtime;
    bench.runtime.override({
      async createContainer(spec) {
        await new Promise<void>((resolve) => void bench.clock.after(80, resolve));
        return createContainer(spec);
      },
    });
    for (const image of [NEW, OLD, 'acme/tool:3.0.0']) {
      await bench.engine.handlers['plugin.install']({ image });
      await bench.clock.advance(30);
    }
    await bench.clock.advance(1000);
    await becomeReady(bench);
    await bench.clock.advance(11_000);
    expect(await bench.plugin('tool')).toMatchObject({ installState: 'INSTALLED', imageId: 'sha256:three' });
    expect([...bench.runtime.containers.values()].map(({ imageId }) => imageId)).toEqual(['sha256:three']);
  });

  it('A17: the same plugin of a second registry is an upgrade of the one there is', async () => {
    const bench = await createBenchEngine();
    bench.runtime.images.set('r1.example/acme/tool:1', fakeImage('sha256:r1'));
    bench.runtime.images.set('r2.example/acme/tool:1', fakeImage('sha256:r2'));
    await install(bench, 'r1.example/acme/tool:1');
    await becomeReady(bench);
    await install(bench, 'r2.example/acme/tool:1');
    await becomeReady(bench);
    const plugins = await bench.engine.handlers['plugin.list']({});
    expect(plugins).toMatchObject([{ image: 'r2.example/acme/tool:1', lastOperation: { kind: 'upgrade' } }]);
    expect(plugins).toHaveLength(1);
  });

  it('A22: containers that were removed while the engine was away come back', async () => {
    const bench = await installed();
    await bench.engine.stop({ leavePlugins: false });
    bench.runtime.containers.clear();
    const after = await bench.restarted();
    await settled();
    await becomeReady(after);
    expect(await after.plugin('tool')).toMatchObject({ installState: 'INSTALLED' });
    expect(running(after)).toHaveLength(1);
  });

  it('A23: the environment of a container is complete', async () => {
    const bench = await installed();
    expect(Object.keys(bench.environment()).toSorted()).toEqual([
      ...['APP_NAME', 'CORE_URL', 'IMAGE', 'MINIO_ACCESSKEY', 'MINIO_PARTSIZE', 'MINIO_SECRETKEY', 'MINIO_URL'],
      ...['REDIS_PASSWORD', 'REDIS_URL', 'SSL_PROTOCOL', 'STORAGE_BUCKET_NAME', 'VALKEY_PASSWORD', 'VALKEY_URL'],
    ]);
  });

  it('A21: a new deploy has the environment of now, with keys of its own', async () => {
    const bench = await installed();
    const before = bench.environment();
    await bench.engine.handlers['plugin.restart']({ plugin: 'tool', recreate: true });
    await settled();
    const after = bench.environment();
    expect(after['CORE_URL']).not.toBe(before['CORE_URL']);
    expect(after['VALKEY_PASSWORD']).not.toBe(before['VALKEY_PASSWORD']);
    expect({
      ...after,
      CORE_URL: '',
      VALKEY_PASSWORD: '',
      REDIS_PASSWORD: '',
      MINIO_ACCESSKEY: '',
      MINIO_SECRETKEY: '',
    }).toEqual({
      ...before,
      CORE_URL: '',
      VALKEY_PASSWORD: '',
      REDIS_PASSWORD: '',
      MINIO_ACCESSKEY: '',
      MINIO_SECRETKEY: '',
    });
  });

  it('B1: another image during the wait for health is deployed at once', async () => {
    const bench = await createBenchEngine();
    await install(bench, OLD);
    await bench.register(registrationOf('tool'));
    await settled();
    expect(await bench.plugin('tool')).toMatchObject({ installState: 'INSTALLING', step: 'healthy' });
    const before = bench.clock.now();
    await install(bench, NEW);
    expect(running(bench).map(({ imageId }) => imageId)).toEqual(['sha256:two']);
    expect(bench.clock.now()).toBe(before);
  });

  it('B2: a next version that registers and is never healthy is FAILED with the way back', async () => {
    const bench = await installed();
    await install(bench, NEW);
    await bench.register(registrationOf('tool'));
    await bench.clock.advance(181_000);
    expect(await bench.plugin('tool')).toMatchObject({
      status: 'FAILED (rollback available)',
      failure: { code: 'HEALTH_TIMEOUT' },
      rollbackTo: { image: OLD },
    });
  });

  it('B9: an artifactId that is not the name of the image makes one record, through upgrade, rollback and removal', async () => {
    const bench = await createBenchEngine();
    const document = registrationOf('quite-another');
    const ready = async (): Promise<void> => {
      await bench.register(document);
      bench.runtime.set(running(bench)[0]?.id ?? '', { health: 'healthy' });
      await settled();
    };
    await install(bench, OLD);
    await ready();
    await install(bench, NEW);
    await ready();
    bench.runtime.images.set('acme/tool:bad', fakeImage('sha256:bad'));
    await install(bench, 'acme/tool:bad');
    bench.runtime.set(running(bench)[0]?.id ?? '', { status: 'exited', exitCode: 1 }, 'die');
    await settled();
    await bench.engine.handlers['plugin.rollback']({ plugin: 'org.acme:quite-another' });
    await settled();
    await ready();
    expect(await bench.engine.handlers['plugin.list']({})).toMatchObject([
      { name: 'tool', installState: 'INSTALLED', imageId: 'sha256:two', coordinates: { artifactId: 'quite-another' } },
    ]);
    await bench.engine.handlers['plugin.uninstall']({ plugin: 'quite-another' });
    await settled();
    expect(await bench.engine.handlers['plugin.list']({})).toEqual([]);
    expect(bench.runtime.containers.size).toBe(0);
  });

  it('B13: a failed pull of an upgrade leaves the old version serving', async () => {
    const bench = await installed();
    bench.runtime.override({ ensureImage: () => Promise.reject(new AppError('IMAGE_NOT_FOUND', 'There is none.')) });
    await install(bench, NEW);
    expect(await bench.plugin('tool')).toMatchObject({
      installState: 'INSTALLED',
      image: OLD,
      canRollback: false,
      lastOperation: { outcome: 'failed', code: 'IMAGE_NOT_FOUND' },
    });
    expect(running(bench)).toHaveLength(1);
  });

  it('B31: the same image again says that it is installed, and touches nothing', async () => {
    const bench = await installed();
    const before = [...bench.runtime.calls];
    expect(await bench.engine.handlers['plugin.install']({ image: OLD })).toMatchObject({ outcome: 'installed' });
    await settled();
    expect(bench.runtime.calls).toEqual(before);
  });

  it('B33: two deploys of one container never run, while the key changes from placeholder to real', async () => {
    const bench = await createBenchEngine();
    await install(bench, OLD);
    await Promise.all([
      bench.register(registrationOf('quite-another')),
      bench.engine.handlers['plugin.install']({ image: OLD }),
    ]);
    await settled();
    expect(bench.runtime.calls.filter((call) => call.startsWith('create'))).toEqual(['create c1']);
    expect(await bench.engine.handlers['plugin.list']({})).toHaveLength(1);
  });
});

describe('commands', () => {
  it('A33: a forced uninstall works and names the blockers that it ignored', async () => {
    const bench = await installed();
    await install(bench, 'acme/other:1.0.0');
    const dependencies = [{ groupId: 'org.acme', artifactId: 'tool', version: '1.0.0' }];
    await becomeReady(bench, 'other', { dependencies });
    const { ignored } = await bench.engine.handlers['plugin.uninstall']({ plugin: 'tool', force: true });
    expect(ignored).toEqual([expect.stringContaining('other')]);
    await settled();
    expect(await bench.plugin('tool')).toBeUndefined();
  });

  it('A35: an uninstall whose container is gone already succeeds', async () => {
    const bench = await installed();
    bench.runtime.containers.clear();
    await bench.engine.handlers['plugin.uninstall']({ plugin: 'tool' });
    await settled();
    expect(await bench.plugin('tool')).toBeUndefined();
  });

  it('B8: a removal ends with the container gone, whatever Docker shows of it', async () => {
    for (const status of ['restarting', 'exited', 'paused', 'created', 'dead'] as const) {
      const bench = await installed();
      for (const [id, container] of bench.runtime.containers)
        bench.runtime.containers.set(id, { ...container, status });
      await bench.engine.handlers['plugin.uninstall']({ plugin: 'tool' });
      await settled();
      expect([...bench.runtime.containers.keys()], status).toEqual([]);
      expect(await bench.plugin('tool'), status).toBeUndefined();
      expect(await bench.register(registrationOf('tool'))).toMatchObject({ accepted: false });
    }
  });

  it('B11: an uninstall in the middle of an upgrade leaves nothing, and honours blockers', async () => {
    const bench = await installed();
    await install(bench, 'acme/other:1.0.0');
    const dependencies = [{ groupId: 'org.acme', artifactId: 'tool', version: '1.0.0' }];
    await becomeReady(bench, 'other', { dependencies });
    await install(bench, NEW);
    expect((await bench.plugin('tool'))?.installState).toBe('INSTALLING');
    await expect(bench.engine.handlers['plugin.uninstall']({ plugin: 'tool' })).rejects.toMatchObject({
      code: 'UNINSTALL_BLOCKED',
    });
    await bench.engine.handlers['plugin.uninstall']({ plugin: 'tool', force: true });
    await settled();
    expect([...bench.runtime.containers.values()].map(({ labels }) => labels['app'])).toEqual(['other']);
    expect(Object.values(bench.state.read().plugins).map(({ name }) => name)).toEqual(['other']);
  });

  it('B12: built-ins cannot be uninstalled or disabled', async () => {
    const bench = await createBenchEngine();
    for (const plugin of ['system-plugin', 'deltafi-core-actions', 'org.deltafi:system-plugin:2.45.1']) {
      await expect(bench.engine.handlers['plugin.uninstall']({ plugin, force: true })).rejects.toMatchObject({
        code: 'PLUGIN_BUILT_IN',
      });
      await expect(bench.engine.handlers['plugin.disable']({ plugin })).rejects.toMatchObject({
        code: expect.stringMatching(/PLUGIN_BUILT_IN|PLUGIN_NOT_FOUND/) as string,
      });
    }
  });

  it('B26: enabling what is being removed is refused', async () => {
    const bench = await installed();
    await bench.engine.handlers['plugin.disable']({ plugin: 'tool' });
    bench.runtime.goDown();
    await bench.engine.handlers['plugin.uninstall']({ plugin: 'tool' });
    await expect(bench.engine.handlers['plugin.enable']({ plugin: 'tool' })).rejects.toMatchObject({
      code: 'PLUGIN_REMOVING',
    });
  });

  it('B7: a disabled plugin that somebody starts by hand is stopped again', async () => {
    const bench = await installed();
    await bench.engine.handlers['plugin.disable']({ plugin: 'tool' });
    await settled();
    bench.runtime.set('c1', { status: 'running', startedAt: 'by hand' }, 'start');
    await settled();
    expect(running(bench)).toEqual([]);
  });

  it('B3: a restart that is cut short between stop and start does not fail the plugin', async () => {
    const bench = await installed();
    bench.runtime.override({ stopContainer: () => new Promise(() => undefined) });
    await bench.engine.handlers['plugin.restart']({ plugin: 'tool' });
    await settled();
    bench.runtime.override({
      async stopContainer(id) {
        const container = bench.runtime.containers.get(id);
        if (container?.status === 'running') bench.runtime.set(id, { status: 'exited', exitCode: 0 }, 'die');
      },
    });
    const after = await bench.restarted();
    await settled();
    await becomeReady(after);
    expect(await after.plugin('tool')).toMatchObject({ installState: 'INSTALLED' });
  });

  it('B5: enabling while it still stops waits for that stop, and does not fail the plugin', async () => {
    const bench = await installed();
    const { stopContainer } = bench.runtime;
    const { promise: stopped, resolve: finishStop } = Promise.withResolvers<void>();
    let stops = 0;
    bench.runtime.override({
      async stopContainer(id, grace) {
        stops += 1;
        // Docker's own second stop of a container that is stopping has nothing to do.
        if (stops > 1) return;
        await stopped;
        await stopContainer(id, grace);
        bench.runtime.set(id, {}, 'die');
      },
    });
    await bench.engine.handlers['plugin.disable']({ plugin: 'tool' });
    await settled();
    await bench.engine.handlers['plugin.enable']({ plugin: 'tool' });
    await settled();
    finishStop();
    await settled();
    await becomeReady(bench);
    expect(await bench.plugin('tool')).toMatchObject({ installState: 'INSTALLED', disabled: false });
    expect(running(bench)).toHaveLength(1);
  });
});
