import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** `deltafi serve` with a data directory of its own. */
export interface ServedEngine {
  /** The page's address with its token. */
  readonly control: string;
  /** Ends it in order and removes its data directory. Rejects when it does not end by itself. */
  stop(): Promise<void>;
}

const LAUNCHER = new URL('../../../electron/cli/bin/deltafi.mjs', import.meta.url).pathname;
/** Milliseconds until the ready line, and until the end of the process. */
const READY_WITHIN = 30_000;
const ENDED_WITHIN = 30_000;

/** Starts an engine on free ports and waits for the line of JSON that says where it listens. */
export async function serveEngine(): Promise<ServedEngine> {
  const directory = await mkdtemp(join(tmpdir(), 'deltadock-page-'));
  const child = spawn(
    process.execPath,
    [LAUNCHER, 'serve', '--no-open', '--port', '0', '--core-port', '0', '--data-dir', directory],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  );
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => {
    said += chunk.toString('utf8');
  });
  const ended = once(child, 'exit');
  const ready = new Promise<string>((resolve, reject) => {
    const giveUp = setTimeout(() => reject(new Error(`The engine was not ready in time. ${said}`)), READY_WITHIN);
    createInterface({ input: child.stdout }).on('line', (line) => {
      const address = controlOf(line);
      if (address === undefined) return;
      clearTimeout(giveUp);
      resolve(address);
    });
    ended
      .then(() => {
        clearTimeout(giveUp);
        reject(new Error(`The engine ended before it was ready. ${said}`));
      })
      .catch(reject);
  });

  const stop = async (): Promise<void> => {
    child.kill('SIGTERM');
    const giveUp = setTimeout(() => child.kill('SIGKILL'), ENDED_WITHIN);
    await ended;
    clearTimeout(giveUp);
    await rm(directory, { recursive: true, force: true });
    if (child.signalCode === 'SIGKILL') throw new Error(`The engine did not end by itself. ${said}`);
  };
  try {
    return { control: await ready, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

function controlOf(line: string): string | undefined {
  try {
    const value: unknown = JSON.parse(line);
    const has = typeof value === 'object' && value !== null && 'control' in value;
    return has && typeof value.control === 'string' ? value.control : undefined;
  } catch {
    return undefined;
  }
}
