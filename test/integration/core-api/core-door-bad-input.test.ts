import { connect, type Socket } from 'node:net';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Door } from '../../../electron/core-api/door-listeners.ts';
import { CORE_DOOR_LIMITS, createCoreDoor } from '../../../electron/core-api/rest/core-door.ts';
import {
  type RecordingCoreHandlers,
  type RecordingLogger,
  recordingCoreHandlers,
  recordingLogger,
} from '../../support/core-api/door-handlers.ts';
import { rawHttp, readToEnd, request } from '../../support/core-api/raw-http.ts';

const MIB = 1024 * 1024;
const JSON_TYPE = { 'Content-Type': 'application/json' };

let handlers: RecordingCoreHandlers;
let logger: RecordingLogger;
let door: Door;
let port: number;

async function open(limits = CORE_DOOR_LIMITS): Promise<void> {
  handlers = recordingCoreHandlers();
  logger = recordingLogger();
  door = createCoreDoor({ handlers, logger, limits });
  ({ port } = await door.listen('127.0.0.1', 0, 'loopback'));
}

/** The door took no harm: it answers, and nothing was logged as a fault. */
async function expectUnharmed(): Promise<void> {
  const answer = await rawHttp(port, request('POST /plugins', JSON_TYPE, '{"still":"here"}'));
  expect(answer.status).toBe(200);
  expect(handlers.seen.at(-1)?.document).toEqual({ still: 'here' });
  expect(logger.lines.filter(({ level }) => level === 'error')).toEqual([]);
}

beforeEach(() => open());
afterEach(async () => {
  await expectUnharmed();
  await door.close();
});

describe('bodies', () => {
  test.each([
    ['', 'Unexpected end'],
    ['{', 'Expected property name'],
    ['{"a":1}{', 'Unexpected non-whitespace'],
    ['<xml/>', 'Unexpected token'],
    [Buffer.from([0x22, 0xff, 0x22]), 'not valid'],
    [Buffer.from('\u{feff}{"a":', 'utf16le'), 'not valid'],
  ])('%j is not JSON: 400 with an error object', async (body, why) => {
    const answer = await rawHttp(port, request('POST /plugins', JSON_TYPE, body));
    expect(answer.status).toBe(400);
    expect(JSON.parse(answer.body)).toMatchObject({
      code: 'JSON_INVALID',
      message: expect.stringContaining(why) as string,
      next: 'Send one JSON document with Content-Type application/json.',
    });
    expect(handlers.seen).toEqual([]);
  });

  test.each([
    [{}],
    [{ 'Content-Type': '' }],
    [{ 'Content-Type': 'text/plain' }],
    [{ 'Content-Type': 'application/x-www-form-urlencoded' }],
    [{ 'Content-Type': 'multipart/form-data; boundary=application/json' }],
    [{ 'Content-Type': 'text/json' }],
  ])('of the type %j: 415', async (headers) => {
    const answer = await rawHttp(port, request('POST /plugins', headers, '{}'));
    expect(answer.status).toBe(415);
    expect(answer.headers.get('deltadock-error')).toBe('MEDIA_TYPE_UNSUPPORTED');
    expect(handlers.seen).toEqual([]);
  });

  test('compressed: 415', async () => {
    const headers = { ...JSON_TYPE, 'Content-Encoding': 'gzip' };
    expect((await rawHttp(port, request('POST /plugins', headers, gzipSync('{}')))).status).toBe(415);
  });

  test('of 16 MiB exactly is taken', async () => {
    const body = Buffer.alloc(16 * MIB, ' ');
    body.write('{}');
    expect((await rawHttp(port, request('POST /plugins', JSON_TYPE, body))).status).toBe(200);
  });

  test('announced as larger: 413 at once, before anything of it is sent', async () => {
    const answer = await rawHttp(port, request('POST /plugins', { ...JSON_TYPE, 'Content-Length': '16777217' }));
    expect(answer.status).toBe(413);
    expect(JSON.parse(answer.body)).toMatchObject({ code: 'BODY_TOO_LARGE', next: 'Send less than 16 MiB.' });
  });

  test('announced as larger by a client that asks first: 413, and it is not told to go on', async () => {
    const headers = { ...JSON_TYPE, Expect: '100-continue', 'Content-Length': '16777217' };
    const answer = await rawHttp(port, request('POST /plugins', headers));
    expect([answer.status, answer.text.includes('100 Continue')]).toEqual([413, false]);
  });

  test('larger in chunks: 413, and no more than the limit is read', async () => {
    const { answer, sent } = await flood(port, 200 * MIB);
    expect(answer.status).toBe(413);
    expect(sent).toBeLessThan(200 * MIB);
    expect(handlers.seen).toEqual([]);
  });

  test('shorter than announced: nothing is registered', async () => {
    const bytes = request('POST /plugins', { ...JSON_TYPE, 'Content-Length': '100' }, '{}');
    const socket = connect(port, '127.0.0.1');
    await readToEnd(socket, () => socket.end(bytes));
    expect(handlers.seen).toEqual([]);
  });

  test('longer than announced: the rest is another request, and not a good one', async () => {
    const head =
      'POST /plugins HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n';
    const answer = await rawHttp(port, `${head}{}{"more":1}`);
    expect([200, 400]).toContain(answer.status);
    expect(handlers.seen.map(({ document }) => document)).toEqual([{}]);
  });
});

