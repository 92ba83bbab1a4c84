import { setTimeout as wait } from 'node:timers/promises';
import { log } from './log.ts';
import type { QueueConnection } from './queue-connection.ts';
import type { Reply } from './reply-reader.ts';

/** What of a task is needed to answer it. The answer echoes the context, or cannot be placed. */
interface Task {
  readonly did: string;
  readonly flowName: unknown;
  readonly flowId: unknown;
  readonly actionName: unknown;
  readonly returnAddress: string | null;
}

const PAUSE_AFTER_UNREADABLE_MS = 1_000;

/**
 * Takes one task after the other from the queue of `action` and answers each on `dgs` (or
 * `dgs-<returnAddress>`): what a DeltaFi kit calls an action thread.
 *
 * This build of the sample has no action code, since its content store is not there yet. So every
 * task is answered with a well-formed ERROR result that says so; none is swallowed.
 */
export async function work(connection: QueueConnection, action: string): Promise<never> {
  for (;;) {
    // Blocks until there is a task; lowest score first. Answer: [queue, member, score].
    const popped = await connection.send('BZPOPMIN', action, '0');
    const task = readTask(popped);
    if (task === null) {
      log(`action ${action}: dropped a task that cannot be read`);
      await wait(PAUSE_AFTER_UNREADABLE_MS);
      continue;
    }
    const answers = task.returnAddress === null ? 'dgs' : `dgs-${task.returnAddress}`;
    const now = Date.now();
    await connection.send('ZADD', answers, 'NX', String(now), JSON.stringify(noCode(task, now)));
    log(`action ${action}: answered ${task.did} with ERROR`);
  }
}

function noCode(task: Task, now: number): Readonly<Record<string, unknown>> {
  const { did, flowName, flowId, actionName } = task;
  return {
    did,
    flowName,
    flowId,
    actionName,
    // Epoch seconds with decimals, as both kits write them.
    start: now / 1_000,
    stop: now / 1_000,
    type: 'ERROR',
    messages: [],
    metrics: [],
    error: {
      cause: 'This build of the sample plugin has no action code',
      context: 'It registers, heartbeats and takes work, but does not read or write content.',
      annotations: {},
    },
  };
}

/** Null when the event is not JSON or names no did: both kits drop such an event. */
function readTask(popped: Reply): Task | null {
  const member: unknown = Array.isArray(popped) ? popped[1] : null;
  if (typeof member !== 'string') return null;
  const input = parseObject(member);
  const context = asObject(input?.['actionContext']);
  const did = context?.['did'];
  if (input === null || context === null || typeof did !== 'string') return null;
  const returnAddress = input['returnAddress'];
  return {
    did,
    flowName: context['flowName'] ?? null,
    flowId: context['flowId'] ?? null,
    actionName: context['actionName'] ?? null,
    returnAddress: typeof returnAddress === 'string' ? returnAddress : null,
  };
}

function parseObject(text: string): Readonly<Record<string, unknown>> | null {
  try {
    return asObject(JSON.parse(text));
  } catch {
    return null; // Not JSON: the caller says so in the log.
  }
}

function asObject(value: unknown): Readonly<Record<string, unknown>> | null {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null;
  return value as Readonly<Record<string, unknown>>;
}
