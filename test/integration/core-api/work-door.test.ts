import { connect } from 'node:net';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Door } from '../../../electron/core-api/door-listeners.ts';
import { createWorkDoor, WORK_DOOR_LIMITS } from '../../../electron/core-api/resp/work-door.ts';
import { QueueError, type Reply } from '../../../electron/sample-plugin/reply-reader.ts';
import {
  type RecordingLogger,
  type RecordingWorkHandlers,
  recordingLogger,
  recordingWorkHandlers,
} from '../../support/core-api/door-handlers.ts';
import { encodeCommand, RespClient } from '../../support/core-api/resp-client.ts';
import { readToEnd } from '../../support/core-api/raw-http.ts';
import { eventually, eventuallyTrue } from '../../support/eventually.ts';
import { recordedCommands } from '../../support/registrations.ts';

const HEARTBEATS = 'org.deltafi.action-queue.heartbeat';
const LONG_RUNNING = 'org.deltafi.action-queue.long-running-tasks';
const NOAUTH = new QueueError('NOAUTH Authentication required.');

let handlers: RecordingWorkHandlers;
let logger: RecordingLogger;
let door: Door;
let port: number;
const clients: RespClient[] = [];

async function open(limits = WORK_DOOR_LIMITS): Promise<void> {
  handlers = recordingWorkHandlers();
  logger = recordingLogger();
  door = createWorkDoor({ handlers, logger, limits });
  ({ port } = await door.listen('127.0.0.1', 0, 'loopback'));
}

async function reopen(limits: Partial<typeof WORK_DOOR_LIMITS>): Promise<void> {
  await door.close();
  await open({ ...WORK_DOOR_LIMITS, ...limits });
}

async function client(deploy?: string): Promise<RespClient> {
  const one = await RespClient.open(port);
  clients.push(one);
  if (deploy !== undefined) expect(await one.send('AUTH', `password-${deploy}`)).toBe('OK');
  return one;
}

beforeEach(() => open());
afterEach(async () => {
  for (const one of clients.splice(0)) one.close();
  const after = await client('afterwards');
  expect(await after.send('PING')).toBe('PONG');
  after.close();
  await door.close();
  expect(logger.lines.filter(({ level }) => level === 'error')).toEqual([]);
});

describe('passwords', () => {
  test('nothing is answered before the right one', async () => {
    const one = await client();
    expect(await one.send('PING')).toEqual(NOAUTH);
    expect(await one.send('HSET', HEARTBEATS, 'a', 'b')).toEqual(NOAUTH);
    expect(await one.send('AUTH', 'wrong')).toBeInstanceOf(QueueError);
    expect(await one.send('BZPOPMIN', 'q', '0')).toEqual(NOAUTH);
    expect(await one.send('AUTH', 'password-a')).toBe('OK');
    expect(await one.send('PING')).toBe('PONG');
    expect([...handlers.heartbeats, ...handlers.waits]).toEqual([]);
  });

  test('a user name before the password is not asked for', async () => {
    const one = await client();
    expect(await one.send('AUTH', 'default', 'password-a')).toBe('OK');
    expect(await one.send('AUTH', 'a', 'b', 'c')).toBeInstanceOf(QueueError);
  });

  test('once they end, the next command is refused and the connection closed', async () => {
    const one = await client('a');
    const other = await client('b');
    handlers.ended.add('a');
    expect(await one.send('PING')).toEqual(NOAUTH);
    await eventuallyTrue(() => one.isClosed);
    expect(await other.send('PING')).toBe('PONG');
  });

  test('once they end, a client that waits is cut off too', async () => {
    await reopen({ lookEvery: 20 });
    const one = await client('a');
    const reply = one.send('BZPOPMIN', 'q', '0');
    await eventuallyTrue(() => handlers.waits.length === 1);
    handlers.ended.add('a');
    expect(await reply).toEqual(NOAUTH);
    await eventuallyTrue(() => one.isClosed);
  });

  test('a connection that shows none ends by itself', async () => {
    await reopen({ authWithin: 50 });
    const silent = await client();
    await eventuallyTrue(() => silent.isClosed);
  });
});

