import { StringDecoder } from 'node:string_decoder';

export interface LineLimits {
  /** Longest line in characters; longer ones are dropped whole. */
  readonly longestLine: number;
}

export interface LineSink {
  onValue(value: unknown): void;
  /** A line that is not JSON or too long. */
  onGarbage(): void;
}

export interface JsonLines {
  push(chunk: Buffer): void;
  /** Takes what is left when the stream ended without a last line break. */
  end(): void;
}

/**
 * Reads JSON values separated by line breaks from a byte stream. Multi-byte characters may be split over chunks;
 * memory is bounded by the longest line; a damaged line costs only itself.
 */
export function createJsonLines(limits: LineLimits, sink: LineSink): JsonLines {
  const decoder = new StringDecoder('utf8');
  let pending = '';
  let skipping = false;

  const take = (line: string): void => {
    const text = line.trim();
    if (text === '') return;
    const parsed = parse(text);
    if (parsed === undefined) sink.onGarbage();
    else sink.onValue(parsed.value);
  };

  const feed = (text: string): void => {
    let start = 0;
    for (let end = text.indexOf('\n'); end !== -1; end = text.indexOf('\n', start)) {
      const line = pending + text.slice(start, end);
      start = end + 1;
      pending = '';
      if (skipping || line.length > limits.longestLine) {
        skipping = false;
        sink.onGarbage();
      } else {
        take(line);
      }
    }
    if (skipping) return;
    pending += text.slice(start);
    if (pending.length > limits.longestLine) {
      pending = '';
      skipping = true;
    }
  };

  return {
    push: (chunk) => feed(decoder.write(chunk)),
    end: () => feed(`${decoder.end()}\n`),
  };
}

function parse(text: string): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) as unknown };
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
