import type { WorkClient, WorkDoorHandlers } from '../../engine/plugin/doors.ts';
import type { Logger } from '../../engine/port/logger.ts';
import { type ClientHashes, HEARTBEATS } from './hashes.ts';
import { errorReply, OK, type Reply } from './reply.ts';

/** What a command may use. */
interface CommandContext {
  readonly connection: number;
  readonly client: WorkClient;
  readonly handlers: WorkDoorHandlers;
  readonly hashes: ClientHashes;
  readonly results: UnexpectedResults;
  /** Waits for work; null when the time is over (0: never), or the connection. */
  readonly wait: (milliseconds: number) => Promise<null>;
}

export interface CommandEntry {
  /** Least number of arguments after the name, and most. */
  readonly least: number;
  readonly most: number;
  run(args: readonly string[], context: CommandContext): Reply | Promise<Reply>;
}

/** As the kits' languages write one: `0`, `0.0`, `1.5E3`. */
const FLOAT = /^(?=.{1,40}$)-?(?:\d+(?:\.\d*)?|\.\d+)(?:e[-+]?\d+)?$/i;
const LONGEST_ACTION_NAME = 256;
const ANY = Number.MAX_SAFE_INTEGER;

/** The commands of DeltaFi kits (`flows.md` §3.2), for clients that have shown their password. */
export const WORK_COMMANDS: ReadonlyMap<string, CommandEntry> = new Map<string, CommandEntry>([
  ['PING', { least: 0, most: 1, run: ([text]) => text ?? { status: 'PONG' } }],
  ['CLIENT', { least: 1, most: ANY, run: client }],
  ['HSET', { least: 3, most: ANY, run: hset }],
  [
    'HDEL',
    { least: 2, most: ANY, run: ([hash = '', ...fields], { client, hashes }) => hashes.remove(client, hash, fields) },
  ],
  ['HGETALL', { least: 1, most: 1, run: ([hash = ''], { client, hashes }) => hashes.entries(client, hash).flat() }],
  [
    'HKEYS',
    {
      least: 1,
      most: 1,
      run: ([hash = ''], { client, hashes }) => hashes.entries(client, hash).map(([field]) => field),
    },
  ],
  ['BZPOPMIN', { least: 2, most: ANY, run: bzpopmin }],
  ['ZADD', { least: 3, most: ANY, run: zadd }],
  ['ZCARD', { least: 1, most: 1, run: () => 0 }],
]);

function client([subcommand = '', ...rest]: readonly string[], { connection }: CommandContext): Reply {
  switch (subcommand.toUpperCase()) {
    case 'SETINFO':
      return rest.length === 2 ? OK : wrongNumber('client|setinfo');
    case 'SETNAME':
      return rest.length === 1 ? OK : wrongNumber('client|setname');
    case 'ID':
      return connection;
    default:
      return errorReply(`ERR unknown subcommand '${subcommand.slice(0, 128)}'.`);
  }
}

function hset([hash = '', ...flat]: readonly string[], { client: who, handlers, hashes }: CommandContext): Reply {
  if (flat.length % 2 !== 0) return wrongNumber('hset');
  const entries = flat.flatMap((field, index) => (index % 2 === 0 ? [[field, flat[index + 1] ?? ''] as const] : []));
  const isHeartbeat = hash === HEARTBEATS;
  if (isHeartbeat && entries.some(([action]) => action.length > LONGEST_ACTION_NAME)) {
    return errorReply('ERR an action name has at most 256 characters');
  }
  const result = hashes.set(who, hash, entries);
  if ('problem' in result) return errorReply(`ERR ${result.problem}`);
  if (isHeartbeat) for (const [action] of entries) handlers.heartbeat(who, action);
  return result.added;
}

async function bzpopmin(args: readonly string[], { client: who, handlers, wait }: CommandContext): Promise<Reply> {
  const timeout = args.at(-1) ?? '';
  if (!FLOAT.test(timeout) || !Number.isFinite(Number(timeout)))
    return errorReply('ERR timeout is not a float or out of range');
  const seconds = Number(timeout);
  if (seconds < 0) return errorReply('ERR timeout is negative');
  handlers.waiting(who, args.slice(0, -1));
  return wait(seconds * 1000);
}

/** A result. Nothing was ever dispatched, so none is expected: saying OK would lose it silently. */
function zadd([queue = '', ...rest]: readonly string[], { client: who, results }: CommandContext): Reply {
  if (rest.length < 2) return wrongNumber('zadd');
  if (queue !== 'dgs' && !queue.startsWith('dgs-')) return errorReply('ERR plugins put results on dgs only');
  results.note(who, queue);
  return errorReply('ERR DeltaDock has dispatched no work yet');
}

function wrongNumber(command: string): Reply {
  return errorReply(`ERR wrong number of arguments for '${command}' command`);
}

/** Counts results that nobody asked for; tells the log of the first, the tenth, the hundredth … */
export class UnexpectedResults {
  readonly #logger: Logger;
  #count = 0;

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  note(from: WorkClient, queue: string): void {
    this.#count += 1;
    if (!/^10*$/.test(String(this.#count))) return;
    this.#logger.warn('a plugin sent a result that was not asked for', {
      deploy: from.kind === 'deploy' ? from.deployId : from.kind,
      queue: queue.slice(0, 128),
      count: this.#count,
    });
  }
}
