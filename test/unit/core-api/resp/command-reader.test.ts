import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CommandReader, type ReaderLimits, RespError } from '../../../../electron/core-api/resp/command-reader.ts';
import { recordedCommands } from '../../../support/registrations.ts';
import { encodeCommand } from '../../../support/core-api/resp-client.ts';

const LIMITS: ReaderLimits = { commandBytes: 1_000_000, parts: 100 };

/** All commands of a stream that arrives in these pieces, as text. */
function read(pieces: readonly Buffer[], limits: ReaderLimits = LIMITS): readonly (readonly string[])[] {
  const reader = new CommandReader();
  const commands: string[][] = [];
  for (const piece of pieces) {
    reader.feed(piece);
    for (let next = reader.next(limits); next !== undefined; next = reader.next(limits)) {
      commands.push(next.map((part) => part.toString('utf8')));
    }
  }
  return commands;
}

function cut(bytes: Buffer, places: readonly number[]): readonly Buffer[] {
  const ends = [...places.map((place) => place % (bytes.length + 1)), bytes.length].toSorted((a, b) => a - b);
  return ends.map((end, index) => bytes.subarray(index === 0 ? 0 : ends[index - 1], end));
}

function problemOf(text: string, limits: ReaderLimits = LIMITS): string {
  try {
    read([Buffer.from(text, 'latin1')], limits);
  } catch (error) {
    if (error instanceof RespError) return error.message;
    throw error;
  }
  return 'none';
}

describe('commands', () => {
  test('come out as they were sent, however the bytes are chunked', () => {
    const LETTERS = fc.constantFrom('a', '*', '$', '\r', '\n', '1', '\0', 'é', '😀');
    const words = fc.array(fc.string({ unit: LETTERS, maxLength: 12 }), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(fc.array(words, { maxLength: 4 }), fc.array(fc.nat(), { maxLength: 12 }), (commands, places) => {
        const bytes = Buffer.concat(commands.map((command) => encodeCommand(command)));
        const wanted = commands.map((command) => command.map((word) => Buffer.from(word).toString('utf8')));
        expect(read(cut(bytes, places))).toEqual(wanted);
      }),
      { numRuns: 1000 },
    );
  });

  test('of genuine kits are read byte by byte', async () => {
    const commands = (await recordedCommands()).map(({ words }) => words);
    expect(commands.length).toBeGreaterThan(100);
    const bytes = Buffer.concat(commands.map((command) => encodeCommand(command)));
    expect(read([...bytes].map((byte) => Buffer.from([byte])))).toEqual(commands);
  });

  test('keep every byte of their parts', () => {
    const part = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte));
    const reader = new CommandReader();
    reader.feed(Buffer.concat([Buffer.from('*1\r\n$256\r\n'), part, Buffer.from('\r\n')]));
    expect(reader.next(LIMITS)?.[0]?.equals(part)).toBe(true);
    expect(reader.waiting).toBe(0);
  });

  test('may be inline, with quotes', () => {
    const text = 'PING\r\n\r\n  AUTH  "a b\\x41\\"\\n"  \'c d\' e\n*0\r\n*-1\r\nQUIT\r\n';
    expect(read([Buffer.from(text)])).toEqual([['PING'], ['AUTH', 'a bA"\n', 'c d', 'e'], ['QUIT']]);
  });
});

describe('what is refused', () => {
  test.each([
    ['*x\r\n', 'Protocol error: invalid multibulk length'],
    ['*101\r\n', 'Protocol error: invalid multibulk length'],
    [`*${'1'.repeat(40)}`, 'Protocol error: too big mbulk count string'],
    ['*1\r\n:1\r\n', "Protocol error: expected '$', got ':'"],
    ['*1\r\n$-1\r\n', 'Protocol error: invalid bulk length'],
    ['*1\r\n$1000001\r\n', 'Protocol error: invalid bulk length'],
    ['*2\r\n$600000\r\n', 'none'],
    [`*2\r\n$600000\r\n${'x'.repeat(600_000)}\r\n$600000\r\n`, 'Protocol error: invalid bulk length'],
    ['*1\r\n$99999999999\r\n', 'Protocol error: invalid bulk length'],
    ['*1\r\n$4\r\nPINGxx', 'Protocol error: bulk string without its end'],
    ['"open\r\n', 'Protocol error: unbalanced quotes in request'],
    ['"a"b\r\n', 'Protocol error: unbalanced quotes in request'],
    ['x'.repeat(70_000), 'Protocol error: too big inline request'],
    [`${'x'.repeat(70_000)}\r\n`, 'Protocol error: too big inline request'],
    [`${'x '.repeat(101)}\r\n`, 'Protocol error: too many parts'],
  ])('%j', (text, problem) => {
    expect(problemOf(text)).toBe(problem);
  });

  test.each(['GET / HTTP/1.1\r\n', 'POST /', 'put x\r\n', 'OPTIONS * HTTP/1.1', 'Host: localhost\r\n', 'PRI * HTTP/2'])(
    'HTTP: %j',
    (text) => {
      expect(problemOf(text)).toBe('Somebody speaks HTTP to the work queue.');
    },
  );
});

describe('hostile streams', () => {
  const noise = fc.oneof(
    fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
    fc
      .array(fc.constantFrom('*', '$', '\r\n', '\n', '1', '3', '-', '"', "'", '\\', 'PING', ' ', '\0'), {
        maxLength: 60,
      })
      .map((parts) => Buffer.from(parts.join(''))),
  );

  test('garbage ends in commands or in a RespError, and nothing is held twice', () => {
    fc.assert(
      fc.property(fc.array(noise, { maxLength: 6 }), (pieces) => {
        const reader = new CommandReader();
        let fed = 0;
        try {
          for (const piece of pieces) {
            reader.feed(piece);
            fed += piece.length;
            while (reader.next(LIMITS) !== undefined);
            expect(reader.taken + reader.waiting).toBe(fed);
          }
        } catch (error) {
          expect(error).toBeInstanceOf(RespError);
        }
      }),
      { numRuns: 1000 },
    );
  });

  test('a large value in single bytes costs its size, not its square', () => {
    const length = 2_000_000;
    const reader = new CommandReader();
    reader.feed(Buffer.from(`*1\r\n$${String(length)}\r\n`));
    const byte = Buffer.from('x');
    const began = performance.now();
    for (let index = 0; index < length; index += 1) {
      reader.feed(byte);
      reader.next({ ...LIMITS, commandBytes: length * 2 });
    }
    reader.feed(Buffer.from('\r\n'));
    expect(reader.next({ ...LIMITS, commandBytes: length * 2 })?.[0]?.length).toBe(length);
    expect(performance.now() - began).toBeLessThan(5_000);
  });

  test('an inline line in single bytes is searched once', () => {
    const reader = new CommandReader();
    const began = performance.now();
    for (let index = 0; index < 60_000; index += 1) {
      reader.feed(Buffer.from('x'));
      expect(reader.next(LIMITS)).toBeUndefined();
    }
    expect(performance.now() - began).toBeLessThan(5_000);
  });
});
