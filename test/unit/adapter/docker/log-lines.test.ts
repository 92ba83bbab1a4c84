import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createDemultiplexer } from '../../../../electron/adapter/docker/demultiplex.ts';
import { createLineCutter } from '../../../../electron/adapter/docker/log-lines.ts';

const frame = (stream: number, bytes: Buffer): Buffer => {
  const head = Buffer.alloc(8);
  head.writeUInt8(stream, 0);
  head.writeUInt32BE(bytes.length, 4);
  return Buffer.concat([head, bytes]);
};

const cut = (bytes: Buffer, lengths: readonly number[]): readonly Buffer[] => {
  const chunks: Buffer[] = [];
  for (let at = 0, turn = 0; at < bytes.length; turn += 1) {
    const length = lengths[turn % lengths.length] ?? 1;
    chunks.push(bytes.subarray(at, at + length));
    at += length;
  }
  return chunks;
};

describe('the frames of a log', () => {
  it('give the same bytes however they are cut', () => {
    const piece = fc.tuple(fc.constantFrom(1, 2), fc.uint8Array({ maxLength: 30 }));
    fc.assert(
      fc.property(
        fc.array(piece, { maxLength: 10 }),
        fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 1 }),
        (pieces, lengths) => {
          const seen = { stdout: Buffer.alloc(0), stderr: Buffer.alloc(0) };
          const frames = createDemultiplexer((stream, bytes) => {
            seen[stream] = Buffer.concat([seen[stream], bytes]);
          });
          const all = Buffer.concat(pieces.map(([stream, bytes]) => frame(stream, Buffer.from(bytes))));
          for (const chunk of cut(all, lengths)) expect(frames.push(chunk)).toBe(true);
          const wanted = (stream: number): Buffer =>
            Buffer.concat(pieces.filter(([one]) => one === stream).map(([, bytes]) => Buffer.from(bytes)));
          expect(seen).toEqual({ stdout: wanted(1), stderr: wanted(2) });
        },
      ),
      { numRuns: 1_000 },
    );
  });

  it('that are none end the reading', () => {
    const seen: string[] = [];
    const frames = createDemultiplexer((_stream, bytes) => seen.push(bytes.toString()));
    expect(frames.push(Buffer.concat([frame(1, Buffer.from('good')), Buffer.from('no frame at all')]))).toBe(false);
    expect(frames.push(frame(1, Buffer.from('late')))).toBe(false);
    expect(seen).toEqual(['good']);
  });
});

describe('the lines of a log', () => {
  const read = (chunks: readonly Buffer[]): readonly string[] => {
    const lines: string[] = [];
    const cutter = createLineCutter((line) => lines.push(line));
    for (const chunk of chunks) cutter.push(chunk);
    cutter.end();
    return lines;
  };

  it('are decoded after they are cut, so that no character breaks', () => {
    const text = 'größe 🙂\nzweite ñ\r\n\nletzte';
    for (const length of [1, 2, 3, 5])
      expect(read(cut(Buffer.from(text), [length]))).toEqual(['größe 🙂', 'zweite ñ', '', 'letzte']);
    const naive = cut(Buffer.from(text), [1])
      .map((chunk) => chunk.toString())
      .join('');
    expect(naive.split('\n')[0]).not.toBe('größe 🙂');
  });

  it('of any length cost bounded memory and are shown cut', () => {
    const before = process.memoryUsage().arrayBuffers;
    const lines: string[] = [];
    const cutter = createLineCutter((line) => lines.push(line));
    for (let megabyte = 0; megabyte < 64; megabyte += 1) cutter.push(Buffer.alloc(1024 * 1024, 'ü'));
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(128 * 1024 * 1024);
    cutter.push(Buffer.from('\nnext\n'));
    cutter.end();
    expect(lines).toEqual([`${'ü'.repeat(1_999)}…`, 'next']);
  });

  it('full of escape sequences still show their text', () => {
    expect(read([Buffer.from(`${'\u001B[31mx\u001B[0m'.repeat(1_000)}\n`)])).toEqual(['x'.repeat(1_000)]);
  });
});
