import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { nodeDurableFs } from '../../../electron/adapter/lowdb/node-durable-fs.ts';
import { AppError } from '../../../shared/errors.ts';
import { openCounter } from './counter-state.ts';
import type { Random } from './random.ts';

export type WriterMode = 'single' | 'groups' | 'in-place';

export interface KillReport {
  /** Kills that hit a write under way; only these count. */
  readonly kills: number;
  /** Kills between two writes. */
  readonly misses: number;
  /** Highest acknowledged number. */
  readonly acknowledged: number;
  /** How often the killed write was there afterwards all the same. */
  readonly completed: number;
  readonly losses: readonly string[];
}

const WRITER = fileURLToPath(new URL('state-writer.ts', import.meta.url));

/**
 * Kills a writer again and again in the middle of writes and looks each time for the last acknowledged number.
 * Stops at the first loss when `untilLoss`. The parent's list of acknowledgements is the independent book (D14).
 */
export async function killWriters(
  directory: string,
  options: { readonly mode: WriterMode; readonly kills: number; readonly random: Random; readonly untilLoss?: boolean },
): Promise<KillReport> {
  const losses: string[] = [];
  let [kills, misses, acknowledged, completed] = [0, 0, 0, 0];
  while (kills < options.kills && misses < options.kills * 10 + 20) {
    const writes = 1 + options.random.below(8);
    const delay = options.random.next() * 6;
    const book = await runAndKill(directory, options.mode, writes, delay);
    acknowledged = Math.max(acknowledged, book.acknowledged);
    if (book.begun > book.acknowledged) kills += 1;
    else misses += 1;
    const loss = await look(directory, acknowledged, Math.max(book.begun, acknowledged));
    if (typeof loss === 'string') {
      losses.push(`kill ${kills}: ${loss}`);
      if (options.untilLoss === true) break;
    } else {
      if (loss > acknowledged) completed += 1;
      acknowledged = loss;
    }
  }
  return { kills, misses, acknowledged, completed, losses };
}

/** Runs a writer, lets it finish some writes, and kills it `delay` milliseconds after the next has begun. */
async function runAndKill(
  directory: string,
  mode: WriterMode,
  writes: number,
  delay: number,
): Promise<{ readonly begun: number; readonly acknowledged: number }> {
  const child = spawn(process.execPath, [WRITER, directory, mode], { stdio: ['ignore', 'pipe', 'pipe'] });
  const closed = once(child, 'close');
  let [begun, acknowledged, answers, killing] = [0, 0, 0, false];
  let complaint = '';
  child.stderr.on('data', (chunk: Buffer) => {
    complaint += chunk.toString();
  });
  for await (const line of createInterface({ input: child.stdout })) {
    const [word, number] = line.split(' ');
    if (word === 'ack') {
      acknowledged = Math.max(acknowledged, Number(number));
      answers += 1;
    }
    if (word === 'begin') {
      begun = Math.max(begun, Number(number));
      if (answers >= writes && !killing) {
        killing = true;
        setTimeout(() => child.kill('SIGKILL'), delay);
      }
    }
  }
  await closed;
  if (!killing) throw new Error(`the writer ended by itself: ${complaint.slice(-500)}`);
  return { begun, acknowledged };
}

/** The number on the disk, or why it is wrong. */
async function look(directory: string, least: number, most: number): Promise<number | string> {
  try {
    const store = await openCounter(nodeDurableFs, { directory });
    const { counter } = store.read();
    if (counter < least) return `${least} was acknowledged, ${counter} is there`;
    if (counter > most) return `${counter} is there, which nobody asked for`;
    if (store.condition.kind !== 'loaded') return `the store was ${store.condition.kind}`;
    await store.close();
    return counter;
  } catch (error) {
    if (error instanceof AppError) return `${error.code}: ${error.message}`;
    throw error;
  }
}
