import { describe, expect, it } from 'vitest';
import { actionOf, createBenchEngine, registrationOf } from '../../../support/fakes/bench-engine.ts';
import { settled } from '../../../support/fakes/manual-clock.ts';

const IMAGE = 'acme/tool:1.0.0';

async function installed(changes: Readonly<Record<string, unknown>> = {}) {
  const bench = await createBenchEngine();
  await bench.engine.handlers['plugin.install']({ image: IMAGE });
  await settled();
  await bench.register(registrationOf('tool', changes));
  bench.runtime.set('c1', { health: 'healthy' }, 'health_status');
  await settled();
  return bench;
}

describe('installing a plugin', () => {
  it('goes PENDING, INSTALLING, INSTALLED by pull, container, registration and health', async () => {
    const bench = await createBenchEngine();
    const { outcome, plugin } = await bench.engine.handlers['plugin.install']({ image: IMAGE });
    expect([outcome, plugin.installState]).toEqual(['queued', 'PENDING']);
    await settled();
    expect(await bench.plugin('tool')).toMatchObject({ installState: 'INSTALLING', step: 'register' });
    expect(await bench.register(registrationOf('tool'))).toEqual({ accepted: true });
    await settled();
    expect(await bench.plugin('tool')).toMatchObject({ installState: 'INSTALLING', step: 'healthy' });
    bench.runtime.set('c1', { health: 'healthy' }, 'health_status');
    await settled();
    expect(await bench.plugin('tool')).toMatchObject({
      installState: 'INSTALLED',
      status: 'INSTALLED',
      version: '1.0.0',
      imageId: 'sha256:one',
      coordinates: { groupId: 'org.acme', artifactId: 'tool', version: '1.0.0' },
      lastOperation: { kind: 'install', outcome: 'done' },
    });
    expect(bench.crashPoints).toEqual([
      'install.pending-stored',
      'install.created',
      'install.started',
      'install.registration-received',
      'install.installed-stored',
    ]);
  });

  it('tells containers the bridge address before any of them is started', async () => {
    const bench = await createBenchEngine();
    await bench.engine.handlers['plugin.install']({ image: IMAGE });
    await settled();
    expect(bench.bridge).toContain('172.17.0.1');
    expect(bench.environment()).toMatchObject({
      VALKEY_URL: 'redis://host.docker.internal:3',
      IMAGE,
      APP_NAME: 'tool',
      STORAGE_BUCKET_NAME: 'storage',
    });
    expect(bench.runtime.containers.get('c1')?.name).toBe('tool-abcdef');
  });

  it('stores the wish before it answers', async () => {
    const bench = await createBenchEngine();
    bench.state.failWith('DISK_FULL');
    await expect(bench.engine.handlers['plugin.install']({ image: IMAGE })).rejects.toMatchObject({
      code: 'DISK_FULL',
    });
    expect(await bench.plugin('tool')).toBeUndefined();
    expect(bench.runtime.calls).toEqual([]);
  });

  it('joins the same install and leaves an installed image as it is', async () => {
    const bench = await createBenchEngine();
    const answers = await Promise.all([1, 2, 3].map(() => bench.engine.handlers['plugin.install']({ image: IMAGE })));
    expect(answers.map(({ outcome }) => outcome)).toEqual(['queued', 'joined', 'joined']);
    await settled();
    await bench.register(registrationOf('tool'));
    bench.runtime.set('c1', { health: 'healthy' });
    await settled();
    expect((await bench.engine.handlers['plugin.install']({ image: IMAGE })).outcome).toBe('installed');
    expect(bench.runtime.calls.filter((call) => call.startsWith('create'))).toEqual(['create c1']);
  });

  it('lets another image win over the earlier one while it installs', async () => {
    const bench = await createBenchEngine();
    await bench.engine.handlers['plugin.install']({ image: IMAGE });
    await settled();
    await bench.engine.handlers['plugin.install']({ image: 'acme/tool:2.0.0' });
    await settled();
    expect([...bench.runtime.containers.values()].map(({ imageId }) => imageId)).toEqual(['sha256:two']);
    await bench.register(registrationOf('tool'));
    bench.runtime.set('c2', { health: 'healthy' });
    await settled();
    expect(await bench.plugin('tool')).toMatchObject({
      installState: 'INSTALLED',
      image: 'acme/tool:2.0.0',
      imageId: 'sha256:two',
    });
  });

  it('fails with the cause, the exit code and the last log lines', async () => {
    const bench = await createBenchEngine();
    await bench.engine.handlers['plugin.install']({ image: IMAGE });
    await settled();
    bench.runtime.logs.set(
      'c1',
      Array.from({ length: 80 }, (_, line) => `line ${String(line)}`),
    );
    bench.runtime.set('c1', { status: 'exited', exitCode: 3 }, 'die');
    await settled();
    const plugin = await bench.plugin('tool');
    expect(plugin).toMatchObject({
      installState: 'FAILED',
      failure: { code: 'CONTAINER_EXITED', exitCode: 3, step: 'register' },
      lastOperation: { outcome: 'failed', code: 'CONTAINER_EXITED' },
    });
    expect(plugin?.failure?.logTail).toHaveLength(50);
    expect(plugin?.failure?.logTail.at(-1)).toBe('line 79');
    expect(plugin?.failure?.next).toContain('log lines');
    expect(JSON.stringify(bench.state.read()).length).toBeLessThan(2048);
  });

  it('holds a bad registration in the name of an installed plugin not against its next start', async () => {
    const bench = await installed();
    const bad = await bench.register(registrationOf('tool', { actions: [actionOf('x'.repeat(300))] }));
    expect(bad).toMatchObject({ accepted: false });
    await settled();
    expect((await bench.plugin('tool'))?.installState).toBe('INSTALLED');
    bench.runtime.set('c1', { startedAt: 'another start', health: 'starting' }, 'start');
    await settled();
    expect((await bench.plugin('tool'))?.installState).toBe('INSTALLING');
    await bench.register(registrationOf('tool'));
    bench.runtime.set('c1', { health: 'healthy' }, 'health_status');
    await settled();
    expect((await bench.plugin('tool'))?.installState).toBe('INSTALLED');
  });

  it('keeps the evidence of a failure over a restart', async () => {
    const bench = await createBenchEngine();
    await bench.engine.handlers['plugin.install']({ image: IMAGE });
    await settled();
    bench.runtime.logs.set('c1', ['last words']);
    bench.runtime.set('c1', { status: 'exited', exitCode: 3 });
    await settled();
    const after = await bench.restarted();
    expect((await after.plugin('tool'))?.failure).toMatchObject({ code: 'CONTAINER_EXITED', logTail: ['last words'] });
  });

  it('fails at the deadline when nothing registers, and stops the container', async () => {
    const bench = await createBenchEngine();
    await bench.engine.handlers['plugin.install']({ image: IMAGE });
    await settled();
    bench.runtime.set('c1', { health: 'healthy' });
    await bench.clock.advance(59_000);
    expect((await bench.plugin('tool'))?.installState).toBe('INSTALLING');
    await bench.clock.advance(1500);
    expect(await bench.plugin('tool')).toMatchObject({
      installState: 'FAILED',
      failure: { code: 'REGISTRATION_TIMEOUT' },
    });
    expect(bench.runtime.calls.at(-1)).toBe('stop c1');
  });

  it('fails at once when the registration is refused, with the refused lines as evidence', async () => {
    const bench = await createBenchEngine();
    await bench.engine.handlers['plugin.install']({ image: IMAGE });
    await settled();
    const answer = await bench.register(registrationOf('tool', { actions: [actionOf('x'.repeat(300))] }));
    expect(answer).toMatchObject({ accepted: false, status: 400 });
    await settled();
    const plugin = await bench.plugin('tool');
    expect(plugin).toMatchObject({ installState: 'FAILED', failure: { code: 'REGISTRATION_REFUSED' } });
    expect(plugin?.failure?.evidence.join()).toContain('maximum length');
  });

  it('fails a plugin that shows no sign of life at the work queue', async () => {
    const bench = await installed({ actions: [actionOf('org.acme.One')] });
    expect(await bench.plugin('tool')).toMatchObject({ installState: 'INSTALLED' });
    await bench.clock.advance(30_500);
    expect(await bench.plugin('tool')).toMatchObject({ installState: 'FAILED', failure: { code: 'NO_HEARTBEAT' } });
  });

  it('is content with one sign of life', async () => {
    const bench = await installed({ actions: [actionOf('org.acme.One')] });
    const client = bench.engine.workDoor.authenticate(bench.environment()['VALKEY_PASSWORD'] ?? '');
    expect(client?.kind).toBe('deploy');
    if (client !== undefined) bench.engine.workDoor.waiting(client, ['org.acme.One']);
    await bench.clock.advance(60_000);
    expect(await bench.plugin('tool')).toMatchObject({
      installState: 'INSTALLED',
      reason: { text: 'Registered and healthy' },
    });
  });

  it('can be cancelled and wished again', async () => {
    const bench = await createBenchEngine();
    await bench.engine.handlers['plugin.install']({ image: IMAGE });
    await settled();
    await bench.engine.handlers['plugin.cancel']({ plugin: 'tool' });
    expect(await bench.plugin('tool')).toMatchObject({
      installState: 'FAILED',
      failure: { code: 'CANCELLED' },
      lastOperation: { outcome: 'cancelled' },
    });
    await bench.engine.handlers['plugin.install']({ image: IMAGE });
    await settled();
    await bench.register(registrationOf('tool'));
    bench.runtime.set('c2', { health: 'healthy' });
    await settled();
    expect(await bench.plugin('tool')).toMatchObject({ installState: 'INSTALLED' });
    expect((await bench.plugin('tool'))?.failure).toBeUndefined();
    expect([...bench.runtime.containers.keys()]).toEqual(['c2']);
  });
});

