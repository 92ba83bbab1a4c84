import { type AddressInfo, createServer, type Socket } from 'node:net';

/** One command as a client sent it, with the number of its connection. */
interface ReceivedCommand {
  readonly connection: number;
  readonly words: readonly string[];
}

/**
 * The few commands of Valkey that plugins use, in memory, written from what genuine kits were seen
 * to send: AUTH (one argument), CLIENT SETINFO, BZPOPMIN with timeout 0, ZADD NX, HSET, HDEL.
 */
export interface QueueDouble {
  readonly port: number;
  readonly commands: readonly ReceivedCommand[];
  readonly hash: (name: string) => ReadonlyMap<string, string>;
  /** Adds a member to a sorted set, or hands it to the client that waits for it longest. */
  readonly put: (queue: string, member: string, score?: number) => void;
  /** The members of a sorted set, lowest score first. */
  readonly members: (queue: string) => readonly string[];
  /** How many clients wait for work at `queue`. */
  readonly waiting: (queue: string) => number;
  /** Cuts every connection and refuses new ones until {@link QueueDouble.open}. */
  readonly close: () => Promise<void>;
  /** Listens again on the same port. */
  readonly open: () => Promise<void>;
}

interface Waiter {
  readonly queue: string;
  readonly socket: Socket;
}

/** Listens on `host`; without a password it answers AUTH with the error of Valkey. */
export async function startQueueDouble(
  options: { readonly host?: string; readonly password?: string } = {},
): Promise<QueueDouble> {
  const { host = '127.0.0.1', password = '' } = options;
  const commands: ReceivedCommand[] = [];
  const hashes = new Map<string, Map<string, string>>();
  const sets = new Map<string, Map<string, number>>();
  const sockets = new Set<Socket>();
  let waiters: Waiter[] = [];
  let connections = 0;

  const entry = <T>(all: Map<string, T>, name: string, empty: () => T): T => {
    const found = all.get(name) ?? empty();
    all.set(name, found);
    return found;
  };
  const setOf = (name: string): Map<string, number> => entry(sets, name, () => new Map<string, number>());
  const hashOf = (name: string): Map<string, string> => entry(hashes, name, () => new Map<string, string>());
  const sorted = (name: string): readonly (readonly [string, number])[] =>
    [...setOf(name)].toSorted(([m, s], [n, t]) => s - t || (m < n ? -1 : 1));

  const handOut = (queue: string): void => {
    for (const [member, score] of sorted(queue)) {
      const waiter = waiters.find((one) => one.queue === queue);
      if (waiter === undefined) return;
      waiters = waiters.filter((one) => one !== waiter);
      setOf(queue).delete(member);
      waiter.socket.write(`*3\r\n${[queue, member, String(score)].map(bulk).join('')}`);
    }
  };

  const answer = (socket: Socket, authenticated: boolean, words: readonly string[]): boolean => {
    const [name = '', ...args] = words;
    const [first = '', second = '', third = '', fourth = ''] = args;
    if (name === 'AUTH') {
      const right = password !== '' && args.length === 1 && first === password;
      socket.write(right ? '+OK\r\n' : '-WRONGPASS invalid username-password pair\r\n');
      return right || authenticated;
    }
    if (!authenticated) socket.write('-NOAUTH Authentication required.\r\n');
    else if (name === 'CLIENT') socket.write('+OK\r\n');
    else if (name === 'BZPOPMIN' && second === '0') {
      waiters.push({ queue: first, socket });
      handOut(first);
    } else if (name === 'ZADD' && second === 'NX') {
      const added = setOf(first).has(fourth) ? 0 : 1;
      if (added === 1) setOf(first).set(fourth, Number(third));
      socket.write(`:${added}\r\n`);
      handOut(first);
    } else if (name === 'HSET') {
      socket.write(`:${hashOf(first).has(second) ? 0 : 1}\r\n`);
      hashOf(first).set(second, third);
    } else if (name === 'HDEL') socket.write(`:${hashOf(first).delete(second) ? 1 : 0}\r\n`);
    else socket.write(`-ERR unknown command '${name}'\r\n`);
    return authenticated;
  };

  const server = createServer((socket) => {
    connections += 1;
    const connection = connections;
    let authenticated = password === '';
    let rest = Buffer.alloc(0);
    sockets.add(socket);
    socket.on('data', (chunk: Buffer) => {
      rest = Buffer.concat([rest, chunk]);
      for (let read = readCommand(rest); read !== null; read = readCommand(rest)) {
        rest = rest.subarray(read.end);
        commands.push({ connection, words: read.words });
        authenticated = answer(socket, authenticated, read.words);
      }
    });
    // A client that is killed resets its connection; the close that follows says all there is.
    socket.on('error', () => {});
    socket.on('close', () => {
      sockets.delete(socket);
      waiters = waiters.filter((waiter) => waiter.socket !== socket);
    });
  });
  const listen = (port: number): Promise<void> =>
    new Promise((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, host, () => {
        server.off('error', reject);
        resolve();
      });
    });
  await listen(0);
  const { port } = server.address() as AddressInfo;

  return {
    port,
    commands,
    hash: hashOf,
    put: (queue, member, score = Date.now()) => {
      setOf(queue).set(member, score);
      handOut(queue);
    },
    members: (queue) => sorted(queue).map(([member]) => member),
    waiting: (queue) => waiters.filter((waiter) => waiter.queue === queue).length,
    open: () => listen(port),
    close: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

function bulk(text: string): string {
  return `$${Buffer.byteLength(text)}\r\n${text}\r\n`;
}

/** `*2\r\n$4\r\nAUTH\r\n$6\r\nsecret\r\n`; null until it is all there. */
function readCommand(bytes: Buffer): { readonly words: readonly string[]; readonly end: number } | null {
  let at = 0;
  const readLength = (mark: string): number | null => {
    const end = bytes.indexOf('\r\n', at);
    if (end === -1) return null;
    const line = bytes.toString('latin1', at, end);
    if (!line.startsWith(mark)) throw new Error(`not a RESP2 command: ${line.slice(0, 40)}`);
    at = end + 2;
    return Number(line.slice(1));
  };

  const count = readLength('*');
  if (count === null) return null;
  const words: string[] = [];
  for (let index = 0; index < count; index += 1) {
    const length = readLength('$');
    if (length === null || bytes.length < at + length + 2) return null;
    words.push(bytes.toString('utf8', at, at + length));
    at += length + 2;
  }
  return { words, end: at };
}
