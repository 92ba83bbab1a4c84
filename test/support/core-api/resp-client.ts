import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { type Reply, ReplyReader } from '../../../electron/sample-plugin/reply-reader.ts';

/** The bytes of one command as kits send it. */
export function encodeCommand(words: readonly string[]): Buffer {
  const parts = words.map((word) => `$${String(Buffer.byteLength(word))}\r\n${word}\r\n`);
  return Buffer.from(`*${String(words.length)}\r\n${parts.join('')}`);
}

/** A client of the work door: sends what it is told, byte for byte, and keeps the replies in order. */
export class RespClient {
  readonly socket: Socket;
  /** All replies so far. */
  readonly replies: Reply[] = [];
  readonly #waiting: ((reply: Reply) => void)[] = [];
  #isClosed = false;

  static async open(port: number, host = '127.0.0.1'): Promise<RespClient> {
    const socket = connect({ port, host });
    const client = new RespClient(socket);
    await once(socket, 'connect');
    return client;
  }

  constructor(socket: Socket) {
    this.socket = socket;
    const reader = new ReplyReader();
    socket.on('data', (chunk: Buffer) => {
      for (const reply of reader.push(chunk)) {
        this.replies.push(reply);
        this.#waiting.shift()?.(reply);
      }
    });
    socket.on('error', () => undefined);
    socket.once('close', () => {
      this.#isClosed = true;
    });
  }

  /** Sends a command and resolves with the next reply that nobody waits for. */
  send(...words: readonly string[]): Promise<Reply> {
    const reply = new Promise<Reply>((resolve) => {
      this.#waiting.push(resolve);
    });
    this.socket.write(encodeCommand(words));
    return reply;
  }

  raw(bytes: Buffer | string): void {
    this.socket.write(bytes);
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  close(): void {
    this.socket.destroy();
  }
}
