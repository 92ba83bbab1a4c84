import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Docker from 'dockerode';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createDockerRuntime, type DockerRuntime } from '../../../../electron/adapter/docker/docker-runtime.ts';
import { systemClock } from '../../../../electron/adapter/system/system-clock.ts';
import { eventuallyTrue } from '../../../support/eventually.ts';
import { type FakeDaemon, json, startFakeDaemon } from '../../../support/fakes/docker-daemon/fake-daemon.ts';
import { hastyClock, refusal, runtimeAt, silent } from '../../../support/fakes/docker-daemon/runtime.ts';

describe('the connection to an engine', () => {
  let daemon: FakeDaemon;
  let home: string;
  const runtimes: DockerRuntime[] = [];
  beforeEach(async () => {
    daemon = await startFakeDaemon();
    home = await mkdtemp(join(tmpdir(), 'deltadock-home-'));
  });
  afterEach(async () => {
    for (const runtime of runtimes.splice(0)) runtime.close();
    await daemon.dispose();
    await rm(home, { recursive: true, force: true });
  });
  const at = (address: string, clock = systemClock): DockerRuntime => {
    const runtime = runtimeAt(address, clock);
    runtimes.push(runtime);
    return runtime;
  };
  const around = (environment: Readonly<Record<string, string>>): DockerRuntime => {
    const runtime = createDockerRuntime({
      directoryId: 'mine',
      environment,
      homeDirectory: home,
      clock: systemClock,
      logger: silent,
    });
    runtimes.push(runtime);
    return runtime;
  };

  it('is connecting before anything was asked, and then tells what it found', async () => {
    const runtime = at(daemon.address);
    expect(runtime.facts()).toMatchObject({ state: 'connecting' });
    expect(daemon.requests).toEqual([]);
    expect(await runtime.probe()).toMatchObject({
      state: 'up',
      address: daemon.address,
      source: 'DOCKER_HOST',
      version: '20.10.24',
      apiVersion: '1.41',
      operatingSystem: 'Fake Linux',
      platform: 'linux/amd64',
    });
    expect(await runtime.platform()).toEqual({ os: 'linux', architecture: 'amd64' });
    expect(runtime.searched()).toEqual([
      { source: 'DOCKER_HOST', address: daemon.address, outcome: 'answers', message: 'Docker 20.10.24, API 1.41' },
    ]);
  });

  it.each([
    [{ Version: '20.10.24', ApiVersion: '1.41', MinAPIVersion: '1.12' }, 'v1.41'],
    [{ Version: '29.0.0', ApiVersion: '1.52', MinAPIVersion: '1.44' }, 'v1.52'],
  ])('speaks the version that %o offers', async (version, prefix) => {
    daemon.version = { ...version, Os: 'linux', Arch: 'amd64' };
    daemon.on('GET /containers/json', (_request, response) => json(response, []));
    expect(await at(daemon.address).listContainers()).toEqual([]);
    expect(daemon.requests.find(({ path }) => path === '/containers/json')?.version).toBe(prefix);
  });

  it('refuses engines that are too old and things that are no engine', async () => {
    daemon.version = { ...daemon.version, Version: '19.03.15', ApiVersion: '1.40' };
    expect(await refusal(at(daemon.address).listContainers())).toMatchObject({ code: 'DOCKER_TOO_OLD' });
    daemon.on('GET /version', (_request, response) => response.end('<html>hello</html>'));
    expect(await refusal(at(daemon.address).listContainers())).toMatchObject({ code: 'DOCKER_ERROR' });
    const strange = await listenWith((socket) => socket.resume().end('220 mail.example.com\r\n'));
    expect(await refusal(at(strange.address).listContainers())).toMatchObject({ code: 'DOCKER_ERROR' });
    await strange.close();
  });

  it('names an engine that is away, remote or forbidden', async () => {
    const nobody = `unix://${join(home, 'no.sock')}`;
    const away = await refusal(at(nobody).listContainers());
    expect(away).toMatchObject({ code: 'DOCKER_UNREACHABLE', details: { address: nobody } });
    expect(away.message).toContain('DOCKER_HOST');
    const remote = at('ssh://ann:secret@build.example.com');
    expect(await refusal(remote.ensureNetwork('x'))).toMatchObject({ code: 'DOCKER_REMOTE' });
    expect(JSON.stringify(remote.searched())).not.toContain('secret');
    expect(remote.facts()).toMatchObject({ state: 'down', error: { code: 'DOCKER_REMOTE' } });
  });

  it('follows the docker context of the configuration, and DOCKER_CONTEXT before it', async () => {
    const store = async (name: string, host: string): Promise<void> => {
      const folder = join(home, '.docker', 'contexts', 'meta', createHash('sha256').update(name).digest('hex'));
      await mkdir(folder, { recursive: true });
      await writeFile(
        join(folder, 'meta.json'),
        JSON.stringify({ Name: name, Metadata: {}, Endpoints: { docker: { Host: host, SkipTLSVerify: false } } }),
      );
    };
    await store('work', daemon.address);
    await store('far', 'ssh://far.example.com');
    await writeFile(join(home, '.docker', 'config.json'), JSON.stringify({ currentContext: 'work' }));
    expect(await around({}).probe()).toMatchObject({ state: 'up', source: 'docker context work' });
    expect(await around({ DOCKER_CONTEXT: 'far' }).probe()).toMatchObject({
      state: 'down',
      error: { code: 'DOCKER_REMOTE' },
    });
    expect(await around({ DOCKER_CONTEXT: 'lost' }).probe()).toMatchObject({
      state: 'down',
      error: { code: 'DOCKER_UNREACHABLE' },
    });
    expect(await around({ DOCKER_CONTEXT: 'far', DOCKER_HOST: daemon.address }).probe()).toMatchObject({
      state: 'up',
      source: 'DOCKER_HOST',
    });
    expect(await around({ DOCKER_CONFIG: join(home, 'elsewhere'), DOCKER_HOST: daemon.address }).probe()).toMatchObject(
      { state: 'up' },
    );
  });

  it('answers nobody late: a frozen engine is reported within the deadline', async () => {
    daemon.freeze();
    const begun = performance.now();
    expect(await refusal(at(daemon.address, hastyClock(10)).inspectContainer('c1'))).toMatchObject({
      code: 'DOCKER_UNREACHABLE',
    });
    expect(performance.now() - begun).toBeLessThan(1_500);
  });

  it('notices an answer that is cut, for which dockerode waits for ever', async () => {
    daemon.on('GET /containers/c1/json', (_request, response) => {
      response.writeHead(200, { 'Content-Type': 'application/json', 'Content-Length': '1000' });
      response.write('{"Id":', () => response.destroy());
    });
    expect(await refusal(at(daemon.address).inspectContainer('c1'))).toMatchObject({ code: 'DOCKER_UNREACHABLE' });
    const bare = new Docker({ socketPath: daemon.socketPath }).getContainer('c1').inspect();
    const settled = await Promise.race([
      bare.then(
        () => 'settled',
        () => 'settled',
      ),
      new Promise((resolve) => setTimeout(() => resolve('waiting'), 300)),
    ]);
    expect(settled).toBe('waiting');
  });

  it('loses no call to an engine that comes back', async () => {
    daemon.on('GET /containers/json', (_request, response) => json(response, []));
    const runtime = at(daemon.address, hastyClock(10));
    await runtime.listContainers();
    daemon.freeze();
    expect((await refusal(runtime.listContainers())).code).toMatch(/^DOCKER_(TIMEOUT|UNREACHABLE)$/);
    daemon.thaw();
    await eventuallyTrue(
      async () =>
        await runtime.listContainers().then(
          () => true,
          () => false,
        ),
    );
    expect(runtime.facts()).toMatchObject({ state: 'up' });
  });

  it('is closed for good', async () => {
    const runtime = at(daemon.address);
    const call = refusal(runtime.inspectContainer('c1'));
    runtime.close();
    expect(await call).toMatchObject({ code: 'ENGINE_STOPPING' });
    expect(await refusal(runtime.listContainers())).toMatchObject({ code: 'ENGINE_STOPPING' });
  });

  const listenWith = async (
    onSocket: Parameters<typeof createServer>[1] & object,
  ): Promise<{ readonly address: string; close(): Promise<void> }> => {
    const path = join(home, 'strange.sock');
    const server: Server = createServer(onSocket);
    await new Promise<void>((resolve) => server.listen(path, resolve));
    return {
      address: `unix://${path}`,
      close: async () => await new Promise<void>((resolve) => server.close(() => resolve())),
    };
  };
});
