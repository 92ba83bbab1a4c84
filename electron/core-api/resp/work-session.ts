import type { Socket } from 'node:net';
import type { WorkClient, WorkDoorHandlers } from '../../engine/plugin/doors.ts';
import type { Logger } from '../../engine/port/logger.ts';
import { type Command, CommandReader, type ReaderLimits, RespError } from './command-reader.ts';
import type { ClientHashes } from './hashes.ts';
import { encodeReply, errorReply, OK, type Reply } from './reply.ts';
import { type UnexpectedResults, WORK_COMMANDS } from './work-commands.ts';

export interface WorkDoorLimits {
  /** Of one command before AUTH, and of all bytes until then (D21). */
  readonly beforeAuth: ReaderLimits;
  readonly afterAuth: ReaderLimits;
  /** Bytes that may wait behind a command that is not answered yet; reading pauses at it. */
  readonly waiting: number;
  /** Milliseconds until a connection must have shown its password. */
  readonly authWithin: number;
  /** Milliseconds between looks at whether connections are still those of current clients. */
  readonly lookEvery: number;
  readonly connections: number;
}

export interface SessionContext {
  readonly id: number;
  readonly handlers: WorkDoorHandlers;
  readonly hashes: ClientHashes;
  readonly results: UnexpectedResults;
  readonly limits: WorkDoorLimits;
  readonly logger: Logger;
}

const NOAUTH = errorReply('NOAUTH Authentication required.');
const LONGEST_TIMER = 2 ** 31 - 1;

/** One connection of the work door: commands in, replies out, in order. */
export class WorkSession {
  readonly #socket: Socket;
  readonly #context: SessionContext;
  readonly #reader = new CommandReader();
  readonly #ended = new AbortController();
  readonly #authTimer: NodeJS.Timeout;
  #client: WorkClient | undefined;
  #isBusy = false;
  #isWaiting = false;

