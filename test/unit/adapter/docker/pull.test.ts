import type { ServerResponse } from 'node:http';
import Docker from 'dockerode';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createPullReader } from '../../../../electron/adapter/docker/pull-progress.ts';
import type { DockerRuntime } from '../../../../electron/adapter/docker/docker-runtime.ts';
import type { ImageFacts, PullOptions } from '../../../../electron/engine/port/container-runtime.ts';
import type { PullProgress } from '../../../../shared/model/progress.ts';
import { eventuallyTrue } from '../../../support/eventually.ts';
import { type FakeDaemon, json, startFakeDaemon } from '../../../support/fakes/docker-daemon/fake-daemon.ts';
import { refusal, runtimeAt } from '../../../support/fakes/docker-daemon/runtime.ts';

const image = 'r.example.com/team/plugin:1';
const id = `sha256:${'a'.repeat(64)}`;

describe('a pull', () => {
  let daemon: FakeDaemon;
  let runtime: DockerRuntime;
  beforeEach(async () => {
    daemon = await startFakeDaemon();
    runtime = runtimeAt(daemon.address);
  });
  afterEach(async () => {
    runtime.close();
    await daemon.dispose();
  });

  const answer = (script: (response: ServerResponse) => void): void =>
    daemon.on('POST /images/create', (_request, response) => {
      response.writeHead(200, { 'Content-Type': 'application/json' });
      daemon.on(`GET /images/${image}/json`, (_asked, inspected) =>
        json(inspected, { Id: id, Os: 'linux', Architecture: 'amd64', Size: 1 }),
      );
      script(response);
    });
  const pull = async (more: Partial<PullOptions> = {}): Promise<ImageFacts> =>
    await runtime.ensureImage(image, {
      policy: 'always',
      signal: new AbortController().signal,
      onProgress: () => undefined,
      stallAfter: 5_000,
      ...more,
    });
  const lines = (...values: readonly unknown[]): string =>
    values.map((value) => `${JSON.stringify(value)}\r\n`).join('');
  const done = { status: `Status: Downloaded newer image for ${image}` };

  it('that ends with its final status is there', async () => {
    answer((response) => response.end(lines({ status: 'Pulling from team/plugin', id: '1' }, done)));
    expect(await pull()).toMatchObject({ id });
    const [asked] = daemon.requests.filter(({ method }) => method === 'POST');
    expect(Object.fromEntries(asked?.query ?? [])).toEqual({ fromImage: 'r.example.com/team/plugin', tag: '1' });
    expect(asked?.headers['x-registry-auth']).toBeUndefined();
  });

  it('that reports an error inside its stream has failed, which docker-modem does not notice', async () => {
    const text = lines(
      { status: 'Pulling from team/plugin', id: '1' },
      { errorDetail: { message: 'denied: no' }, error: 'denied: no' },
    );
    answer((response) => response.end(text));
    expect(await refusal(pull())).toMatchObject({ code: 'REGISTRY_FORBIDDEN' });

    const docker = new Docker({ socketPath: daemon.socketPath });
    const stream = await docker.createImage({ fromImage: 'x', tag: '1' });
    const noticed = await new Promise((resolve) => {
      docker.modem.followProgress(stream, (error) => resolve(error));
    });
    expect(noticed).toBeNull();
  });

  it.each([
    [
      'cut',
      (response: ServerResponse) => response.write(lines({ status: 'Downloading', id: 'a' }), () => response.destroy()),
    ],
    [
      'ended without its final status',
      (response: ServerResponse) => response.end(lines({ status: 'Downloading', id: 'a' })),
    ],
  ])('that is %s was interrupted', async (_how, script) => {
    answer(script);
    expect(await refusal(pull())).toMatchObject({ code: 'PULL_INTERRUPTED', details: { image } });
  });

  it('whose image is not there afterwards was interrupted', async () => {
    answer((response) => {
      daemon.on(`GET /images/${image}/json`, (_request, inspected) =>
        json(inspected, { message: 'No such image' }, 404),
      );
      response.end(lines(done));
    });
    expect(await refusal(pull())).toMatchObject({ code: 'PULL_INTERRUPTED' });
  });

  it('survives single lines of garbage, but not a stream of it', async () => {
    answer((response) =>
      response.end(
        `<html>\n${lines({ status: 'Downloading', id: 'a', progressDetail: { current: 'x' } })}null\n[]\n${'y'.repeat(300_000)}\n${lines(done)}`,
      ),
    );
    expect(await pull()).toMatchObject({ id });
    answer((response) => response.end('garbage\n'.repeat(5_000)));
    expect(await refusal(pull())).toMatchObject({ code: 'DOCKER_ERROR' });
  });

  it('is stalled when nothing arrives, or only that it is retrying', async () => {
    answer(() => undefined);
    expect(await refusal(pull({ stallAfter: 100 }))).toMatchObject({ code: 'PULL_STALLED' });
    answer((response) => {
      const timer = setInterval(() => response.write(lines({ status: 'Retrying in 1 second', id: 'a' })), 20);
      response.on('close', () => clearInterval(timer));
    });
    expect(await refusal(pull({ stallAfter: 200 }))).toMatchObject({ code: 'PULL_STALLED' });
  });

  it('is not stalled while it gets on', async () => {
    answer((response) => {
      let current = 0;
      const timer = setInterval(() => {
        current += 1;
        response.write(lines({ status: 'Downloading', id: 'a', progressDetail: { current, total: 20 } }));
        if (current < 20) return;
        clearInterval(timer);
        response.end(lines(done));
      }, 25);
    });
    expect(await pull({ stallAfter: 250 })).toMatchObject({ id });
  });

  it('is cancelled at any moment, and the engine is told', async () => {
    const stop = new AbortController();
    let closed = false;
    answer((response) => {
      response.write(lines({ status: 'Downloading', id: 'a', progressDetail: { current: 1, total: 2 } }));
      response.on('close', () => (closed = true));
    });
    const pulling = refusal(pull({ signal: stop.signal, onProgress: () => stop.abort() }));
    expect(await pulling).toMatchObject({ code: 'CANCELLED' });
    await eventuallyTrue(() => closed);

    const silent = new AbortController();
    daemon.on('POST /images/create', () => silent.abort());
    expect(await refusal(pull({ signal: silent.signal }))).toMatchObject({ code: 'CANCELLED' });
  });

  it('tells its progress at most ten times a second, and always the last', async () => {
    const seen: PullProgress[] = [];
    answer((response) => {
      for (let current = 1; current <= 2_000; current += 1)
        response.write(lines({ status: 'Downloading', id: 'a', progressDetail: { current, total: 2_000 } }));
      response.end(lines({ status: 'Pull complete', id: 'a' }, done));
    });
    const begun = performance.now();
    await pull({ onProgress: (progress) => seen.push(progress) });
    expect(seen.length).toBeLessThanOrEqual((performance.now() - begun) / 100 + 2);
    expect(seen.at(-1)).toEqual({
      layers: [{ id: 'a', phase: 'done', current: 2_000, total: 2_000 }],
      current: 2_000,
      total: 2_000,
    });
  });
});

