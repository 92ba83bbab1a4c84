import { type ClientRequestArgs, type IncomingHttpHeaders, request } from 'node:http';
import { connect } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../../electron/adapter/system/system-clock.ts';
import { type ControlDoor, createControlDoor } from '../../../electron/http/control-door.ts';
import type { UiFiles } from '../../../electron/page/ui-files.ts';
import { type FakeEngine, createFakeEngine } from '../../support/fakes/engine.ts';
import { silentLogger } from '../../support/fakes/host-parts.ts';
import { eventuallyTrue } from '../../support/eventually.ts';

const token = 'T'.repeat(43);
const page: UiFiles = () => ({ status: 200, type: 'text/html', headers: {}, body: Buffer.from('the page') });

let door: ControlDoor;
let engine: FakeEngine;
let port: number;

beforeEach(async () => {
  engine = createFakeEngine({
    version: '0.0.0',
    pid: 1,
    mode: 'serve',
    directory: { id: 'abcdef', path: 'nowhere', isDefault: false },
    requestStop() {},
  });
  door = createControlDoor({ engine, token, ui: page, clock: systemClock, logger: silentLogger });
  port = await door.listen(0);
});

afterEach(async () => {
  await engine.stop({ leavePlugins: true });
  await door.close(0);
});

interface Reply {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  readonly code: string | undefined;
}

/** One raw request; nothing is added that the test does not name but Host. */
function send(options: ClientRequestArgs, body?: string | Buffer): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const outgoing = request({ host: '127.0.0.1', port, agent: false, ...options }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => {
        text += chunk;
      });
      response.on('end', () => {
        const code = /"code":"(\w+)"/.exec(text)?.[1];
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text, code });
      });
    });
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

const json = { 'Content-Type': 'application/json', Authorization: `Bearer ${token}` };
const list = { method: 'POST', path: '/api/call/plugin.list' } as const;

describe('who may use the control door', () => {
  it('answers a call with the token', async () => {
    expect(await send({ ...list, headers: json }, '{}')).toMatchObject({ status: 200, body: '{"ok":true,"value":[]}' });
  });

  it.each([
    ['no token', {}],
    ['an empty token', { Authorization: 'Bearer ' }],
    ['a wrong token', { Authorization: `Bearer ${'U'.repeat(43)}` }],
    ['a token that is longer', { Authorization: `Bearer ${token}T` }],
    ['another scheme', { Authorization: `Basic ${token}` }],
    ['the token as a cookie', { Cookie: `token=${token}` }],
  ])('refuses a call with %s', async (_what, headers) => {
    const reply = await send({ ...list, headers: { 'Content-Type': 'application/json', ...headers } }, '{}');
    expect(reply).toMatchObject({ status: 401, code: 'TOKEN_INVALID' });
  });

  it('takes no token from the address', async () => {
    const reply = await send({ method: 'GET', path: `/api/events?token=${token}` });
    expect(reply).toMatchObject({ status: 401, code: 'TOKEN_INVALID' });
    expect(engine.subscribers()).toBe(0);
  });

  it.each([
    'evil.example',
    'evil.example:PORT',
    '127.0.0.1',
    '127.0.0.1:1',
    'localhost.evil.example:PORT',
    '127.0.0.1.nip.io:PORT',
    '0.0.0.0:PORT',
  ])('refuses the Host “%s”, even with the token', async (host) => {
    const headers = { ...json, Host: host.replace('PORT', String(port)) };
    expect(await send({ ...list, headers }, '{}')).toMatchObject({ status: 403, code: 'ORIGIN_REFUSED' });
    expect(await send({ path: '/', headers })).toMatchObject({ status: 403, code: 'ORIGIN_REFUSED' });
  });

  it.each(['127.0.0.1:PORT', 'localhost:PORT', '[::1]:PORT', 'LOCALHOST:PORT'])(
    'answers to the Host %s',
    async (host) => {
      const headers = { ...json, Host: host.replace('PORT', String(port)) };
      expect((await send({ ...list, headers }, '{}')).status).toBe(200);
    },
  );

  it.each([
    'https://evil.example',
    'null',
    'http://localhost:1',
    'https://127.0.0.1:PORT',
    'http://127.0.0.1:PORT.evil.example',
  ])('refuses the Origin %s', async (origin) => {
    const headers = { ...json, Origin: origin.replace('PORT', String(port)) };
    expect(await send({ ...list, headers }, '{}')).toMatchObject({ status: 403, code: 'ORIGIN_REFUSED' });
  });

  it('answers its own page', async () => {
    const headers = { ...json, Origin: `http://localhost:${String(port)}` };
    expect((await send({ ...list, headers }, '{}')).status).toBe(200);
  });

  it('never lets another site read an answer', async () => {
    const reply = await send({ ...list, headers: json }, '{}');
    expect(reply.headers['access-control-allow-origin']).toBeUndefined();
    expect(reply.headers['cross-origin-resource-policy']).toBe('same-origin');
    expect(reply.headers['cache-control']).toBe('no-store');
  });
});

