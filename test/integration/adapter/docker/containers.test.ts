import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ContainerSpec, LABELS } from '../../../../electron/engine/port/container-runtime.ts';
import { eventually, eventuallyTrue } from '../../../support/eventually.ts';
import { type Bench, createBench, refusal } from './bench.ts';
import { loadTinyImages } from './tiny-images.ts';

const healthy = {
  name: 'deltadock-test/healthy:1',
  script: 'echo started; cat /proc/1/cmdline > /tmp/running; while true; do sleep 1; done',
};
const unhealthy = { name: 'deltadock-test/unhealthy:1', script: 'while true; do sleep 1; done' };
const failing = { name: 'deltadock-test/failing:1', script: 'echo last words >&2; exit 7' };
const hungry = { name: 'deltadock-test/hungry:1', script: 'exec dd if=/dev/zero of=/dev/null bs=100M count=5' };

describe('containers on a real engine', () => {
  let bench: Bench;
  let ids: readonly string[];

  beforeAll(async () => {
    bench = await createBench();
    ids = await loadTinyImages(bench.docker, [healthy, unhealthy, failing, hungry]);
    await bench.runtime.ensureNetwork(bench.spec('').network);
  });
  afterAll(async () => await bench.dispose());

  const removed = async (id: string): Promise<void> => await bench.runtime.removeContainer(id);

  it('go from created to healthy, stopped, renamed and removed', async () => {
    const { runtime } = bench;
    const spec = (image: string): ContainerSpec => bench.spec(image);
    const id = await runtime.createContainer(spec(ids[0] ?? ''));
    expect(await runtime.inspectContainer(id)).toMatchObject({
      id,
      name: spec('').name,
      imageId: ids[0],
      status: 'created',
      outOfMemory: false,
      networks: [spec('').network],
      memory: 64 * 1024 * 1024,
      pids: 64,
    });
    expect(await runtime.inspectContainer(id)).not.toHaveProperty('startedAt');
    await runtime.startContainer(id);
    await runtime.startContainer(id);
    await eventually(
      async () => expect(await runtime.inspectContainer(id)).toMatchObject({ status: 'running', health: 'healthy' }),
      { within: 15_000 },
    );
    expect((await runtime.listContainers()).map((one) => one.id)).toEqual([id]);

    await runtime.stopContainer(id, 1);
    await runtime.stopContainer(id, 1);
    const stopped = await runtime.inspectContainer(id);
    expect(stopped).toMatchObject({ status: 'exited' });
    expect(stopped?.exitCode).toBeTypeOf('number');

    await runtime.renameContainer(id, `${spec('').name}-prev`);
    expect(await runtime.inspectContainer(id)).toMatchObject({ name: `${spec('').name}-prev` });
    await runtime.removeContainer(id);
    expect(await runtime.inspectContainer(id)).toBeUndefined();
    expect(await runtime.listContainers()).toEqual([]);
    await runtime.removeContainer(id);
    await runtime.stopContainer(id, 1);
    expect(await refusal(runtime.startContainer(id))).toMatchObject({ code: 'CONTAINER_GONE' });
    expect(await refusal(runtime.renameContainer(id, 'other'))).toMatchObject({ code: 'CONTAINER_GONE' });
  });

  it('are hardened and carry the labels and the health check of DeltaFi', async () => {
    const id = await bench.runtime.createContainer(
      bench.spec(healthy.name, { labels: { ...bench.spec('').labels, 'deltafi-group': 'deltafi-plugins' } }),
    );
    const raw = await bench.docker.getContainer(id).inspect();
    await removed(id);
    expect(raw.HostConfig).toMatchObject({
      Init: true,
      RestartPolicy: { Name: 'no' },
      SecurityOpt: ['no-new-privileges'],
      Privileged: false,
      Binds: null,
      PortBindings: {},
      PublishAllPorts: false,
      CapAdd: null,
      MemorySwap: 64 * 1024 * 1024,
      ExtraHosts: ['host.docker.internal:host-gateway'],
      LogConfig: { Type: 'json-file', Config: { 'max-size': '10m', 'max-file': '3' } },
    });
    expect(raw.Config.Healthcheck).toEqual({
      Test: ['CMD-SHELL', 'cat /tmp/running'],
      Interval: 1e9,
      Timeout: 1e9,
      Retries: 30,
      StartPeriod: 5e9,
    });
    expect(raw.Config.Labels).toEqual({
      app: 'tiny',
      logging: 'promtail',
      logging_jobname: 'containerlogs',
      'deltadock.test': '1',
      [LABELS.directory]: bench.directoryId,
      [LABELS.plugin]: 'p1',
      [LABELS.deploy]: 'd1',
    });
    expect(raw.Config.Env).toContain('APP_NAME=tiny');
  });

  it('tell exit code, last words and failed probes', async () => {
    const { runtime } = bench;
    const exits = await runtime.createContainer(bench.spec(failing.name));
    await runtime.startContainer(exits);
    await eventually(async () =>
      expect(await runtime.inspectContainer(exits)).toMatchObject({ status: 'exited', exitCode: 7 }),
    );
    expect(await runtime.logTail(exits, 50)).toEqual(['last words']);
    await removed(exits);

    const sick = await runtime.createContainer(bench.spec(unhealthy.name));
    await runtime.startContainer(sick);
    await eventually(
      async () => expect((await runtime.inspectContainer(sick))?.healthOutput).toContain("can't open '/tmp/running'"),
      { within: 20_000 },
    );
    expect(await runtime.inspectContainer(sick)).toMatchObject({ health: 'starting' });
    await removed(sick);
  });

  it('tell that they ran out of memory', async () => {
    const { runtime } = bench;
    const id = await runtime.createContainer(bench.spec(hungry.name, { memory: 16 * 1024 * 1024 }));
    await runtime.startContainer(id);
    await eventually(async () => expect(await runtime.inspectContainer(id)).toMatchObject({ status: 'exited' }), {
      within: 30_000,
    });
    expect(await runtime.inspectContainer(id)).toMatchObject({ outOfMemory: true });
    await removed(id);
  });

  it('refuse a taken name and say who holds it', async () => {
    const { runtime, docker } = bench;
    const name = bench.spec('').name;
    const foreign = await docker.createContainer({ name, Image: healthy.name, Labels: { 'deltadock.test': '1' } });
    const before = stable(await foreign.inspect());
    try {
      const error = await refusal(runtime.createContainer(bench.spec(healthy.name)));
      expect(error).toMatchObject({
        code: 'NAME_TAKEN',
        details: { name, ours: false, holderImage: healthy.name, holderId: foreign.id.slice(0, 12) },
      });
      expect(error.message).toContain('not made by DeltaDock');
      expect(stable(await foreign.inspect())).toEqual(before);
    } finally {
      await foreign.remove({ force: true });
    }
    const other = await docker.createContainer({
      name,
      Image: healthy.name,
      Labels: { 'deltadock.test': '1', [LABELS.directory]: 'elsewhere' },
    });
    try {
      const error = await refusal(runtime.createContainer(bench.spec(healthy.name)));
      expect(error).toMatchObject({ code: 'NAME_TAKEN', details: { ours: false, directory: 'elsewhere' } });
      const mine = await runtime.createContainer(bench.spec(healthy.name, { name: `${name}-next` }));
      expect(await refusal(runtime.renameContainer(mine, name))).toMatchObject({
        code: 'NAME_TAKEN',
        details: { name, ours: false },
      });
      expect(await refusal(runtime.createContainer(bench.spec(healthy.name, { name: `${name}-next` })))).toMatchObject({
        code: 'NAME_TAKEN',
        details: { ours: true },
      });
      await removed(mine);
    } finally {
      await other.remove({ force: true });
    }
  });

  it('that are foreign are neither started, stopped, renamed nor removed', async () => {
    const { runtime, docker } = bench;
    const labels = [{ 'deltadock.test': '1' }, { 'deltadock.test': '1', [LABELS.directory]: 'elsewhere' }];
    for (const Labels of labels) {
      const foreign = await docker.createContainer({
        name: `foreign-${bench.directoryId}`,
        Image: unhealthy.name,
        Labels,
      });
      try {
        await foreign.start();
        const before = await foreign.inspect();
        const attempts = [
          async () => await runtime.startContainer(foreign.id),
          async () => await runtime.stopContainer(foreign.id, 0),
          async () => await runtime.removeContainer(foreign.id),
          async () => await runtime.renameContainer(foreign.id, 'mine'),
          async () => await runtime.removeContainer(`foreign-${bench.directoryId}`),
        ];
        for (const attempt of attempts) expect(await refusal(attempt())).toMatchObject({ code: 'NOT_OURS' });
        const after = await foreign.inspect();
        expect(stable(after)).toEqual(stable(before));
        expect(after.State).toMatchObject({ Running: true, StartedAt: before.State.StartedAt });
        expect((await runtime.listContainers()).map(({ id }) => id)).not.toContain(foreign.id);
      } finally {
        await foreign.remove({ force: true });
      }
    }
  });

  it('of a missing image or with a command that does not exist are coded', async () => {
    const { runtime } = bench;
    expect(await refusal(runtime.createContainer(bench.spec('deltadock-test/absent:1')))).toMatchObject({
      code: 'IMAGE_NOT_LOCAL',
    });
    const id = await runtime.createContainer(
      bench.spec(healthy.name, { name: `${bench.spec('').name}-lost`, network: 'no-such-network' }),
    );
    const error = await refusal(runtime.startContainer(id));
    expect(error.code).toBe('START_FAILED');
    expect(error.message).toContain('no-such-network');
    await removed(id);
  });

  it('show hostile output as plain, bounded lines in order', async () => {
    const script = [
      'printf "first\\n"',
      'sleep 0.1',
      'printf "second \\033[31mred\\033[0m \\033]0;title\\007\\033]8;;http://x\\033\\\\link\\n" >&2',
      'sleep 0.1',
      'printf "gr\\303\\274n \\342\\200\\256 \\000\\010 \\377\\n"',
      'head -c 1000000 /dev/zero | tr "\\000" y; printf "\\nlast\\n"',
    ].join('; ');
    const [image] = await loadTinyImages(bench.docker, [{ name: 'deltadock-test/hostile:1', script }]);
    for (const tty of [false, true]) {
      const id = tty
        ? (await bench.docker.createContainer({ Image: image ?? '', Tty: true, Labels: bench.spec('').labels })).id
        : await bench.runtime.createContainer(bench.spec(image ?? ''));
      await bench.runtime.startContainer(id);
      await eventuallyTrue(async () => (await bench.runtime.inspectContainer(id))?.status === 'exited', {
        within: 20_000,
      });
      const lines = await bench.runtime.logTail(id, 5);
      expect(lines.slice(0, 3)).toEqual(['first', 'second red link', 'grün   �']);
      expect(lines[3]).toBe(`${'y'.repeat(1_999)}…`);
      expect(lines[4]).toBe('last');
      expect(await bench.runtime.logTail(id, 1)).toEqual(['last']);
      await removed(id);
    }
    expect(await bench.runtime.logTail('f'.repeat(64), 5)).toEqual([]);
  });
});

/** An inspection without what changes by itself. */
function stable(inspection: object): object {
  const { State: _state, ...rest } = inspection as { State: unknown };
  return rest;
}