describe('what kits send', () => {
  test('the recording is answered command by command, in its order', async () => {
    const open = new Map<string, RespClient>();
    const commands = await recordedCommands();
    let answered = 0;
    for (const { connection, words } of commands) {
      const one = open.get(connection) ?? (await client());
      open.set(connection, one);
      if (words[0] === 'BZPOPMIN') {
        // A recorded wait ended with work; here it would not end, so its connection goes on as a new one.
        one.raw(encodeCommand(words));
        open.set(connection, await client('kit'));
        continue;
      }
      const reply = await one.send(...words.map((word) => (word === '(redacted)' ? 'password-kit' : word)));
      answered += 1;
      expect([words[0], kindOf(reply)]).toEqual([words[0], EXPECTED[words[0] ?? '']]);
    }
    expect(answered).toBeGreaterThan(70);
    await eventuallyTrue(
      () => handlers.waits.length === commands.filter(({ words }) => words[0] === 'BZPOPMIN').length,
    );
    const beats = commands.filter(({ words }) => words[0] === 'HSET').map(({ words }) => words[2]);
    expect(handlers.heartbeats.map(({ action }) => action)).toEqual(beats);
    expect(new Set(handlers.waits.flatMap(({ queues }) => queues)).size).toBe(9);
  });

  const EXPECTED: Readonly<Record<string, string>> = { AUTH: 'OK', CLIENT: 'OK', HSET: 'number', ZADD: 'error' };

  function kindOf(reply: Reply): string {
    if (reply instanceof QueueError) return 'error';
    return typeof reply === 'string' ? reply : typeof reply;
  }

  test('RESP3 is not spoken, and a client that asks for it is told so', async () => {
    const one = await client();
    expect(await one.send('HELLO', '3', 'AUTH', 'default', 'password-a')).toEqual(
      new QueueError("ERR unknown command 'HELLO', with args beginning with: '3' 'AUTH' 'default' "),
    );
    expect(await one.send('AUTH', 'password-a')).toBe('OK');
  });

  test('CLIENT, PING, QUIT and what is unknown', async () => {
    const one = await client('a');
    expect(await one.send('CLIENT', 'SETINFO', 'LIB-NAME', 'x')).toBe('OK');
    expect(await one.send('client', 'setname', 'x')).toBe('OK');
    expect(await one.send('CLIENT', 'ID')).toEqual(expect.any(Number));
    expect(await one.send('CLIENT', 'KILL')).toBeInstanceOf(QueueError);
    expect(await one.send('PING', 'hällo')).toBe('hällo');
    expect(await one.send('KEYS', '*')).toEqual(
      new QueueError("ERR unknown command 'KEYS', with args beginning with: '*' "),
    );
    expect(await one.send('ZCARD', 'q')).toBe(0);
    expect(await one.send('ZCARD')).toEqual(new QueueError("ERR wrong number of arguments for 'zcard' command"));
    expect(await one.send('QUIT')).toBe('OK');
    await eventuallyTrue(() => one.isClosed);
  });

  test('many commands in one packet are answered in order', async () => {
    const one = await client('a');
    const count = 5_000;
    one.raw(Buffer.concat(Array.from({ length: count }, (_, index) => encodeCommand(['PING', String(index)]))));
    await eventuallyTrue(() => one.replies.length === count + 1);
    expect(one.replies.slice(1)).toEqual(Array.from({ length: count }, (_, index) => String(index)));
  });
});