  constructor(socket: Socket, context: SessionContext) {
    this.#socket = socket;
    this.#context = context;
    socket.setNoDelay(true);
    socket.setKeepAlive(true, 60_000);
    this.#authTimer = setTimeout(() => this.#end('no password in time'), context.limits.authWithin);
    socket.on('data', (chunk) => this.#take(chunk));
    socket.on('drain', () => this.#resume());
    socket.on('error', (error) => context.logger.debug('work door connection failed', { error: error.message }));
    socket.once('close', () => this.#close());
  }

  /** Ends the connection when its client's credentials no longer hold, also while it waits (D3). */
  endIfOutdated(): void {
    if (this.#client !== undefined && !this.#context.handlers.current(this.#client)) this.#refuse();
  }

  #take(chunk: Buffer): void {
    if (this.#ended.signal.aborted) return;
    this.#reader.feed(chunk);
    if (!this.#isBusy) this.#resume();
    else if (this.#reader.waiting > this.#context.limits.waiting) this.#tooMuchBehind();
  }

  /** A paused socket does not notice that its peer is gone, so a wait is ended rather than paused. */
  #tooMuchBehind(): void {
    if (this.#isWaiting) this.#end('too much was sent behind a wait');
    else this.#socket.pause();
  }

  #resume(): void {
    if (this.#isBusy) return;
    this.#isBusy = true;
    this.#work().then(
      () => {
        this.#isBusy = false;
      },
      (error: unknown) => {
        this.#context.logger.error('work door failed', { error: String(error) });
        this.#end('fault');
      },
    );
  }

  /** Answers what has arrived, until nothing whole is left or the client must first read its replies. */
  async #work(): Promise<void> {
    while (!this.#ended.signal.aborted) {
      if (this.#socket.writableNeedDrain) {
        this.#socket.pause();
        return;
      }
      const command = this.#next();
      if (command === undefined) {
        this.#socket.resume();
        return;
      }
      const reply = this.#answer(command);
      const ready = reply instanceof Promise ? await reply : reply;
      if (ready !== undefined && !this.#ended.signal.aborted) this.#socket.write(encodeReply(ready));
    }
  }

  #next(): Command | undefined {
    const { beforeAuth, afterAuth } = this.#context.limits;
    const isOpen = this.#client === undefined;
    try {
      const command = this.#reader.next(isOpen ? beforeAuth : afterAuth);
      if (isOpen && this.#reader.taken > beforeAuth.commandBytes) throw new RespError('too much before AUTH');
      return command;
    } catch (error) {
      if (!(error instanceof RespError)) throw error;
      this.#context.logger.debug('work door dropped a connection', { reason: error.message });
      if (error.isHttp) this.#socket.destroy();
      else this.#endWith(errorReply(`ERR ${error.message}`));
      return undefined;
    }
  }

  #answer([first, ...rest]: Command): Reply | Promise<Reply> | undefined {
    const name = first?.toString('latin1') ?? '';
    const args = rest.map((part) => part.toString('utf8'));
    switch (name.toUpperCase()) {
      case 'QUIT':
        this.#endWith(OK);
        return undefined;
      case 'AUTH':
        return this.#authenticate(args);
      case 'HELLO':
        // Clients fall back to RESP2 when they are told that there is no HELLO.
        return unknown(name, args);
      default:
        return this.#run(name, args);
    }
  }

  #authenticate(args: readonly string[]): Reply {
    if (args.length === 0 || args.length > 2) return errorReply("ERR wrong number of arguments for 'auth' command");
    const client = this.#context.handlers.authenticate(args.at(-1) ?? '');
    if (client === undefined) return errorReply('WRONGPASS invalid username-password pair or user is disabled.');
    clearTimeout(this.#authTimer);
    if (this.#client !== undefined) this.#context.hashes.disconnected(this.#client);
    this.#client = client;
    this.#context.hashes.connected(client);
    return OK;
  }

  #run(name: string, args: readonly string[]): Reply | Promise<Reply> | undefined {
    const client = this.#client;
    if (client === undefined) return NOAUTH;
    if (!this.#context.handlers.current(client)) {
      this.#refuse();
      return undefined;
    }
    const entry = WORK_COMMANDS.get(name.toUpperCase());
    if (entry === undefined) return unknown(name, args);
    if (args.length < entry.least || args.length > entry.most) {
      return errorReply(`ERR wrong number of arguments for '${name.toLowerCase()}' command`);
    }
    const { id, handlers, hashes, results } = this.#context;
    const wait = (milliseconds: number): Promise<null> => this.#wait(milliseconds);
    return entry.run(args, { connection: id, client, handlers, hashes, results, wait });
  }

  /** Until the time is over (0: never) or the connection. */
  async #wait(milliseconds: number): Promise<null> {
    this.#isWaiting = true;
    if (this.#reader.waiting > this.#context.limits.waiting) this.#tooMuchBehind();
    await new Promise<void>((resolve) => {
      const { signal } = this.#ended;
      if (signal.aborted) {
        resolve();
        return;
      }
      const timer = milliseconds === 0 ? undefined : setTimeout(done, Math.min(milliseconds, LONGEST_TIMER));
      function done(): void {
        clearTimeout(timer);
        signal.removeEventListener('abort', done);
        resolve();
      }
      signal.addEventListener('abort', done);
    });
    this.#isWaiting = false;
    return null;
  }

  #refuse(): void {
    this.#endWith(NOAUTH);
  }

  /** Says a last word, if the client reads it. */
  #endWith(reply: Reply): void {
    if (this.#ended.signal.aborted) return;
    const socket = this.#socket;
    socket.end(encodeReply(reply), () => socket.destroy());
    // A client that does not read must not keep the connection.
    setTimeout(() => socket.destroy(), 1_000).unref();
    this.#ended.abort();
  }

  #end(reason: string): void {
    this.#context.logger.debug('work door ended a connection', { reason });
    this.#socket.destroy();
  }

  #close(): void {
    clearTimeout(this.#authTimer);
    this.#ended.abort();
    if (this.#client !== undefined) this.#context.hashes.disconnected(this.#client);
    this.#client = undefined;
  }
}

function unknown(name: string, args: readonly string[]): Reply {
  const shown = args.slice(0, 3).map((arg) => `'${arg.slice(0, 64)}' `);
  return errorReply(`ERR unknown command '${name.slice(0, 128)}', with args beginning with: ${shown.join('')}`);
}
