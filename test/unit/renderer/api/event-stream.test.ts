import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createEventStreamParser, type StreamEvent } from '../../../../renderer/api/event-stream.ts';

describe('the event stream parser', () => {
  it('reads events, joins data lines, and passes over comments and unknown fields', () => {
    const text = ': alive\n\nevent: change\nid: 7\ndata: one\ndata: two\n\ndata:three\n\nretry: 5\n\n';
    expect(parse([text])).toEqual([
      { type: 'change', data: 'one\ntwo' },
      { type: 'message', data: 'three' },
    ]);
  });

  it('keeps an event back until its blank line has come', () => {
    const parser = createEventStreamParser();
    expect(parser.push('data: {"a":1}\n')).toEqual([]);
    expect(parser.push('\n')).toEqual([{ type: 'message', data: '{"a":1}' }]);
  });

  it('removes one blank after the colon and no more', () => {
    expect(parse(['data:  two blanks\n\n'])).toEqual([{ type: 'message', data: ' two blanks' }]);
  });

  it.each(['\n', '\r', '\r\n'])('takes lines that end in %j', (end) => {
    expect(parse([['data: a', 'data: b', '', 'data: c', '', ''].join(end)])).toEqual(
      // A CR at the very end may be half of a CRLF: its event waits for the next piece.
      end === '\r'
        ? [{ type: 'message', data: 'a\nb' }]
        : [
            { type: 'message', data: 'a\nb' },
            { type: 'message', data: 'c' },
          ],
    );
  });

  it('gives the same events however the text is cut', () => {
    const line = fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 12 }).map((text) => `data: ${text.replaceAll(/[\r\n]/g, '')}`),
      fc.constantFrom('', ': alive', 'event: x', 'data', 'id: 1'),
    );
    const stream = fc.tuple(fc.array(line, { maxLength: 12 }), fc.constantFrom('\n', '\r\n', '\r'));
    fc.assert(
      fc.property(stream, fc.array(fc.nat(200), { maxLength: 10 }), ([lines, end], cuts) => {
        const text = `${lines.join(end)}${end}${end}data: end\n\n`;
        const at = [0, ...cuts.map((cut) => cut % (text.length + 1)).toSorted((a, b) => a - b), text.length];
        const pieces = at.slice(1).map((to, index) => text.slice(at[index], to));
        expect(parse(pieces)).toEqual(parse([text]));
      }),
      { numRuns: 1000 },
    );
  });
});

function parse(pieces: readonly string[]): readonly StreamEvent[] {
  const parser = createEventStreamParser();
  return pieces.flatMap((piece) => parser.push(piece));
}
