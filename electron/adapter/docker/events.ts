import type { IncomingMessage } from 'node:http';
import type { DockerFacts } from '../../../shared/model/docker.ts';
import type { Clock } from '../../engine/port/clock.ts';
import { LABELS, type RuntimeWatcher } from '../../engine/port/container-runtime.ts';
import type { Disposable } from '../../engine/port/disposable.ts';
import type { Logger } from '../../engine/port/logger.ts';
import type { Connection, Engine } from './connection.ts';
import { parseEvent } from './event-parser.ts';
import { createJsonLines } from './json-lines.ts';

const FIRST_PAUSE = 100;
const LONGEST_PAUSE = 2_000;
/** A stream that lived so long counts as a success: the next pause is the first again. */
const STEADY = 5_000;
const PING_INTERVAL = 3_000;
const OPEN_DEADLINE = 5_000;
/** A stream that was silent for so long is opened anew: a half-open one would stay silent for ever. */
const LONGEST_SILENCE = 30_000;
const LONGEST_LINE = 256 * 1024;

/**
 * Watches one engine for one watcher, for ever: subscribe, say "up" (whereupon everything is listed anew), hand on
 * events, and after every end begin again from the last event seen. A frozen engine is found by asking it every few
 * seconds.
 */
export function watchEvents(
  connection: Connection,
  clock: Clock,
  logger: Logger,
  directoryId: string,
  watcher: RuntimeWatcher,
): Disposable {
  const stop = new AbortController();
  let reported: string | undefined;
  /** Seconds of the engine's clock. */
  let since: number | undefined;
  /** The event seen last: resuming begins with it. */
  let last = '';
  let heardAt = clock.monotonic();
  let endedForSilence = false;

  const report = (facts: DockerFacts): void => {
    if (stop.signal.aborted) return;
    const what = `${facts.state} ${facts.error?.code ?? ''} ${facts.error?.message ?? ''}`;
    // Losing the engine is said once; each renewal is said, since events may have been missed.
    if (facts.state !== 'up' && what === reported) return;
    reported = what;
    guarded(() => watcher.onConnection(facts));
  };

  const guarded = (act: () => void): void => {
    try {
      act();
    } catch (error) {
      logger.error('a Docker watcher failed', { error: error instanceof Error ? error.message : String(error) });
    }
  };

  const take = (value: unknown): void => {
    const parsed = parseEvent(value, directoryId);
    if (parsed === undefined || stop.signal.aborted) return;
    const key = JSON.stringify(parsed);
    if (parsed.seconds !== undefined && key === last) return;
    last = key;
    if (parsed.seconds !== undefined) since = parsed.seconds;
    guarded(() => {
      if (parsed.kind === 'container') watcher.onContainer(parsed.event);
      else watcher.onImage?.(parsed.event);
    });
  };

  const open = async (filters: object): Promise<IncomingMessage> =>
    await connection.open(
      {
        method: 'GET',
        path: '/events',
        query: { filters: JSON.stringify(filters), ...(since === undefined ? {} : { since: sinceText(since) }) },
        signal: stop.signal,
        deadline: OPEN_DEADLINE,
      },
      { operation: 'other', doing: 'watch events' },
    );

  const read = async (stream: IncomingMessage): Promise<void> => {
    const lines = createJsonLines(
      { longestLine: LONGEST_LINE },
      { onValue: take, onGarbage: () => logger.debug('docker sent an event that is not JSON') },
    );
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      heardAt = clock.monotonic();
      lines.push(chunk);
    }
    lines.end();
  };

  /** Asks the engine again and again; ends the streams when it is gone or another one, or when they are silent for long. */
  const keepAsking = (engine: Engine, streams: readonly IncomingMessage[]): Disposable => {
    let disposed = false;
    let timer: Disposable | undefined;
    const end = (): void => {
      for (const stream of streams) stream.destroy();
    };
    const once = async (): Promise<void> => {
      await connection.probe();
      if (disposed) return;
      const isSame = (await connection.engine()) === engine;
      endedForSilence = isSame && clock.monotonic() - heardAt >= LONGEST_SILENCE;
      if (isSame && !endedForSilence) again();
      else end();
    };
    const again = (): void => {
      timer = clock.after(PING_INTERVAL, () => {
        once().catch(end);
      });
    };
    again();
    return {
      dispose: () => {
        disposed = true;
        timer?.dispose();
      },
    };
  };

  /**
   * Follows the events of an engine that is up, until its streams end. Says "up" once they are open, unless they only
   * replace silent ones.
   */
  const follow = async (isRenewal: boolean): Promise<void> => {
    const engine = await connection.engine();
    // The engine answers just before it subscribes; from here on nothing can fall between.
    since ??= engine.version.date === undefined ? undefined : engine.version.date / 1000 - 1;
    const streams: IncomingMessage[] = [];
    try {
      streams.push(await open({ type: ['container'], label: [`${LABELS.directory}=${directoryId}`] }));
      if (watcher.onImage !== undefined) streams.push(await open({ type: ['image'] }));
      heardAt = clock.monotonic();
      if (!isRenewal || reported?.startsWith('up') !== true) report(connection.facts());
      const asking = keepAsking(engine, streams);
      try {
        await Promise.race(streams.map(async (stream) => await read(stream)));
      } finally {
        asking.dispose();
      }
    } catch (error) {
      // An engine that answers but gives no events (a filtering proxy): every attempt says "look for yourself".
      if (streams.length === 0 && connection.facts().state === 'up') report(connection.facts());
      throw error;
    } finally {
      for (const stream of streams) stream.destroy();
    }
  };

  const pause = async (milliseconds: number): Promise<void> => {
    await new Promise<void>((resolve) => {
      const finish = (): void => {
        timer.dispose();
        stop.signal.removeEventListener('abort', finish);
        resolve();
      };
      const timer = clock.after(milliseconds, finish);
      stop.signal.addEventListener('abort', finish);
    });
  };

  const run = async (): Promise<void> => {
    let wait = FIRST_PAUSE;
    while (!stop.signal.aborted) {
      const begun = clock.monotonic();
      const isRenewal = endedForSilence;
      endedForSilence = false;
      const facts = await connection.probe();
      if (facts.state === 'up') {
        try {
          await follow(isRenewal);
          logger.debug('the event stream ended');
        } catch (error) {
          logger.debug('the event stream was cut', { error: error instanceof Error ? error.message : String(error) });
        }
      } else {
        report(facts);
      }
      if (clock.monotonic() - begun > STEADY && facts.state === 'up') wait = FIRST_PAUSE;
      if (stop.signal.aborted) return;
      await pause(wait);
      wait = Math.min(wait * 2, LONGEST_PAUSE);
    }
  };

  const onDown = connection.onDown(report);
  run().catch((error: unknown) => {
    // Only a closed connection ends the loop.
    logger.debug('watching Docker ended', { error: error instanceof Error ? error.message : String(error) });
  });
  return {
    dispose: () => {
      onDown.dispose();
      stop.abort();
    },
  };
}

/** One microsecond earlier than the last event: JSON numbers are not exact to the nanosecond, and a hint twice is harmless. */
function sinceText(seconds: number): string {
  const micros = Math.floor(seconds * 1_000_000) - 1;
  const whole = Math.floor(micros / 1_000_000);
  return `${String(whole)}.${String(micros - whole * 1_000_000).padStart(6, '0')}000`;
}