describe('slow clients', () => {
  test('a body that does not come in time: 408, and the connection ends', async () => {
    await door.close();
    await open({ ...CORE_DOOR_LIMITS, body: { bytes: MIB, milliseconds: 100 } });
    const answer = await rawHttp(port, request('POST /plugins', { ...JSON_TYPE, 'Content-Length': '100' }, '{'));
    expect(answer.status).toBe(408);
    expect(answer.headers.get('deltadock-error')).toBe('BODY_TOO_SLOW');
    expect(handlers.seen).toEqual([]);
  });

  test('headers that do not come in time: the connection ends', async () => {
    await door.close();
    await open({ ...CORE_DOOR_LIMITS, headers: 100 });
    expect((await rawHttp(port, 'POST /plugins HTTP/1.1\r\nHost: loc')).status).toBe(408);
  });

  test('many large bodies at once: those beyond the room are told to come again', async () => {
    await door.close();
    await open({ ...CORE_DOOR_LIMITS, allBodies: 2 * MIB });
    const half = Buffer.alloc(MIB + 100_000, ' ');
    const holder = connect(port, '127.0.0.1');
    holder.write(request('POST /plugins', { ...JSON_TYPE, 'Content-Length': String(2 * MIB) }, half));
    const refused = await untilStatus(503, () => rawHttp(port, request('POST /plugins', JSON_TYPE, half)));
    expect(refused.headers.get('deltadock-error')).toBe('TOO_BUSY');
    // With room enough the same body is read to its end, and only then found to be no JSON.
    await door.close();
    await open();
    expect((await rawHttp(port, request('POST /plugins', JSON_TYPE, half))).status).toBe(400);
    holder.destroy();
  });

  test('the room of a body is free again when its sender is gone', async () => {
    await door.close();
    await open({ ...CORE_DOOR_LIMITS, allBodies: 2 * MIB });
    const half = Buffer.alloc(MIB + 100_000, ' ');
    const holder = connect(port, '127.0.0.1');
    holder.write(request('POST /plugins', { ...JSON_TYPE, 'Content-Length': String(2 * MIB) }, half));
    await untilStatus(503, () => rawHttp(port, request('POST /plugins', JSON_TYPE, half)));
    holder.destroy();
    await untilStatus(400, () => rawHttp(port, request('POST /plugins', JSON_TYPE, half)));
  });
});