describe('the two hashes', () => {
  test('count new fields, and give back what was written', async () => {
    const one = await client('a');
    expect(await one.send('HSET', HEARTBEATS, 'x', '1', 'y', '2')).toBe(2);
    expect(await one.send('HSET', HEARTBEATS, 'x', '3', 'z', '4')).toBe(1);
    expect(await one.send('HGETALL', HEARTBEATS)).toEqual(['x', '3', 'y', '2', 'z', '4']);
    expect(await one.send('HSET', LONG_RUNNING, 'f', '["a","b","null"]')).toBe(1);
    expect(await one.send('HKEYS', LONG_RUNNING)).toEqual(['f']);
    expect(await one.send('HDEL', LONG_RUNNING, 'f', 'g')).toBe(1);
    expect(await one.send('HKEYS', LONG_RUNNING)).toEqual([]);
    expect(handlers.heartbeats.map(({ action }) => action)).toEqual(['x', 'y', 'x', 'z']);
    expect(handlers.heartbeats[0]?.client).toEqual({ kind: 'deploy', deployId: 'a' });
  });

  test('are each client’s own, and gone with its last connection', async () => {
    const one = await client('a');
    const second = await client('a');
    const other = await client('b');
    await one.send('HSET', HEARTBEATS, 'x', '1');
    expect(await other.send('HDEL', HEARTBEATS, 'x')).toBe(0);
    expect(await other.send('HKEYS', HEARTBEATS)).toEqual([]);
    expect(await second.send('HKEYS', HEARTBEATS)).toEqual(['x']);
    one.close();
    second.close();
    await eventually(async () => {
      const again = await client('a');
      expect(await again.send('HKEYS', HEARTBEATS)).toEqual([]);
      again.close();
    });
  });

  test('are bounded, and there are no others', async () => {
    const one = await client('a');
    expect(await one.send('HSET', 'other', 'x', '1')).toBeInstanceOf(QueueError);
    expect(await one.send('HGETALL', 'other')).toEqual([]);
    expect(await one.send('HSET', HEARTBEATS, 'x')).toBeInstanceOf(QueueError);
    expect(await one.send('HSET', HEARTBEATS, 'x', '1', 'y')).toBeInstanceOf(QueueError);
    expect(await one.send('HSET', HEARTBEATS, 'n'.repeat(257), '1')).toBeInstanceOf(QueueError);
    expect(await one.send('HSET', LONG_RUNNING, 'f', 'v'.repeat(5_000))).toBeInstanceOf(QueueError);
    let last: Reply = 0;
    for (let index = 0; index < 12; index += 1) {
      const fields = Array.from({ length: 400 }, (_, field) => [`${String(index)}-${String(field)}`, 'v']).flat();
      last = await one.send('HSET', LONG_RUNNING, ...fields);
    }
    expect(last).toEqual(new QueueError('ERR the hash has too many fields'));
    expect(handlers.heartbeats).toEqual([]);
  });
});

describe('waiting for work', () => {
  test('ends without work when its time is over', async () => {
    const one = await client('a');
    expect(await one.send('BZPOPMIN', 'q1', 'q2', '0.02')).toBeNull();
    expect(handlers.waits).toEqual([{ client: { kind: 'deploy', deployId: 'a' }, queues: ['q1', 'q2'] }]);
    expect(await one.send('PING')).toBe('PONG');
  });

  test.each(['0.02', '.02', '2E-2'])('for %s seconds, as any kit writes it', async (timeout) => {
    const one = await client('a');
    expect(await one.send('BZPOPMIN', 'q', timeout)).toBeNull();
  });

  test.each(['-1', 'soon', '', 'NaN', 'inf', '1e999', '0x1'])('not for %j seconds', async (timeout) => {
    const one = await client('a');
    expect(await one.send('BZPOPMIN', 'q', timeout)).toBeInstanceOf(QueueError);
    expect(handlers.waits).toEqual([]);
  });

  test('for longer than a timer can count is for long, not for no time', async () => {
    const one = await client('a');
    one.raw(Buffer.concat([encodeCommand(['BZPOPMIN', 'q', '99999999999']), encodeCommand(['PING'])]));
    await eventuallyTrue(() => handlers.waits.length === 1);
    const other = await client('a');
    expect(await other.send('BZPOPMIN', 'q', '0.05')).toBeNull();
    expect(one.replies).toEqual(['OK']);
  });

  test('holds back what was sent behind it, and ends with its connection', async () => {
    const one = await client('a');
    one.raw(Buffer.concat([encodeCommand(['BZPOPMIN', 'q', '0']), encodeCommand(['HSET', HEARTBEATS, 'late', '1'])]));
    await eventuallyTrue(() => handlers.waits.length === 1);
    one.close();
    const other = await client('a');
    expect(await other.send('BZPOPMIN', 'q', '0.05')).toBeNull();
    expect(handlers.heartbeats).toEqual([]);
  });

  test('does not hoard what is sent behind it', async () => {
    await reopen({ waiting: 10_000 });
    const one = await client('a');
    one.raw(encodeCommand(['BZPOPMIN', 'q', '0']));
    await eventuallyTrue(() => handlers.waits.length === 1);
    one.raw(encodeCommand(['PING', 'x'.repeat(100_000)]));
    await eventuallyTrue(() => one.isClosed);
  });
});