describe('the layers of a pull', () => {
  it('go through their phases, and sizes are those of the download', () => {
    const reader = createPullReader();
    const at = (value: unknown): unknown => {
      const gotOn = reader.take(value);
      return [gotOn, reader.state().progress.layers.map((layer) => ({ ...layer }))];
    };
    expect([
      at({ status: 'Pulling from team/plugin', id: '1' }),
      at({ status: 'Pulling fs layer', progressDetail: {}, id: 'a' }),
      at({ status: 'Downloading', progressDetail: { current: 10, total: 100 }, id: 'a' }),
      at({ status: 'Downloading', progressDetail: { current: 10, total: 100 }, id: 'a' }),
      at({ status: 'Verifying Checksum', progressDetail: {}, id: 'a' }),
      at({ status: 'Extracting', progressDetail: { current: 7, total: 900 }, id: 'a' }),
      at({ status: 'Pull complete', progressDetail: {}, id: 'a' }),
      at({ status: 'Already exists', progressDetail: {}, id: 'b' }),
      at({ status: 'Digest: sha256:abc' }),
    ]).toMatchInlineSnapshot(`
      [
        [
          false,
          [],
        ],
        [
          true,
          [
            {
              "current": 0,
              "id": "a",
              "phase": "waiting",
            },
          ],
        ],
        [
          true,
          [
            {
              "current": 10,
              "id": "a",
              "phase": "downloading",
              "total": 100,
            },
          ],
        ],
        [
          false,
          [
            {
              "current": 10,
              "id": "a",
              "phase": "downloading",
              "total": 100,
            },
          ],
        ],
        [
          true,
          [
            {
              "current": 100,
              "id": "a",
              "phase": "verifying",
              "total": 100,
            },
          ],
        ],
        [
          true,
          [
            {
              "current": 100,
              "id": "a",
              "phase": "extracting",
              "total": 100,
            },
          ],
        ],
        [
          true,
          [
            {
              "current": 100,
              "id": "a",
              "phase": "done",
              "total": 100,
            },
          ],
        ],
        [
          true,
          [
            {
              "current": 100,
              "id": "a",
              "phase": "done",
              "total": 100,
            },
            {
              "current": 0,
              "id": "b",
              "phase": "present",
            },
          ],
        ],
        [
          false,
          [
            {
              "current": 100,
              "id": "a",
              "phase": "done",
              "total": 100,
            },
            {
              "current": 0,
              "id": "b",
              "phase": "present",
            },
          ],
        ],
      ]
    `);
    expect(reader.state()).toMatchObject({ finished: false, failure: undefined });
    reader.take({ status: 'Status: Image is up to date for team/plugin:1' });
    expect(reader.state().finished).toBe(true);
  });

  it('are bounded in number', () => {
    const reader = createPullReader();
    for (let layer = 0; layer < 10_000; layer += 1) reader.take({ status: 'Waiting', id: `layer ${String(layer)}` });
    expect(reader.state().progress.layers.length).toBe(500);
  });
});