describe('registering', () => {
  it('is refused to a forged token, a stranger on the bridge and an outdated container', async () => {
    const bench = await createBenchEngine();
    await bench.engine.handlers['plugin.install']({ image: IMAGE });
    await settled();
    const old = bench.environment()['CORE_URL'] ?? '';
    const { coreDoor } = bench.engine;
    expect(coreDoor.refuse({ listener: 'bridge' })).toMatchObject({ status: 403, code: 'REGISTRATION_FOREIGN' });
    expect(coreDoor.refuse({ listener: 'bridge', token: 'forged.token' })).toMatchObject({
      status: 403,
      code: 'REGISTRATION_TOKEN_UNKNOWN',
    });
    await bench.engine.handlers['plugin.install']({ image: 'acme/tool:2.0.0' });
    await settled();
    expect(coreDoor.refuse({ listener: 'bridge', token: new URL(old).pathname.slice(3) })).toMatchObject({
      status: 400,
      code: 'REGISTRATION_OUTDATED',
    });
  });

  it('does not let a plugin take the coordinates of another', async () => {
    const bench = await installed();
    await bench.engine.handlers['plugin.install']({ image: 'acme/other:1.0.0' });
    await settled();
    expect(await bench.register(registrationOf('tool'))).toMatchObject({ accepted: false, code: 'COORDINATES_TAKEN' });
    await settled();
    expect(await bench.plugin('other')).toMatchObject({
      installState: 'FAILED',
      failure: { code: 'COORDINATES_TAKEN' },
    });
    expect(await bench.plugin('tool')).toMatchObject({ installState: 'INSTALLED' });
  });

  it('writes nothing for an identical registration of the same start', async () => {
    const bench = await installed();
    const writes = bench.state.history.length;
    const answers = await Promise.all([1, 2, 3].map(() => bench.register(registrationOf('tool'))));
    expect(answers).toEqual([{ accepted: true }, { accepted: true }, { accepted: true }]);
    expect(bench.state.history.length).toBe(writes);
  });

  it('shows a plugin from this machine as attached', async () => {
    const bench = await createBenchEngine();
    expect(await bench.engine.coreDoor.register({ listener: 'loopback' }, registrationOf('mine'))).toEqual({
      accepted: true,
    });
    expect(await bench.plugin('mine')).toMatchObject({ installState: 'INSTALLED', attached: true });
    await bench.engine.handlers['plugin.uninstall']({ plugin: 'mine' });
    await settled();
    expect(await bench.plugin('mine')).toBeUndefined();
  });
});

