import { createServer } from 'node:net';
import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Door } from '../../../electron/core-api/door-listeners.ts';
import { CORE_DOOR_LIMITS, createCoreDoor } from '../../../electron/core-api/rest/core-door.ts';
import { AppError } from '../../../shared/errors.ts';
import {
  type RecordingCoreHandlers,
  recordingCoreHandlers,
  recordingLogger,
} from '../../support/core-api/door-handlers.ts';
import { rawHttp, request } from '../../support/core-api/raw-http.ts';
import { recordedRegistration } from '../../support/registrations.ts';

/** Another address of this machine, in the place of Docker's bridge. */
const BRIDGE = '127.0.0.2';
const JSON_TYPE = { 'Content-Type': 'application/json' };

let handlers: RecordingCoreHandlers;
let door: Door;
let port: number;

beforeEach(async () => {
  handlers = recordingCoreHandlers();
  door = createCoreDoor({ handlers, logger: recordingLogger(), limits: CORE_DOOR_LIMITS });
  ({ port } = await door.listen('127.0.0.1', 0, 'loopback'));
  await door.listen(BRIDGE, port, 'bridge');
});
afterEach(() => door.close());

const register = (
  path: string,
  body: string | Buffer,
  headers: Readonly<Record<string, string>> = JSON_TYPE,
  host?: string,
) => rawHttp(port, request(`POST ${path}`, headers, body), host);

describe('a registration', () => {
  test.each(['minimal', 'full'] as const)('the %s recording, byte for byte: 200 and an empty body', async (which) => {
    const bytes = await recordedRegistration(which);
    const answer = await rawHttp(
      port,
      request('POST /plugins', { 'User-Agent': 'python-requests/2.32.3', Accept: '*/*', ...JSON_TYPE }, bytes),
    );
    expect(answer).toMatchObject({ status: 200, body: '' });
    expect(handlers.seen).toEqual([
      { caller: { listener: 'loopback' }, document: JSON.parse(bytes.toString('utf8')) as unknown },
    ]);
  });

  test('carries the token of its path, on either listener', async () => {
    expect((await register('/c/tok-1/plugins', '{}', { ...JSON_TYPE, Host: 'host.docker.internal:1' })).status).toBe(
      200,
    );
    expect((await register('/c/tok-2/plugins', '{}', JSON_TYPE, BRIDGE)).status).toBe(200);
    expect(handlers.seen.map(({ caller }) => caller)).toEqual([
      { listener: 'loopback', token: 'tok-1' },
      { listener: 'bridge', token: 'tok-2' },
    ]);
  });

  test('in chunks, with a charset, and after 100-continue', async () => {
    const chunked =
      'POST /plugins HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: application/json; charset=utf-8\r\n';
    const first = await rawHttp(port, `${chunked}Transfer-Encoding: chunked\r\n\r\n5\r\n{"a":\r\n2\r\n1}\r\n0\r\n\r\n`);
    const second = await rawHttp(port, request('POST /plugins', { ...JSON_TYPE, Expect: '100-continue' }, '{"a":2}'));
    expect([first.status, second.text.startsWith('HTTP/1.1 100 Continue')]).toEqual([200, true]);
    expect(second.text).toContain('HTTP/1.1 200 OK');
    expect(handlers.seen.map(({ document }) => document)).toEqual([{ a: 1 }, { a: 2 }]);
  });

  test('text beyond ASCII arrives whole', async () => {
    await register('/plugins', '{"displayName":"Prüfer 😀"}');
    expect(handlers.seen[0]?.document).toEqual({ displayName: 'Prüfer 😀' });
  });

  test('many on one connection, pipelined, are answered in order', async () => {
    const one =
      'POST /plugins HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}';
    const answer = await rawHttp(port, `${one}${one}${request('POST /plugins', JSON_TYPE, '{}').toString()}`);
    expect(answer.text.match(/HTTP\/1\.1 200 OK/g)).toHaveLength(3);
  });
});

describe('refused by the engine', () => {
  test.each([400, 403, 409, 503] as const)('%i with its code in a header and one problem a line', async (status) => {
    handlers.answer = () =>
      Promise.resolve({ accepted: false, status, code: 'REGISTRATION_INVALID', lines: ['one', 'two ü'] });
    const answer = await register('/plugins', '{}');
    expect(answer).toMatchObject({ status, body: 'one\ntwo ü' });
    expect(answer.headers.get('deltadock-error')).toBe('REGISTRATION_INVALID');
    expect(answer.headers.get('content-type')).toMatch(/^text\/plain/);
  });

  test('before the body is read, so that a stranger cannot send 16 MiB', async () => {
    handlers.refusal = { accepted: false, status: 403, code: 'REGISTRATION_FOREIGN', lines: ['no'] };
    const head = `POST /plugins HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 16000000\r\n\r\n`;
    const answer = await rawHttp(port, head, BRIDGE);
    expect(answer).toMatchObject({ status: 403, body: expect.stringMatching(/^no\nOnly containers that /) as string });
    expect(answer.headers.get('deltadock-error')).toBe('REGISTRATION_FOREIGN');
    expect(handlers.asked).toEqual([{ listener: 'bridge' }]);
    expect(handlers.seen).toEqual([]);
  });

  test.each([
    [new AppError('DISK_FULL', 'The disk is full.'), 503, 'DISK_FULL'],
    [new AppError('ENGINE_STOPPING', 'Stopping.'), 503, 'ENGINE_STOPPING'],
    [new Error('secret inside'), 500, 'INTERNAL'],
  ])('a fault of ours, %s, is %i', async (fault, status, code) => {
    handlers.answer = () => Promise.reject(fault);
    const answer = await register('/plugins', '{}');
    expect(answer.status).toBe(status);
    expect(JSON.parse(answer.body)).toMatchObject({ code });
    expect(answer.text).not.toContain('secret');
  });
});

