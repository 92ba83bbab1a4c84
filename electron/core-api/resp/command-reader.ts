/** One command: its name and arguments as bytes. Never empty. */
export type Command = readonly Buffer[];

export interface ReaderLimits {
  /** Bytes of one command. */
  readonly commandBytes: number;
  /** Parts of one command. */
  readonly parts: number;
}

/** What was sent is not RESP, or too much. The connection cannot go on after it. */
export class RespError extends Error {
  /** Somebody speaks HTTP to this port: no answer, in case a web page was made to send it. */
  readonly isHttp: boolean;
  constructor(message: string, isHttp = false) {
    super(message);
    this.name = 'RespError';
    this.isHttp = isHttp;
  }
}

const CR = 13;
const LF = 10;
const STAR = 42;
const LONGEST_COUNT = 32;
const LONGEST_INLINE = 64 * 1024;
const SMALL = 64 * 1024;
const HTTP = /^(?:GET|POST|PUT|HEAD|DELETE|OPTIONS|PATCH|CONNECT|TRACE|PRI|HOST:)$/i;

/**
 * Cuts a byte stream into commands, however it was chunked: RESP arrays of bulk strings, and inline commands. Holds at
 * most what was fed and not yet taken, in one buffer.
 */
export class CommandReader {
  #buffer: Buffer = Buffer.alloc(0);
  #start = 0;
  #end = 0;
  /** How far the search for a line end has come. */
  #searched = 0;
  #parts: Buffer[] | undefined;
  #missing = 0;
  #bulk: number | undefined;
  #spent = 0;
  #taken = 0;

