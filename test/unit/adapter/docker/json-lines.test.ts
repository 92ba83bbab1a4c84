import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createJsonLines } from '../../../../electron/adapter/docker/json-lines.ts';

describe('lines of JSON', () => {
  const read = (
    chunks: readonly Buffer[],
    longestLine = 1_000,
  ): { readonly values: unknown[]; readonly garbage: number } => {
    const values: unknown[] = [];
    let garbage = 0;
    const lines = createJsonLines(
      { longestLine },
      { onValue: (value) => values.push(value), onGarbage: () => (garbage += 1) },
    );
    for (const chunk of chunks) lines.push(chunk);
    lines.end();
    return { values, garbage };
  };

  it('are the same however the bytes are cut, inside characters too', () => {
    fc.assert(
      fc.property(
        fc.array(fc.jsonValue(), { maxLength: 8 }),
        fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1 }),
        (values, cuts) => {
          const bytes = Buffer.from(values.map((value) => `${JSON.stringify(value)}\r\n`).join(''));
          expect(read(cutAt(bytes, cuts), 100_000)).toEqual({
            values: JSON.parse(JSON.stringify(values)) as unknown,
            garbage: 0,
          });
        },
      ),
      { numRuns: 1_000 },
    );
  });

  it('would break characters if each chunk were decoded alone', () => {
    const bytes = Buffer.from(`${JSON.stringify({ status: 'Grüße' })}\n`);
    const naive = cutAt(bytes, [1])
      .map((chunk) => chunk.toString())
      .join('');
    expect(JSON.parse(naive)).not.toEqual({ status: 'Grüße' });
    expect(read(cutAt(bytes, [1])).values).toEqual([{ status: 'Grüße' }]);
  });

  it('that are damaged or too long cost only themselves', () => {
    const text = `{"a":1}\n<html>\n\n{"b":\n{"c":"${'x'.repeat(2_000)}"}\n{"d":2}`;
    expect(read([Buffer.from(text)])).toEqual({ values: [{ a: 1 }, { d: 2 }], garbage: 3 });
    expect(read(cutAt(Buffer.from(text), [7]))).toEqual({ values: [{ a: 1 }, { d: 2 }], garbage: 3 });
    expect(read([Buffer.from('x'.repeat(5_000))])).toEqual({ values: [], garbage: 1 });
  });
});

function cutAt(bytes: Buffer, lengths: readonly number[]): readonly Buffer[] {
  const chunks: Buffer[] = [];
  for (let at = 0, turn = 0; at < bytes.length; turn += 1) {
    const length = lengths[turn % lengths.length] ?? 1;
    chunks.push(bytes.subarray(at, at + length));
    at += length;
  }
  return chunks;
}
