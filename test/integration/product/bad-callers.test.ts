import { request as httpRequest } from 'node:http';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { registrationDocument } from '../../../electron/sample-plugin/registration-document.ts';
import { sampleImage } from '../../support/docker/sample-images.ts';
import { eventually } from '../../support/eventually.ts';
import { createProductBench, type ProductBench } from '../../support/product/product-bench.ts';

const IMAGE = sampleImage('1.0.0');
const JSON_TYPE = { 'Content-Type': 'application/json' };

let bench: ProductBench;
/** What the control door, the core door for this machine and the one for containers listen at. */
let doors: { readonly control: string; readonly core: string; readonly bridge: string };
let token: string;
/** The state before anybody did anything bad. */
let stored: string;
let startedAt: string | undefined;

beforeAll(async () => {
  bench = await createProductBench();
  await bench.deltafi('plugin', 'install', IMAGE, '--wait');
  ({ token } = await bench.engine());
  const status = await (await bench.client()).call('engine.status', {});
  doors = { ...status.doors, bridge: status.doors.bridge ?? '' };
  stored = await bench.stored();
  startedAt = (await bench.containers())[0]?.State.StartedAt;
});
afterAll(() => bench.dispose());

/** Nothing changed, nothing lost, and the engine still serves. */
afterEach(async () => {
  expect(await bench.stored()).toBe(stored);
  expect(await bench.shown()).toMatchObject({ installState: 'INSTALLED', reason: { text: 'Registered and healthy' } });
  expect((await bench.containers()).map(({ State }) => State.StartedAt)).toEqual([startedAt]);
});

describe('the control door', () => {
  const authorized = () => ({ Authorization: `Bearer ${token}` });
  const install = JSON.stringify({ image: 'deltadock/never:1' });

  it.each([
    ['without a token', () => JSON_TYPE, install, 401, 'TOKEN_INVALID'],
    [
      'with another token',
      () => ({ ...JSON_TYPE, Authorization: `Bearer ${'x'.repeat(43)}` }),
      install,
      401,
      'TOKEN_INVALID',
    ],
    [
      'from a page of another site',
      () => ({ ...JSON_TYPE, ...authorized(), Origin: 'http://example.com' }),
      install,
      403,
      'ORIGIN_REFUSED',
    ],
    [
      'under a name that was led here',
      () => ({ ...JSON_TYPE, ...authorized(), Host: 'rebound.example' }),
      install,
      403,
      'ORIGIN_REFUSED',
    ],
    ['that is no JSON', () => ({ ...JSON_TYPE, ...authorized() }), '{"image":', 400, 'JSON_INVALID'],
    [
      'of another type',
      () => ({ ...authorized(), 'Content-Type': 'text/plain' }),
      install,
      415,
      'MEDIA_TYPE_UNSUPPORTED',
    ],
    [
      'over the limit of a megabyte',
      () => ({ ...JSON_TYPE, ...authorized() }),
      JSON.stringify({ image: 'x'.repeat(1_100_000) }),
      413,
      'BODY_TOO_LARGE',
    ],
    ['with unknown fields', () => ({ ...JSON_TYPE, ...authorized() }), '{"image":"a:1","x":1}', 400, 'INPUT_INVALID'],
  ])('refuses a command %s', async (_what, headers, body, status, code) => {
    const answer = await post(`${doors.control}/api/call/plugin.install`, headers(), body);
    expect(answer).toMatchObject({ status, json: { ok: false, error: { code } } });
    expect(answer.json).toMatchObject({ error: { next: expect.stringMatching(/^[A-Z]/) as string } });
  });
});