describe('results', () => {
  test('that nobody asked for are refused, not swallowed', async () => {
    const one = await client('a');
    for (const queue of ['dgs', 'dgs-core-7']) {
      expect(await one.send('ZADD', queue, 'NX', '1795355492617', '{"did":"x"}')).toEqual(
        new QueueError('ERR DeltaDock has dispatched no work yet'),
      );
    }
    expect(await one.send('ZADD', 'org.other.Action', 'NX', '1', 'm')).toBeInstanceOf(QueueError);
    expect(logger.lines.filter(({ level }) => level === 'warn')).toHaveLength(1);
  });

  test('of many megabytes are read', async () => {
    const one = await client('a');
    expect(await one.send('ZADD', 'dgs', 'NX', '1', 'x'.repeat(20_000_000))).toBeInstanceOf(QueueError);
    expect(await one.send('PING')).toBe('PONG');
  });
});

describe('bad clients', () => {
  test.each(['GET / HTTP/1.1\r\nHost: localhost\r\n\r\n', 'POST /plugins HTTP/1.1\r\n\r\n*1\r\n$4\r\nPING\r\n'])(
    'HTTP gets no answer: %j',
    async (bytes) => {
      const socket = connect(port, '127.0.0.1');
      expect((await readToEnd(socket, () => socket.write(bytes))).text).toBe('');
    },
  );

  const BEFORE_AUTH = [
    ['a large command', encodeCommand(['PING', 'x'.repeat(70_000)])],
    ['many parts', encodeCommand(Array.from({ length: 11 }, () => 'PING'))],
    ['much in all', Buffer.concat(Array.from({ length: 80 }, () => encodeCommand(['PING', 'x'.repeat(1_000)])))],
  ] as const;

  test.each(BEFORE_AUTH)('before AUTH, %s ends the connection', async (_name, bytes) => {
    const one = await client();
    one.raw(bytes);
    await eventuallyTrue(() => one.isClosed);
  });

  test.each(BEFORE_AUTH)('without that limit, %s is read to its end', async (_name, bytes) => {
    await reopen({ beforeAuth: WORK_DOOR_LIMITS.afterAuth });
    const one = await client();
    one.raw(bytes);
    expect(await one.send('AUTH', 'password-a')).toEqual(NOAUTH);
    await eventuallyTrue(() => one.replies.at(-1) === 'OK');
  });

  test('an endless line ends the connection', async () => {
    const one = await client();
    one.raw('x'.repeat(70_000));
    await eventuallyTrue(() => one.isClosed);
  });

  test('one that does not read its replies is not served further', async () => {
    const greedy = await client('a');
    greedy.socket.pause();
    const ping = encodeCommand(['PING', 'x'.repeat(100_000)]);
    let accepted = 0;
    while (greedy.socket.writableLength < 10_000_000 && accepted < 2_000) {
      greedy.raw(ping);
      accepted += 1;
      await new Promise((resolve) => {
        setImmediate(resolve);
      });
    }
    expect(greedy.socket.writableLength).toBeGreaterThanOrEqual(10_000_000);
    greedy.socket.resume();
    await eventuallyTrue(() => greedy.replies.length === accepted + 1, { within: 20_000 });
  });

  test('anything at all ends in an answer or a closed connection', { timeout: 60_000 }, async () => {
    const piece = fc.oneof(
      fc
        .constantFrom(
          '*1\r\n',
          '*3\r\n',
          '$4\r\n',
          'PING\r\n',
          'AUTH password-a\r\n',
          'BZPOPMIN q 0\r\n',
          '\r\n',
          '*',
          '$9',
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
});
