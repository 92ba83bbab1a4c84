/** A reply of the work queue in RESP2: text, number, nothing, an error, or a list of replies. */
export type Reply = string | number | null | QueueError | readonly Reply[];

/** An error reply (`-ERR …`), as a value: whether it matters is the caller's to say. */
export class QueueError {
  readonly message: string;
  constructor(message: string) {
    this.message = message;
  }
}

interface Parsed {
  readonly reply: Reply;
  readonly end: number;
}

/** Thrown inside the parser when more bytes are needed; `atLeast` is how many in all. */
class Incomplete {
  readonly atLeast: number;
  constructor(atLeast: number) {
    this.atLeast = atLeast;
  }
}

/**
 * Cuts the stream of a RESP2 connection into replies, however the bytes were split on their way.
 *
 * Chunks are joined only when the reply that is being read can be complete, so that one task of
 * many megabytes is copied once and not once for each chunk.
 */
export class ReplyReader {
  #chunks: Buffer[] = [];
  #length = 0;
  #wanted = 0;

  /** The replies that `chunk` completes, in order. Throws when the bytes are not RESP2. */
  push(chunk: Buffer): readonly Reply[] {
    this.#chunks.push(chunk);
    this.#length += chunk.length;
    if (this.#length < this.#wanted) return [];

    const bytes = Buffer.concat(this.#chunks, this.#length);
    const replies: Reply[] = [];
    let start = 0;
    this.#wanted = 0;
    while (start < bytes.length) {
      const parsed = parse(bytes, start);
      if (parsed instanceof Incomplete) {
        this.#wanted = parsed.atLeast - start;
        break;
      }
      replies.push(parsed.reply);
      start = parsed.end;
    }
    const rest = bytes.subarray(start);
    this.#chunks = rest.length === 0 ? [] : [rest];
    this.#length = rest.length;
    return replies;
  }
}

function parse(bytes: Buffer, start: number): Parsed | Incomplete {
  const lineEnd = bytes.indexOf('\r\n', start);
  if (lineEnd === -1) return new Incomplete(bytes.length + 1);
  const line = bytes.toString('utf8', start + 1, lineEnd);
  const end = lineEnd + 2;
  switch (String.fromCharCode(bytes[start] ?? 0)) {
    case '+':
      return { reply: line, end };
    case '-':
      return { reply: new QueueError(line), end };
    case ':':
      return { reply: lengthOf(line), end };
    case '$':
      return parseBulk(bytes, lengthOf(line), end);
    case '*':
      return parseList(bytes, lengthOf(line), end);
    default:
      throw new Error('the work queue answered something that is not RESP2');
  }
}

function parseBulk(bytes: Buffer, length: number, start: number): Parsed | Incomplete {
  if (length === -1) return { reply: null, end: start };
  const end = start + length + 2;
  if (bytes.length < end) return new Incomplete(end);
  return { reply: bytes.toString('utf8', start, start + length), end };
}

function parseList(bytes: Buffer, length: number, start: number): Parsed | Incomplete {
  if (length === -1) return { reply: null, end: start };
  const items: Reply[] = [];
  let end = start;
  for (let index = 0; index < length; index += 1) {
    if (end >= bytes.length) return new Incomplete(bytes.length + 1);
    const item = parse(bytes, end);
    if (item instanceof Incomplete) return item;
    items.push(item.reply);
    end = item.end;
  }
  return { reply: items, end };
}

function lengthOf(line: string): number {
  if (!/^-?\d{1,15}$/.test(line)) {
    throw new Error('the work queue answered something that is not RESP2');
  }
  return Number(line);
}
