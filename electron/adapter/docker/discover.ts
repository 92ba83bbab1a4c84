import { stat } from 'node:fs/promises';
import { AppError } from '../../../shared/errors.ts';
import type { Clock } from '../../engine/port/clock.ts';
import { negotiate, OLDEST_API } from './api-version.ts';
import { createClient, type EngineClient } from './client.ts';
import { readChosenContext } from './docker-config.ts';
import { candidateEndpoints, type Candidate, type Surroundings, type Target } from './endpoints.ts';
import { type EngineVersion, readVersion } from './engine-facts.ts';
import { systemCode, translate } from './errors.ts';

/** One place that was looked at; `deltafi doctor` lists them. */
export interface Searched {
  readonly source: string;
  readonly address: string;
  readonly outcome: 'answers' | 'missing' | 'failed' | 'refused' | 'not tried';
  /** Why, as a sentence; empty where the outcome says it all. */
  readonly message: string;
}

/** An engine that answered, spoken to in a version that both know. */
export interface Found {
  readonly source: string;
  readonly address: string;
  readonly client: EngineClient;
  readonly version: EngineVersion;
  readonly apiVersion: string;
  readonly latency: number;
}

export interface Discovery {
  readonly searched: readonly Searched[];
  /** The engine, or the error that tells the user most. */
  readonly result: Found | AppError;
}

/**
 * Looks for an engine: all places at once, the first in order that answers is taken. Ends within `deadline`
 * milliseconds.
 */
export async function discover(around: Surroundings, clock: Clock, deadline: number): Promise<Discovery> {
  const candidates = candidateEndpoints(around, await readChosenContext(around));
  const attempts = candidates.map((one) => ({ one, outcome: tryCandidate(one, clock, deadline) }));
  const searched: Searched[] = [];
  const errors: AppError[] = [];
  let result: Found | undefined;
  for (const { one, outcome } of attempts) {
    const { source, address } = one;
    if (result !== undefined) {
      searched.push({ source, address, outcome: 'not tried', message: '' });
      continue;
    }
    const tried = await outcome;
    if (tried === undefined) {
      searched.push({ source, address, outcome: 'missing', message: '' });
    } else if (tried instanceof AppError) {
      errors.push(tried);
      const outcomeOf = tried.code === 'DOCKER_REMOTE' || tried.code === 'DOCKER_TOO_OLD' ? 'refused' : 'failed';
      searched.push({ source, address, outcome: outcomeOf, message: tried.message });
    } else {
      result = tried;
      const message = `Docker ${tried.version.version}, API ${tried.apiVersion}`;
      searched.push({ source, address, outcome: 'answers', message });
    }
  }
  return { searched, result: result ?? mostTelling(errors) ?? nowhere(candidates) };
}

/** Asks the engine at `target` for its version; used again and again to see whether it is still there. */
async function ask(
  where: { readonly source: string; readonly address: string },
  client: EngineClient,
  target: Target,
  clock: Clock,
  deadline: number,
): Promise<Found> {
  const begun = clock.monotonic();
  const version = await readVersion(client, deadline);
  const latency = Math.round((clock.monotonic() - begun) * 10) / 10;
  if (version === undefined)
    throw new AppError('DOCKER_ERROR', `What answers at ${where.address} is not a Docker engine.`);
  const apiVersion = negotiate(version.offered, version.minimum);
  if (apiVersion === undefined) {
    throw new AppError(
      'DOCKER_TOO_OLD',
      `Docker ${version.version} at ${where.address} offers API ${version.offered}; DeltaDock needs ${OLDEST_API} (Engine 20.10).`,
    );
  }
  return { ...where, client: createClient(target, apiVersion, clock), version, apiVersion, latency };
}

async function tryCandidate(
  { source, address, target }: Candidate,
  clock: Clock,
  deadline: number,
): Promise<Found | AppError | undefined> {
  if ('code' in target) return new AppError(target.code, target.message, { details: { address } });
  const isStandard = source === 'standard socket';
  try {
    if (isStandard && target.kind === 'socket' && !target.path.startsWith('//')) await stat(target.path);
    return await ask({ source, address }, createClient(target, undefined, clock), target, clock, deadline);
  } catch (error) {
    if (isStandard && systemCode(error) === 'ENOENT') return undefined;
    const translated = translate(error, { operation: 'other', doing: `be reached at ${address}` });
    if (translated.code === 'DOCKER_UNREACHABLE' || translated.code === 'DOCKER_PERMISSION') {
      const message = `${translated.message.replace(/\.$/, '')} at ${address} (${source}).`;
      return new AppError(translated.code, message, { cause: error, details: { address } });
    }
    if (translated.code === 'DOCKER_TIMEOUT') {
      return new AppError('DOCKER_UNREACHABLE', `Docker gave no answer at ${address} (${source}).`, {
        cause: error,
        details: { address },
      });
    }
    return translated;
  }
}

/** A socket that is there but closed to the user says more than one where nobody listens. */
function mostTelling(errors: readonly AppError[]): AppError | undefined {
  const order = ['DOCKER_REMOTE', 'DOCKER_TOO_OLD', 'DOCKER_PERMISSION'];
  return (
    order.map((code) => errors.find((error) => error.code === code)).find((error) => error !== undefined) ?? errors[0]
  );
}

function nowhere(candidates: readonly Candidate[]): AppError {
  return new AppError(
    'DOCKER_UNREACHABLE',
    `No Docker engine was found in ${String(candidates.length)} standard places.`,
  );
}
