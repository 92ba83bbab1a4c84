import { createConnection, type Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { log } from './log.ts';
import { QueueError, type Reply, ReplyReader } from './reply-reader.ts';

export interface QueueAddress {
  readonly host: string;
  readonly port: number;
  readonly password: string;
}

/** The host and port of VALKEY_URL, whatever its scheme; null when no port is written. */
export function queueAddress(valkeyUrl: string, password: string): QueueAddress | null {
  const match = /^(?:[a-z]+:\/\/)?(\[[^\]]+\]|[^:/]+):(\d{1,5})\/?$/i.exec(valkeyUrl);
  if (match?.[1] === undefined || match[2] === undefined) return null;
  return { host: match[1].replace(/^\[|\]$/g, ''), port: Number(match[2]), password };
}

/** One connection to the work queue: commands go out as arrays, replies come back in order. */
export interface QueueConnection {
  /** Rejects when the queue answers an error or the connection ends before the reply. */
  readonly send: (...command: readonly string[]) => Promise<Reply>;
  /** Aborted as soon as the connection is gone. */
  readonly closed: AbortSignal;
}

const TRY_AGAIN_AFTER_MS = 1_000;
const CONNECT_WITHIN_MS = 5_000;

/**
 * Opens a connection, gives it to `use`, and opens the next one a second after it ended, for ever.
 * A queue that is away or rejects the password therefore never ends a plugin: it idles, and works
 * again as soon as the queue does. The same trouble is logged once, not once a second.
 */
export async function keepConnected(
  address: QueueAddress,
  purpose: string,
  use: (connection: QueueConnection) => Promise<void>,
): Promise<never> {
  let told = '';
  for (;;) {
    const socket = createConnection({ host: address.host, port: address.port, keepAlive: true });
    let connection: QueueConnection | null = null;
    try {
      connection = await open(socket, address.password);
      log(`queue: connected for ${purpose}`);
      told = '';
      await use(connection);
    } catch (error) {
      const cause: unknown = connection?.closed.aborted ? connection.closed.reason : error;
      const trouble = cause instanceof Error ? cause.message : String(cause);
      if (trouble !== told) log(`queue: ${purpose}: ${trouble}; trying again every second`);
      told = trouble;
    } finally {
      socket.destroy();
    }
    await wait(TRY_AGAIN_AFTER_MS);
  }
}

async function open(socket: Socket, password: string): Promise<QueueConnection> {
  const ended = new AbortController();
  const reader = new ReplyReader();
  const waiting: { resolve: (reply: Reply) => void; reject: (error: Error) => void }[] = [];
  const end = (error: Error): void => {
    if (ended.signal.aborted) return;
    ended.abort(error);
    socket.destroy();
    for (const command of waiting.splice(0)) command.reject(error);
  };

  socket.on('error', (error) => end(new Error(reasonOf(error))));
  socket.on('close', () => end(new Error('the connection was closed')));
  socket.on('data', (chunk: Buffer) => {
    try {
      for (const reply of reader.push(chunk)) waiting.shift()?.resolve(reply);
    } catch (error) {
      end(error instanceof Error ? error : new Error(String(error)));
    }
  });

  const sendRaw = (command: readonly string[]): Promise<Reply> =>
    new Promise((resolve, reject) => {
      if (ended.signal.aborted) {
        reject(new Error('the connection was closed'));
        return;
      }
      waiting.push({ resolve, reject });
      socket.write(encode(command));
    });
  const send = async (...command: readonly string[]): Promise<Reply> => {
    const reply = await sendRaw(command);
    if (reply instanceof QueueError) throw new Error(reply.message);
    return reply;
  };

  const late = setTimeout(() => end(new Error('no answer')), CONNECT_WITHIN_MS);
  try {
    // The one-argument form, and only where there is a password: the official Valkey has none.
    if (password !== '') await send('AUTH', password);
    // Older queues answer an error to these two, which is fine.
    await sendRaw(['CLIENT', 'SETINFO', 'LIB-NAME', 'deltadock-sample']);
    await sendRaw(['CLIENT', 'SETINFO', 'LIB-VER', '1.0.0']);
  } finally {
    clearTimeout(late);
  }
  return { send, closed: ended.signal };
}

function encode(command: readonly string[]): string {
  const parts = command.map((part) => `$${Buffer.byteLength(part)}\r\n${part}\r\n`);
  return `*${command.length}\r\n${parts.join('')}`;
}

/** A refused connection to a name with two addresses has an empty message and two causes. */
function reasonOf(error: NodeJS.ErrnoException): string {
  return error.message || error.code || 'the connection failed';
}
