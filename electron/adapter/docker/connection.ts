import type { IncomingMessage } from 'node:http';
import { AppError, nextStep } from '../../../shared/errors.ts';
import type { DockerFacts } from '../../../shared/model/docker.ts';
import type { Clock } from '../../engine/port/clock.ts';
import type { Disposable } from '../../engine/port/disposable.ts';
import type { Logger } from '../../engine/port/logger.ts';
import type { EngineAnswer, EngineRequest } from './client.ts';
import { type Discovery, discover, type Found, type Searched } from './discover.ts';
import type { Surroundings } from './endpoints.ts';
import { type EngineInfo, readInfo, readVersion } from './engine-facts.ts';
import { type Attempt, isAway, translate } from './errors.ts';

/** A request without its deadline where {@link CALL_DEADLINE} serves. */
type Call = Omit<EngineRequest, 'deadline'> & {
  readonly deadline?: number;
  /** Not ended when the engine is called lost for its silence: a long transfer has its own watch. */
  readonly outlivesSilence?: boolean;
};

/** An engine that is up, with what it says of itself. */
export interface Engine extends Found {
  readonly info: EngineInfo;
}

/**
 * The connection to the engine: finds it, notices when it goes, finds it again. Every call has a deadline; while the
 * engine is away calls fail at once with the reason.
 */
export interface Connection {
  readonly facts: () => DockerFacts;
  readonly searched: () => readonly Searched[];
  /** Looks now, within {@link PROBE_DEADLINE}; callers at the same time share one look. */
  readonly probe: () => Promise<DockerFacts>;
  /** The engine, looked for when it is not up. @throws AppError DOCKER_UNREACHABLE and its like */
  readonly engine: () => Promise<Engine>;
  /** @throws AppError as {@link translate} makes it of `attempt` */
  readonly call: (call: Call, attempt: Attempt) => Promise<EngineAnswer>;
  /** As {@link Connection.call}, the body as it comes. */
  readonly open: (call: Call, attempt: Attempt) => Promise<IncomingMessage>;
  /** Called when the engine was lost, with the facts. */
  readonly onDown: (listener: (facts: DockerFacts) => void) => Disposable;
  readonly close: () => void;
}

const PROBE_DEADLINE = 3_000;
const CALL_DEADLINE = 15_000;
/** A look that found nothing is not repeated for a call within this time (milliseconds). */
const RECENT = 500;