describe('uninstalling', () => {
  it('goes REMOVING, then container, then record', async () => {
    const bench = await installed();
    const { plugin } = await bench.engine.handlers['plugin.uninstall']({ plugin: 'tool' });
    expect(plugin.installState).toBe('REMOVING');
    await settled();
    expect(bench.runtime.calls.slice(-3)).toEqual(['stop c1', 'remove c1', 'remove-network deltadock-abcdef']);
    expect(await bench.plugin('tool')).toBeUndefined();
  });

  it('is blocked by a dependent plugin unless forced', async () => {
    const bench = await installed();
    await bench.engine.handlers['plugin.install']({ image: 'acme/other:1.0.0' });
    await settled();
    await bench.register(
      registrationOf('other', { dependencies: [{ groupId: 'org.acme', artifactId: 'tool', version: '1.0.0' }] }),
    );
    bench.runtime.set('c2', { health: 'healthy' });
    await settled();
    await expect(bench.engine.handlers['plugin.uninstall']({ plugin: 'tool' })).rejects.toMatchObject({
      code: 'UNINSTALL_BLOCKED',
    });
    expect((await bench.engine.handlers['plugin.uninstall']({ plugin: 'tool', force: true })).ignored).toHaveLength(1);
  });

  it('waits for Docker and goes on by itself', async () => {
    const bench = await installed();
    bench.runtime.goDown();
    await bench.engine.handlers['plugin.uninstall']({ plugin: 'tool' });
    await settled();
    expect(await bench.plugin('tool')).toMatchObject({
      installState: 'REMOVING',
      reason: { code: 'DOCKER_UNREACHABLE' },
    });
    bench.runtime.comeUp();
    await settled();
    expect(await bench.plugin('tool')).toBeUndefined();
    expect([...bench.runtime.containers.keys()]).toEqual([]);
  });
});

describe('an event', () => {
  it('never shows FAILED without its cause', async () => {
    const bench = await createBenchEngine();
    const causes: (string | undefined)[] = [];
    bench.engine.subscribe((event) => {
      if (event.type === 'plugin.changed' && event.plugin.installState === 'FAILED')
        causes.push(event.plugin.failure?.code);
    });
    await bench.engine.handlers['plugin.install']({ image: 'acme/missing:1' });
    await settled();
    expect(causes.length).toBeGreaterThan(0);
    expect(new Set(causes)).toEqual(new Set(['IMAGE_NOT_FOUND']));
  });
});