describe('what is not HTTP', () => {
  test.each([
    ['nothing of HTTP', 'hello\r\n\r\n', [400]],
    ['RESP', '*1\r\n$4\r\nPING\r\n', [400]],
    ['TLS', Buffer.from('160301020001000001fc0303', 'hex'), [400]],
    ['a space in the target', 'GET /a b HTTP/1.1\r\nHost: localhost\r\n\r\n', [400]],
    ['no version', 'GET /\r\n\r\n', [403]],
    ['another version', 'GET / HTTP/3.0\r\nHost: localhost\r\n\r\n', [400]],
    ['no host', 'GET / HTTP/1.1\r\nConnection: close\r\n\r\n', [400]],
    ['two hosts', 'GET / HTTP/1.1\r\nHost: localhost\r\nHost: evil\r\nConnection: close\r\n\r\n', [400, 404]],
    ['HTTP/1.0 without a host', 'GET / HTTP/1.0\r\n\r\n', [403]],
    ['a NUL in a header', 'GET / HTTP/1.1\r\nHost: local\0host\r\n\r\n', [400]],
    ['a folded header', 'GET / HTTP/1.1\r\nHost: localhost\r\n x\r\n\r\n', [400]],
    ['headers over 64 KiB', `GET / HTTP/1.1\r\nHost: localhost\r\nX: ${'x'.repeat(70_000)}\r\n\r\n`, [431]],
    ['a target over 64 KiB', `GET /${'x'.repeat(70_000)} HTTP/1.1\r\n\r\n`, [431]],
    ['10 000 headers', `GET / HTTP/1.1\r\nHost: localhost\r\n${'A: b\r\n'.repeat(10_000)}\r\n`, [404, 431]],
    ['CONNECT', 'CONNECT evil:80 HTTP/1.1\r\nHost: localhost\r\n\r\n', [0]],
  ])('%s', async (_name, bytes, statuses) => {
    const socket = connect(port, '127.0.0.1');
    const answer = await readToEnd(socket, () => socket.end(bytes));
    expect(statuses).toContain(answer.status);
    expect(handlers.seen).toEqual([]);
  });

  const SMUGGLED = 'POST /plugins HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n';
  test.each([
    ['both lengths', `${SMUGGLED}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`],
    ['two lengths', `${SMUGGLED}Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}`],
    ['a list of lengths', `${SMUGGLED}Content-Length: 2, 2\r\n\r\n{}`],
    ['a signed length', `${SMUGGLED}Content-Length: +2\r\n\r\n{}`],
    ['a negative length', `${SMUGGLED}Content-Length: -1\r\n\r\n{}`],
    ['a hexadecimal length', `${SMUGGLED}Content-Length: 0x2\r\n\r\n{}`],
    ['an endless length', `${SMUGGLED}Content-Length: 99999999999999999999\r\n\r\n{}`],
    ['a disguised encoding', `${SMUGGLED}Transfer-Encoding: xchunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n`],
    ['a space before the colon', `${SMUGGLED}Content-Length : 2\r\n\r\n{}`],
    ['a bad chunk', `${SMUGGLED}Transfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n`],
    ['a bare LF', `${SMUGGLED.replaceAll('\r\n', '\n')}Content-Length: 2\n\n{}`],
  ])('smuggling by %s registers nothing', async (_name, bytes) => {
    const socket = connect(port, '127.0.0.1');
    const answer = await readToEnd(socket, () => socket.end(bytes));
    expect([400, 408, 413, 0]).toContain(answer.status);
    expect(handlers.seen).toEqual([]);
  });

  test('anything at all ends in an answer or a closed connection', { timeout: 60_000 }, async () => {
    const piece = fc.oneof(
      fc
        .constantFrom(
          'POST /plugins HTTP/1.1\r\n',
          'GET /c/x/plugins HTTP/1.1\r\n',
          'Host: localhost\r\n',
          'Content-Type: application/json\r\n',
          'Content-Length: 3\r\n',
          'Transfer-Encoding: chunked\r\n',
          'Expect: 100-continue\r\n',
          'Connection: upgrade\r\nUpgrade: x\r\n',
          '\r\n',
          '3\r\n{}\n\r\n0\r\n\r\n',
          '{}\n',
          '\0',
        )
        .map((text) => Buffer.from(text)),
      fc.uint8Array({ maxLength: 30 }).map((bytes) => Buffer.from(bytes)),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(piece, { minLength: 1, maxLength: 12 }), async (pieces) => {
        const socket = connect(port, '127.0.0.1');
        await readToEnd(socket, () => {
          for (const one of pieces) socket.write(one);
          socket.end();
        });
      }),
      { numRuns: 300 },
    );
  });

  test('500 connections that say nothing do not keep others out', async () => {
    const silent: Socket[] = [];
    for (let index = 0; index < 500; index += 1) silent.push(connect(port, '127.0.0.1').on('error', () => undefined));
    await expectUnharmed();
    for (const socket of silent) socket.destroy();
  });
});

async function untilStatus(status: number, ask: () => ReturnType<typeof rawHttp>): ReturnType<typeof rawHttp> {
  for (;;) {
    const answer = await ask();
    if (answer.status === status) return answer;
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
  }
}

/** Sends one endless chunked body as fast as it is taken, until the door ends the connection. */
async function flood(to: number, most: number): Promise<{ answer: Awaited<ReturnType<typeof rawHttp>>; sent: number }> {
  const socket = connect(to, '127.0.0.1');
  const chunk = Buffer.concat([Buffer.from('10000\r\n'), Buffer.alloc(0x10000, ' '), Buffer.from('\r\n')]);
  let sent = 0;
  const more = (): void => {
    while (sent < most && !socket.destroyed) {
      sent += chunk.length;
      if (!socket.write(chunk)) return;
    }
  };
  socket.on('drain', more);
  const answer = await readToEnd(socket, () => {
    socket.write(
      'POST /plugins HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n',
    );
    more();
  });
  return { answer, sent };
}