export function createConnection(around: Surroundings, clock: Clock, logger: Logger): Connection {
  const listeners = new Set<(facts: DockerFacts) => void>();
  let engine: Engine | undefined;
  /** `alive` fires when the engine is lost or the connection closed, `ended` only then: calls under way end at once. */
  let alive = new AbortController();
  const ended = new AbortController();
  let searched: readonly Searched[] = [];
  let lastLook = Number.NEGATIVE_INFINITY;
  let lastError: AppError | undefined;
  let looking: Promise<DockerFacts> | undefined;
  let closed = false;
  let facts: DockerFacts = { state: 'connecting', since: clock.now(), checkedAt: clock.now() };

  const up = (found: Engine): void => {
    const isNew = facts.state !== 'up';
    engine = found;
    lastError = undefined;
    facts = {
      state: 'up',
      address: found.address,
      source: found.source,
      version: found.version.version,
      apiVersion: found.apiVersion,
      operatingSystem: found.info.operatingSystem,
      platform: `${found.version.os}/${found.version.architecture}`,
      latency: found.latency,
      since: isNew ? clock.now() : facts.since,
      checkedAt: clock.now(),
    };
    if (isNew)
      logger.info('docker is up', { address: found.address, version: found.version.version, api: found.apiVersion });
  };

  const down = (error: AppError): void => {
    const isNews = facts.state !== 'down' || lastError?.code !== error.code || lastError.message !== error.message;
    const { since, latency: _latency, error: _error, ...known } = facts;
    facts = {
      ...known,
      state: 'down',
      error: { code: error.code, message: error.message, next: nextStep(error.code, error.details) },
      since: facts.state === 'down' ? since : clock.now(),
      checkedAt: clock.now(),
    };
    engine = undefined;
    lastError = error;
    if (!isNews) return;
    logger.warn('docker is down', { code: error.code, message: error.message });
    alive.abort(error);
    alive = new AbortController();
    for (const listener of listeners) listener(facts);
  };

  /** Asks the engine that is known; looks everywhere when there is none or it does not answer. */
  const look = async (): Promise<DockerFacts> => {
    const known = engine;
    if (known !== undefined) {
      try {
        const begun = clock.monotonic();
        const version = await readVersion(known.client, PROBE_DEADLINE);
        if (version?.version === known.version.version) {
          const latency = Math.round((clock.monotonic() - begun) * 10) / 10;
          if (engine === known) facts = { ...facts, latency, checkedAt: clock.now() };
          return facts;
        }
      } catch (error) {
        logger.debug('docker did not answer', { error: translate(error, PROBING).message });
      }
    }
    let discovery: Discovery | undefined;
    try {
      discovery = await discover(around, clock, PROBE_DEADLINE);
      searched = discovery.searched;
      const { result } = discovery;
      if (result instanceof AppError) down(result);
      else up({ ...result, info: await readInfo(result.client, PROBE_DEADLINE) });
    } catch (error) {
      down(translate(error, PROBING));
    }
    lastLook = clock.monotonic();
    return facts;
  };

  const probe = async (): Promise<DockerFacts> => {
    if (closed) throw closedError();
    looking ??= look().finally(() => {
      looking = undefined;
    });
    return await looking;
  };

  const requireEngine = async (): Promise<Engine> => {
    if (closed) throw closedError();
    if (engine === undefined && !(lastError !== undefined && clock.monotonic() - lastLook < RECENT)) await probe();
    if (engine !== undefined) return engine;
    throw lastError ?? closedError();
  };

  const attemptCall = async <T>(
    call: Call,
    attempt: Attempt,
    send: (engine: Engine, request: EngineRequest) => Promise<T>,
  ): Promise<T> => {
    const current = await requireEngine();
    const { outlivesSilence, ...request } = call;
    const signals = [
      ...(outlivesSilence === true ? [ended.signal] : [alive.signal]),
      ...(call.signal === undefined ? [] : [call.signal]),
    ];
    try {
      return await send(current, { deadline: CALL_DEADLINE, ...request, signal: AbortSignal.any(signals) });
    } catch (error) {
      if (call.signal?.aborted === true) throw cancelled(attempt, call.signal);
      const translated = translate(error, attempt);
      if (isAway(translated) && engine === current) {
        // One cut socket is no proof: the engine is asked before everything is called lost.
        probe().catch((problem: unknown) => logger.error('probe failed', { problem: String(problem) }));
      }
      throw translated;
    }
  };

  return {
    facts: () => facts,
    searched: () => searched,
    probe,
    engine: requireEngine,
    call: async (call, attempt) =>
      await attemptCall(call, attempt, async (current, request) => await current.client.send(request)),
    open: async (call, attempt) =>
      await attemptCall(call, attempt, async (current, request) => await current.client.stream(request)),
    onDown: (listener) => {
      listeners.add(listener);
      return { dispose: () => void listeners.delete(listener) };
    },
    close: () => {
      closed = true;
      listeners.clear();
      engine = undefined;
      alive.abort(closedError());
      ended.abort(closedError());
    },
  };
}

const PROBING: Attempt = { operation: 'other', doing: 'be reached' };

function closedError(): AppError {
  return new AppError('ENGINE_STOPPING', 'The connection to Docker was closed.');
}

function cancelled(attempt: Attempt, signal: AbortSignal): AppError {
  const reason: unknown = signal.reason;
  return reason instanceof AppError
    ? reason
    : new AppError('CANCELLED', `Cancelled: ${attempt.doing}.`, { cause: reason });
}
