import { connect, type Socket } from 'node:net';

/** What came back on a raw connection. */
export interface RawAnswer {
  /** 0 when nothing that looks like HTTP came. */
  readonly status: number;
  readonly headers: ReadonlyMap<string, string>;
  readonly body: string;
  /** Everything, for more than one answer. */
  readonly text: string;
}

/** Sends bytes as they are and reads until the door closes the connection. */
export async function rawHttp(port: number, bytes: string | Buffer, host = '127.0.0.1'): Promise<RawAnswer> {
  const socket = connect({ port, host });
  return readToEnd(socket, () => socket.write(bytes));
}

/** Reads a connection to its end; a reset counts as an end. */
export async function readToEnd(socket: Socket, begin: () => void): Promise<RawAnswer> {
  const chunks: Buffer[] = [];
  socket.on('data', (chunk: Buffer) => chunks.push(chunk));
  socket.on('error', () => undefined);
  const closed = new Promise<void>((resolve) => {
    socket.once('close', () => resolve());
  });
  begin();
  await closed;
  return parseAnswer(Buffer.concat(chunks).toString('utf8'));
}

function parseAnswer(text: string): RawAnswer {
  const end = text.indexOf('\r\n\r\n');
  const [first = '', ...lines] = (end === -1 ? text : text.slice(0, end)).split('\r\n');
  const headers = lines.map((line): [string, string] => {
    const colon = line.indexOf(':');
    return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
  });
  return {
    status: Number(/^HTTP\/1\.1 (\d{3})/.exec(first)?.[1] ?? 0),
    headers: new Map(headers),
    body: end === -1 ? '' : text.slice(end + 4),
    text,
  };
}

/** One request in bytes, with `Connection: close` so that the answer ends. */
export function request(
  line: string,
  headers: Readonly<Record<string, string>> = {},
  body: string | Buffer = '',
): Buffer {
  const all = {
    Host: 'localhost',
    Connection: 'close',
    ...(body.length === 0 ? {} : { 'Content-Length': String(Buffer.byteLength(body)) }),
    ...headers,
  };
  const head = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  return Buffer.concat([Buffer.from(`${line} HTTP/1.1\r\n${head.join('')}\r\n`, 'utf8'), Buffer.from(body)]);
}