describe('the core door', () => {
  const document = (artifactId = 'stranger') =>
    JSON.stringify(
      registrationDocument(
        { groupId: 'org.example', artifactId, version: '1.0.0' },
        { image: `example/${artifactId}:1.0.0`, imagePullSecret: null },
      ),
    );

  it('on the bridge, without a token: REGISTRATION_FOREIGN', async () => {
    expect(await post(`${doors.bridge}/plugins`, JSON_TYPE, document())).toMatchObject({
      status: 403,
      code: 'REGISTRATION_FOREIGN',
      text: expect.stringContaining('\nOnly containers that DeltaDock started may register here; attach') as string,
    });
  });

  it.each([
    ['on the bridge', () => doors.bridge],
    ['on loopback', () => doors.core],
  ])('%s, with a token that nobody was given: REGISTRATION_TOKEN_UNKNOWN', async (_where, door) => {
    expect(await post(`${door()}/c/${'a'.repeat(43)}/plugins`, JSON_TYPE, document())).toMatchObject({
      status: 403,
      code: 'REGISTRATION_TOKEN_UNKNOWN',
      text: expect.stringContaining('\nUse CORE_URL exactly as the container was given it.') as string,
    });
  });

  it('with the token of a container that was given it, for another plugin: refused, and that one goes on', async () => {
    expect(await post(`${await tokenAddress()}/plugins`, JSON_TYPE, document())).toMatchObject({
      status: 400,
      code: 'REGISTRATION_REFUSED',
      text: `Registration rejected: expected image ${IMAGE} but got example/stranger:1.0.0`,
    });
  });

  it('says what is wrong with a body that is no JSON, too large, or no registration', async () => {
    const address = `${await tokenAddress()}/plugins`;
    expect(await post(address, JSON_TYPE, '{"pluginCoordinates":')).toMatchObject({
      status: 400,
      json: { code: 'JSON_INVALID' },
    });
    expect(await post(address, JSON_TYPE, ' '.repeat(17 * 1024 * 1024))).toMatchObject({
      status: 413,
      json: { code: 'BODY_TOO_LARGE', next: 'Send less than 16 MiB.' },
    });
    expect(await post(address, JSON_TYPE, '{}')).toMatchObject({
      status: 400,
      code: 'REGISTRATION_INVALID',
    });
  });

  it('tells a container of somebody else that it may not register, as that container logs', async () => {
    const port = new URL(doors.bridge).port;
    const container = await bench.docker.createContainer({
      Image: IMAGE,
      Labels: { 'deltadock.test': '1' },
      Env: [`CORE_URL=http://host.docker.internal:${port}`, 'IMAGE=deltadock/foreign:1', 'PROJECT_NAME=foreign'],
      HostConfig: { ExtraHosts: ['host.docker.internal:host-gateway'] },
    });
    try {
      await container.start();
      await container.wait();
      const said = (await container.logs({ stdout: true, stderr: true })).toString();
      expect(said).toContain('registration refused');
      expect(said).toContain('HTTP 403');
      expect(said).toContain('Only containers that DeltaDock started may register here');
    } finally {
      await container.remove({ force: true });
    }
  });

  it('serves containers nothing but registration', async () => {
    for (const path of ['/api/v2/status', '/api/call/plugin.list', '/graphql'])
      expect((await post(`${doors.bridge}${path}`, JSON_TYPE, '{}')).status).toBeGreaterThanOrEqual(403);
  });

  async function tokenAddress(): Promise<string> {
    const environment = (await bench.containers())[0]?.Config.Env ?? [];
    const [, path = ''] = /^CORE_URL=http:\/\/[^/]+(\/c\/.+)$/.exec(environment.find(isCoreUrl) ?? '') ?? [];
    return `${doors.bridge}${path}`;
  }
});

describe('a plugin whose token was misused', () => {
  it('registers again after a restart of its container, as if nothing had been refused', async () => {
    const [container] = await bench.containers();
    await bench.docker.getContainer(container?.Id ?? '').restart();
    await eventually(
      async () => {
        const [after] = await bench.containers();
        expect(after?.State.StartedAt).not.toBe(startedAt);
        expect(await bench.shown()).toMatchObject({
          installState: 'INSTALLED',
          container: { startedAt: after?.State.StartedAt },
          reason: { text: 'Registered and healthy' },
        });
      },
      { within: 20_000, every: 200 },
    );
    // What the checks after this test compare with.
    stored = await bench.stored();
    startedAt = (await bench.containers())[0]?.State.StartedAt;
  });
});

function isCoreUrl(line: string): boolean {
  return line.startsWith('CORE_URL=');
}

interface Answer {
  readonly status: number;
  readonly text: string;
  /** The body where it is JSON. */
  readonly json: unknown;
  /** What the core door says beside its words for people. */
  readonly code: unknown;
}

/** By Node's own client, since fetch neither sets Host nor reads an answer that comes before the body was taken. */
function post(url: string, headers: Readonly<Record<string, string>>, body: string): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const outgoing = httpRequest(url, {
      method: 'POST',
      agent: false,
      headers: { ...headers, 'Content-Length': body.length },
    });
    outgoing.on('response', (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => (text += chunk));
      response.on('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          text,
          json: parse(text),
          code: response.headers['deltadock-error'],
        }),
      );
    });
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