  feed(chunk: Buffer): void {
    this.#makeRoom(chunk.length);
    chunk.copy(this.#buffer, this.#end);
    this.#end += chunk.length;
  }

  /** Bytes that were fed and not taken yet. */
  get waiting(): number {
    return this.#end - this.#start;
  }

  /** Bytes of everything that was taken. */
  get taken(): number {
    return this.#taken;
  }

  /** The next whole command, or undefined until more is fed. @throws RespError */
  next(limits: ReaderLimits): Command | undefined {
    for (;;) {
      const command = this.#parts === undefined ? this.#begin(limits) : this.#go(this.#parts, limits);
      if (command === 'again') continue;
      if (command === undefined && this.waiting === 0) this.#shrink();
      return command;
    }
  }

  #begin(limits: ReaderLimits): Command | 'again' | undefined {
    if (this.waiting === 0) return undefined;
    if (this.#buffer[this.#start] !== STAR) return this.#inline(limits);
    const line = this.#line(LONGEST_COUNT, 'Protocol error: too big mbulk count string');
    if (line === undefined) return undefined;
    const count = integer(line.subarray(1), 'Protocol error: invalid multibulk length');
    if (count > limits.parts) throw new RespError('Protocol error: invalid multibulk length');
    this.#spent = line.length;
    if (count <= 0) return 'again';
    this.#parts = [];
    this.#missing = count;
    return 'again';
  }

  #go(parts: Buffer[], limits: ReaderLimits): Command | 'again' | undefined {
    if (this.#bulk === undefined) {
      const line = this.#line(LONGEST_COUNT, 'Protocol error: too big bulk count string');
      if (line === undefined) return undefined;
      if (line[0] !== 36) throw new RespError(`Protocol error: expected '$', got '${printable(line[0])}'`);
      const length = integer(line.subarray(1), 'Protocol error: invalid bulk length');
      this.#spent += line.length + length;
      if (length < 0 || this.#spent > limits.commandBytes) throw new RespError('Protocol error: invalid bulk length');
      this.#bulk = length;
    }
    if (this.waiting < this.#bulk + 2) return undefined;
    const end = this.#start + this.#bulk;
    if (this.#buffer[end] !== CR || this.#buffer[end + 1] !== LF) {
      throw new RespError('Protocol error: bulk string without its end');
    }
    parts.push(Buffer.from(this.#buffer.subarray(this.#start, end)));
    this.#advance(this.#bulk + 2);
    this.#bulk = undefined;
    this.#missing -= 1;
    if (this.#missing > 0) return 'again';
    this.#parts = undefined;
    return parts;
  }

  #inline(limits: ReaderLimits): Command | 'again' | undefined {
    const longest = Math.min(LONGEST_INLINE, limits.commandBytes);
    const line = this.#line(longest, 'Protocol error: too big inline request');
    if (line === undefined) {
      // A browser's first line may be long and come late: its first word is enough.
      refuseHttp(firstWord(this.#buffer.subarray(this.#start, this.#end), false));
      return undefined;
    }
    refuseHttp(firstWord(line, true));
    const words = splitInline(line.toString('latin1'));
    if (words.length > limits.parts) throw new RespError('Protocol error: too many parts');
    return words.length === 0 ? 'again' : words.map((word) => Buffer.from(word, 'latin1'));
  }

  /** The next line without its end; LF alone ends it too. */
  #line(longest: number, tooLong: string): Buffer | undefined {
    const from = Math.max(this.#start, this.#searched);
    const found = this.#buffer.subarray(0, this.#end).indexOf(LF, from);
    if (found === -1 ? this.waiting > longest : found - this.#start > longest) throw new RespError(tooLong);
    if (found === -1) {
      this.#searched = this.#end;
      return undefined;
    }
    const hasReturn = found > this.#start && this.#buffer[found - 1] === CR;
    const line = Buffer.from(this.#buffer.subarray(this.#start, hasReturn ? found - 1 : found));
    this.#advance(found + 1 - this.#start);
    return line;
  }

  #advance(count: number): void {
    this.#start += count;
    this.#searched = this.#start;
    this.#taken += count;
  }

  #makeRoom(count: number): void {
    if (this.#end + count <= this.#buffer.length) return;
    const { waiting } = this;
    const needed = waiting + count;
    // Grows by doubling, so that a large value that comes in small pieces is not copied once for each.
    const target = needed * 2 <= this.#buffer.length ? this.#buffer : Buffer.allocUnsafe(Math.max(needed * 2, 1024));
    this.#buffer.copy(target, 0, this.#start, this.#end);
    this.#searched = Math.max(0, this.#searched - this.#start);
    this.#buffer = target;
    this.#start = 0;
    this.#end = waiting;
  }

  #shrink(): void {
    this.#start = 0;
    this.#end = 0;
    this.#searched = 0;
    if (this.#buffer.length > SMALL) this.#buffer = Buffer.alloc(0);
  }
}

function integer(digits: Buffer, problem: string): number {
  const text = digits.toString('latin1');
  if (!/^-?\d{1,10}$/.test(text)) throw new RespError(problem);
  return Number(text);
}

function printable(byte: number | undefined): string {
  return byte !== undefined && byte > 32 && byte < 127 ? String.fromCharCode(byte) : '?';
}

function firstWord(bytes: Buffer, isWhole: boolean): string {
  const [word = '', rest] = bytes.subarray(0, 16).toString('latin1').split(' ', 2);
  return isWhole || rest !== undefined ? word : '';
}

function refuseHttp(word: string): void {
  if (HTTP.test(word)) throw new RespError('Somebody speaks HTTP to the work queue.', true);
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', b: '\b', a: '\u0007' };

/** Words between spaces; `"…"` with escapes and `'…'` hold spaces. */
function splitInline(line: string): readonly string[] {
  const words: string[] = [];
  const word = /\s*(?:"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'|([^\s"']+))(?=\s|$)/y;
  const text = line.trimEnd();
  while (word.lastIndex < text.length) {
    const at = word.lastIndex;
    const match = word.exec(text);
    if (match === null) {
      if (text.slice(at).trim() === '') break;
      throw new RespError('Protocol error: unbalanced quotes in request');
    }
    const [, double, single, bare] = match;
    words.push(double === undefined ? (single?.replaceAll("\\'", "'") ?? bare ?? '') : unescape(double));
  }
  return words;
}

function unescape(text: string): string {
  return text.replace(/\\(?:x([\da-fA-F]{2})|(.))/gs, (_match, hex?: string, one?: string) =>
    hex === undefined ? (ESCAPES[one ?? ''] ?? one ?? '') : String.fromCharCode(Number.parseInt(hex, 16)),
  );
}