describe('a ticket for the page', () => {
  const issue = async (headers: Record<string, string>) => send({ method: 'POST', path: '/api/ticket', headers });

  it('leads a browser to the page once, and the token is not in its address', async () => {
    const { body } = await issue({ Authorization: `Bearer ${token}` });
    const { value } = JSON.parse(body) as { readonly value: { readonly ticket: string } };
    expect(value.ticket).not.toContain(token);
    const first = await send({ path: `/open/${value.ticket}` });
    expect([first.status, first.headers.location]).toEqual([303, `/#token=${token}`]);
    const second = await send({ path: `/open/${value.ticket}` });
    expect([second.status, second.headers.location]).toEqual([303, '/']);
  });

  it('is given to nobody without the token, and cannot be guessed', async () => {
    expect((await issue({})).status).toBe(401);
    expect((await send({ path: '/open/guessed' })).headers.location).toBe('/');
    expect((await send({ path: '/open/' })).headers.location).toBe('/');
  });
});

describe('what the control door reads', () => {
  it.each([
    ['a text', 'nonsense'],
    ['half a document', '{"image":'],
    ['bytes that are no UTF-8', Buffer.from([0x7b, 0xff, 0xfe, 0x7d])],
  ])('refuses %s as a body', async (_what, body) => {
    expect(await send({ ...list, headers: json }, body)).toMatchObject({ status: 400, code: 'JSON_INVALID' });
  });

  it.each(['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data', 'application/jsonp', ''])(
    'refuses the type “%s”, which a form of another site could send',
    async (type) => {
      const headers = { ...json, 'Content-Type': type };
      expect(await send({ ...list, headers }, '{}')).toMatchObject({ status: 415, code: 'MEDIA_TYPE_UNSUPPORTED' });
    },
  );

  it('refuses a body that says it is over 1 MiB, and one that grows over it', async () => {
    const large = `{"image":"${'x'.repeat(1024 * 1024)}"}`;
    expect(await send({ ...list, headers: json }, large)).toMatchObject({ status: 413, code: 'BODY_TOO_LARGE' });
    const chunked = { ...json, 'Transfer-Encoding': 'chunked' };
    expect(await send({ ...list, headers: chunked }, large)).toMatchObject({ status: 413, code: 'BODY_TOO_LARGE' });
  });

  it('takes a body just below the limit to the procedure', async () => {
    const body = `{"image":"${'x'.repeat(1024 * 1024 - 20)}"}`;
    const reply = await send({ method: 'POST', path: '/api/call/plugin.install', headers: json }, body);
    expect(reply).toMatchObject({ status: 400, code: 'INPUT_INVALID' });
  });

  it('takes an empty body as no input', async () => {
    expect((await send({ ...list, headers: json })).status).toBe(200);
  });

  it.each([
    ['GET', '/api/call/plugin.install', 'POST'],
    ['DELETE', '/api/call/plugin.install', 'POST'],
    ['POST', '/api/events', 'GET'],
    ['POST', '/', 'GET, HEAD'],
    ['PUT', '/index.html', 'GET, HEAD'],
  ])('refuses %s %s and says what it takes', async (method, path, allow) => {
    const reply = await send({ method, path, headers: json });
    expect(reply).toMatchObject({ status: 405, code: 'METHOD_NOT_ALLOWED' });
    expect(reply.headers.allow).toBe(allow);
  });

  it.each(['/api', '/api/', '/api/nothing', '/api/call'])('has nothing at %s', async (path) => {
    expect(await send({ path, headers: json })).toMatchObject({ status: 404, code: 'NOT_FOUND' });
  });

  it('tells an unknown procedure from an unknown address', async () => {
    const reply = await send({ method: 'POST', path: '/api/call/plugin.explode', headers: json }, '{}');
    expect(reply).toMatchObject({ status: 404, code: 'PROCEDURE_UNKNOWN' });
  });
});

describe('a client that does not read its events', () => {
  it('is cut off, while another one misses nothing', async () => {
    const slow = connect(port, '127.0.0.1');
    slow.on('error', () => {});
    slow.pause();
    slow.write(`GET /api/events HTTP/1.1\r\nHost: 127.0.0.1:${String(port)}\r\nAuthorization: Bearer ${token}\r\n\r\n`);
    await eventuallyTrue(() => engine.subscribers() === 1);
    let seen = 0;
    const reader = request(
      { host: '127.0.0.1', port, path: '/api/events', headers: json, agent: false },
      (response) => {
        response.setEncoding('utf8');
        response.on('data', (text: string) => {
          seen += text.split('data: ').length - 1;
        });
      },
    );
    reader.on('error', () => {});
    reader.end();
    await eventuallyTrue(() => engine.subscribers() === 2 && seen === 1);

    const description = 'x'.repeat(64 * 1024);
    let sent = 0;
    await eventuallyTrue(
      () => {
        engine.set('sample', { description });
        sent += 1;
        return engine.subscribers() === 1;
      },
      { within: 10_000, every: 1 },
    );
    await eventuallyTrue(() => seen === sent + 1);
    expect(sent * description.length).toBeLessThan(32 * 1024 * 1024);
    reader.destroy();
    slow.destroy();
  });
});

describe('the end of the control door', () => {
  it('ends the event streams and lets answers under way be written', async () => {
    const ended = new Promise<void>((resolve) => {
      const reader = request(
        { host: '127.0.0.1', port, path: '/api/events', headers: json, agent: false },
        (response) => {
          response.resume();
          response.on('end', resolve);
        },
      );
      reader.end();
    });
    await eventuallyTrue(() => engine.subscribers() === 1);
    await door.close(1000);
    await ended;
    expect(engine.subscribers()).toBe(0);
  });
});
