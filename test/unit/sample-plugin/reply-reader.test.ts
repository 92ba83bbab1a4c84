import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { QueueError, type Reply, ReplyReader } from '../../../electron/sample-plugin/reply-reader.ts';

function encode(reply: Reply): string {
  if (reply === null) return '$-1\r\n';
  if (typeof reply === 'number') return `:${reply}\r\n`;
  if (typeof reply === 'string') return `$${Buffer.byteLength(reply)}\r\n${reply}\r\n`;
  if (reply instanceof QueueError) return `-${reply.message}\r\n`;
  return `*${reply.length}\r\n${reply.map(encode).join('')}`;
}

const leaf = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.integer(),
  fc.constant(null),
  fc.constantFrom('ERR', 'NOAUTH Authentication required.').map((text) => new QueueError(text)),
);
const anyReply: fc.Arbitrary<Reply> = fc.oneof(leaf, fc.array(fc.oneof(leaf, fc.array(leaf))));

describe('ReplyReader', () => {
  it('reads the same replies however the bytes were cut', () => {
    fc.assert(
      fc.property(fc.array(anyReply), fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1 }), (replies, sizes) => {
        const bytes = Buffer.from(replies.map(encode).join(''));
        const reader = new ReplyReader();
        const read: Reply[] = [];
        for (let at = 0, turn = 0; at < bytes.length; turn += 1) {
          const size = sizes[turn % sizes.length] ?? 1;
          read.push(...reader.push(bytes.subarray(at, at + size)));
          at += size;
        }
        expect(read).toEqual(replies);
      }),
      { numRuns: 1_000 },
    );
  });

  it('reads simple strings and lists that are nothing', () => {
    expect(new ReplyReader().push(Buffer.from('+OK\r\n*-1\r\n'))).toEqual(['OK', null]);
  });

  it('reads a task of 16 MiB that arrives in pieces of 64 KiB without copying it each time', () => {
    const task = 'x'.repeat(16 * 1024 * 1024);
    const bytes = Buffer.from(encode(['queue', task, '1']));
    const reader = new ReplyReader();
    const read: Reply[] = [];
    const copied = countCopiedBytes(() => {
      for (let at = 0; at < bytes.length; at += 65_536) {
        read.push(...reader.push(bytes.subarray(at, at + 65_536)));
      }
    });
    expect(read).toEqual([['queue', task, '1']]);
    expect(copied).toBeLessThan(3 * bytes.length);
  });

  it.each(['HTTP/1.1 400 Bad Request\r\n', '$abc\r\n', '*99999999999999999\r\n'])(
    'refuses %j, which is not RESP2',
    (text) => {
      expect(() => new ReplyReader().push(Buffer.from(text))).toThrow('not RESP2');
    },
  );
});

function countCopiedBytes(action: () => void): number {
  const concat = vi.spyOn(Buffer, 'concat');
  action();
  let copied = 0;
  for (const { value } of concat.mock.results) copied += Buffer.isBuffer(value) ? value.length : 0;
  concat.mockRestore();
  return copied;
}
