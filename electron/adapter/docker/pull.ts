import type { IncomingMessage } from 'node:http';
import { AppError } from '../../../shared/errors.ts';
import type { PullProgress } from '../../../shared/model/progress.ts';
import type { Clock } from '../../engine/port/clock.ts';
import type { RegistryAuth } from './client.ts';
import type { Connection } from './connection.ts';
import { type Attempt, systemCode, translate } from './errors.ts';
import { createJsonLines } from './json-lines.ts';
import { createPullReader, type PullReader } from './pull-progress.ts';
import { createThrottle } from './throttle.ts';

/** One pull, with everything that it needs decided. */
export interface Pull {
  /** Repository and tag or digest, as `POST /images/create` wants them. */
  readonly repository: string;
  readonly version: string;
  readonly auth: RegistryAuth | undefined;
  readonly attempt: Attempt;
  readonly signal: AbortSignal;
  readonly stallAfter: number;
  readonly onProgress: (progress: PullProgress) => void;
}

const LONGEST_LINE = 256 * 1024;
const MOST_GARBAGE = 1_000;
const PROGRESS_INTERVAL = 110;

/**
 * Runs a pull to its final status line; that the image is there is for the caller to see.
 * @throws AppError CANCELLED, PULL_STALLED, PULL_INTERRUPTED, or what the registry's refusal means
 */
export async function runPull(connection: Connection, clock: Clock, pull: Pull): Promise<void> {
  const image = pull.attempt.image ?? pull.repository;
  if (pull.signal.aborted) throw cancelled(image);
  const reader = createPullReader();
  const stop = new AbortController();
  const stall = createStallWatch(clock, pull.stallAfter, () => {
    const seconds = Math.round(pull.stallAfter / 1000);
    stop.abort(
      new AppError('PULL_STALLED', `Nothing of ${image} arrived for ${String(seconds)} s.`, {
        details: { image, seconds },
      }),
    );
  });
  const throttle = createThrottle(clock, PROGRESS_INTERVAL, () => pull.onProgress(reader.state().progress));
  const onCancel = (): void => stop.abort(cancelled(image));
  pull.signal.addEventListener('abort', onCancel, { once: true });
  try {
    const stream = await connection.open(
      {
        method: 'POST',
        path: '/images/create',
        query: { fromImage: pull.repository, tag: pull.version },
        ...(pull.auth === undefined ? {} : { auth: pull.auth }),
        signal: stop.signal,
        // The head comes with the first progress, or never: the stall watch is the deadline.
        deadline: pull.stallAfter + 60_000,
        outlivesSilence: true,
      },
      pull.attempt,
    );
    await readStream(
      stream,
      reader,
      () => {
        stall.progress();
        throttle.call();
      },
      stop.signal,
    );
    throttle.flush();
    const { failure, finished } = reader.state();
    if (failure !== undefined) throw translate(failure, pull.attempt);
    if (!finished) throw interrupted(image, undefined);
  } catch (error) {
    if (stop.signal.aborted) throw stop.signal.reason;
    const { failure } = reader.state();
    if (failure !== undefined) throw translate(failure, pull.attempt);
    if (CUT.has(systemCode(error) ?? '')) throw interrupted(image, error);
    throw error;
  } finally {
    pull.signal.removeEventListener('abort', onCancel);
    stall.dispose();
    throttle.dispose();
  }
}

const CUT: ReadonlySet<string> = new Set(['ECONNRESET', 'EPIPE', 'ERR_STREAM_PREMATURE_CLOSE', 'ECONNABORTED']);

async function readStream(
  stream: IncomingMessage,
  reader: PullReader,
  onProgress: () => void,
  signal: AbortSignal,
): Promise<void> {
  let garbage = 0;
  const lines = createJsonLines(
    { longestLine: LONGEST_LINE },
    {
      onValue: (value) => {
        if (reader.take(value)) onProgress();
      },
      onGarbage: () => {
        garbage += 1;
      },
    },
  );
  const onAbort = (): void => {
    stream.destroy();
  };
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      lines.push(chunk);
      if (garbage > MOST_GARBAGE)
        throw new AppError('DOCKER_ERROR', 'Docker answered the pull with something that is not its progress.');
    }
    lines.end();
  } finally {
    signal.removeEventListener('abort', onAbort);
    stream.destroy();
  }
}

function createStallWatch(clock: Clock, after: number, onStall: () => void): { progress(): void; dispose(): void } {
  let timer = clock.after(after, onStall);
  return {
    progress: () => {
      timer.dispose();
      timer = clock.after(after, onStall);
    },
    dispose: () => timer.dispose(),
  };
}

function cancelled(image: string): AppError {
  return new AppError('CANCELLED', `The pull of ${image} was cancelled.`, { details: { image } });
}

function interrupted(image: string, cause: unknown): AppError {
  return new AppError('PULL_INTERRUPTED', `The transfer of ${image} was cut before its end.`, {
    cause,
    details: { image },
  });
}