describe('what else is asked', () => {
  test.each([
    ['GET /', 404, 'NOT_FOUND'],
    ['GET /plugins', 405, 'NOT_FOUND'],
    ['POST /api/v2/deltafile/ingress', 503, 'NOT_AVAILABLE'],
    ['POST /api/v2/graphql', 503, 'NOT_AVAILABLE'],
    ['GET /api/v2/lookup', 404, 'NOT_AVAILABLE'],
  ])('%s on loopback: %i %s', async (line, status, code) => {
    const answer = await rawHttp(port, request(line));
    expect(answer.status).toBe(status);
    expect(JSON.parse(answer.body)).toMatchObject({ code, next: expect.any(String) as string });
  });

  test.each(['GET /', 'GET /plugins', 'POST /api/v2/graphql', 'POST /api/v2/deltafile/ingress', 'GET /api/v2/me'])(
    '%s on the bridge: 403',
    async (line) => {
      const answer = await rawHttp(port, request(line), BRIDGE);
      expect(answer.status).toBe(403);
      expect(answer.headers.get('deltadock-error')).toBe('NOT_FOR_CONTAINERS');
    },
  );

  test.each([
    [{ Host: 'evil.example' }],
    [{ Host: 'localhost', Origin: 'http://evil.example' }],
    [{ Host: 'localhost', Origin: 'null' }],
  ])('a web page cannot register: %j', async (headers) => {
    const answer = await register('/plugins', '{}', { ...JSON_TYPE, ...headers });
    expect(answer.status).toBe(403);
    expect(answer.headers.get('deltadock-error')).toBe('ORIGIN_REFUSED');
    expect([...handlers.asked, ...handlers.seen]).toEqual([]);
  });
});

describe('listeners', () => {
  test('the bridge closes and opens again while loopback stays', async () => {
    await door.close();
    const loopback = await door.listen('127.0.0.1', 0, 'loopback');
    const bridge = await door.listen(BRIDGE, loopback.port, 'bridge');
    await bridge.close();
    await bridge.close();
    await expect(rawHttp(loopback.port, request('GET /'), BRIDGE)).resolves.toMatchObject({ status: 0 });
    await expect(rawHttp(loopback.port, request('GET /'))).resolves.toMatchObject({ status: 404 });
    await door.listen(BRIDGE, loopback.port, 'bridge');
    await expect(rawHttp(loopback.port, request('GET /'), BRIDGE)).resolves.toMatchObject({ status: 403 });
  });

  test('localhost is served whether it means IPv4 or IPv6', async () => {
    const hasIpv6 = await canListen('::1');
    const status = hasIpv6 ? (await rawHttp(port, request('GET /'), '::1')).status : 404;
    expect(status).toBe(404);
  });

  test('a taken port and a foreign address are told as Node tells them', async () => {
    await expect(door.listen('127.0.0.1', port, 'loopback')).rejects.toMatchObject({ code: 'EADDRINUSE' });
    await expect(door.listen('192.0.2.1', 0, 'bridge')).rejects.toMatchObject({ code: 'EADDRNOTAVAIL' });
  });

  test.each(['0.0.0.0', '::', ''])('every address at once (%j) is not for this door', async (address) => {
    await expect(door.listen(address, 0, 'bridge')).rejects.toMatchObject({ code: 'ADDRESS_UNAVAILABLE' });
  });

  test('an answer under way is written before the door closes', async () => {
    let finish: () => void = () => undefined;
    const started = new Promise<void>((resolve) => {
      handlers.answer = () => {
        resolve();
        return new Promise((answer) => {
          finish = () => answer({ accepted: true });
        });
      };
    });
    const answer = register('/plugins', '{}');
    await started;
    const closed = door.close();
    finish();
    await expect(answer).resolves.toMatchObject({ status: 200 });
    await closed;
  });
});

async function canListen(host: string): Promise<boolean> {
  const server = createServer();
  const outcome = await Promise.race([
    once(server.listen(0, host), 'listening').then(() => true),
    once(server, 'error').then(() => false),
  ]).catch(() => false);
  server.close();
  return outcome;
}
