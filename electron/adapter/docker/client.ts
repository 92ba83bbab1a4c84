import { Agent, IncomingMessage } from 'node:http';
import Docker from 'dockerode';
import type { Clock } from '../../engine/port/clock.ts';
import type { Target } from './endpoints.ts';

/** What is sent as X-Registry-Auth. A secret: never logged, never part of an error. */
export interface RegistryAuth {
  readonly username?: string;
  readonly password?: string;
  readonly identitytoken?: string;
  readonly serveraddress: string;
}

export interface EngineRequest {
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** Below the API version, each part encoded: see {@link pathOf}. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: object;
  readonly auth?: RegistryAuth;
  /** Milliseconds until the answer is complete (until its head has come, for a stream). */
  readonly deadline: number;
  readonly signal?: AbortSignal;
}

export interface EngineAnswer {
  readonly value: unknown;
  /** The engine's clock in the answer's head, milliseconds since the epoch. */
  readonly date: number | undefined;
}

/** The engine answered with an error status. `text` is its own message, whole. */
export class EngineRefusal extends Error {
  readonly status: number;
  readonly text: string;

  constructor(status: number, text: string) {
    super(`Docker answered ${String(status)}: ${text}`);
    this.name = 'EngineRefusal';
    this.status = status;
    this.text = text;
  }
}

/** The engine did not answer before the deadline. */
export class EngineSilence extends Error {
  constructor(milliseconds: number) {
    super(`no answer within ${String(milliseconds / 1000)} s`);
    this.name = 'EngineSilence';
  }
}

/** The engine answered with something that is not its API. */
export class EngineNonsense extends Error {
  constructor(detail: string) {
    super(detail);
    this.name = 'EngineNonsense';
  }
}

/** One engine at one address in one API version; knows neither health nor discovery. */
export interface EngineClient {
  /** The whole answer. @throws EngineRefusal, EngineSilence, EngineNonsense, or the socket's own error */
  send(request: EngineRequest): Promise<EngineAnswer>;
  /** The answer's body as it comes; the caller destroys it. @throws as {@link EngineClient.send} */
  stream(request: EngineRequest): Promise<IncomingMessage>;
}

/** A path of encoded parts: `pathOf('containers', id, 'json')`. */
export function pathOf(...parts: readonly string[]): string {
  return parts.map((part) => `/${encodeURIComponent(part)}`).join('');
}

/**
 * dockerode's modem under one request function: dockerode's named calls pass no abort signal for images and networks,
 * wait for ever when an answer is cut after its head, and answer with texts instead of statuses.
 */
export function createClient(target: Target, apiVersion: string | undefined, clock: Clock): EngineClient {
  // `host` and the TLS fields are given to keep the modem from taking them out of the process environment itself.
  const none = { host: undefined, port: undefined, ca: undefined, cert: undefined, key: undefined, timeout: undefined };
  const options = {
    ...none,
    ...(target.kind === 'socket' ? { socketPath: target.path } : { host: hostOf(target.host), port: target.port }),
    protocol: 'http' as const,
    // Kept-alive sockets die with a restarting engine and would fail the next request.
    agent: new Agent({ keepAlive: false }),
    ...(apiVersion === undefined ? {} : { version: `v${apiVersion}` }),
  };
  const { modem } = new Docker(options);

  const open = async (request: EngineRequest, signal: AbortSignal): Promise<IncomingMessage> => {
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      modem.dial(
        {
          path: `${request.path}?`,
          method: request.method,
          options: { _query: request.query ?? {}, _body: request.body ?? {} },
          ...(request.auth === undefined ? {} : { authconfig: request.auth }),
          abortSignal: signal,
          isStream: true,
          statusCodes: EVERY_STATUS,
        },
        (error, result) => {
          if (error !== null) reject(error);
          else if (result instanceof IncomingMessage) resolve(result);
          else reject(new EngineNonsense('it did not answer in HTTP'));
        },
      );
    });
    // A socket that is cut while nobody reads must not end the process; a reader gets the error from its own reading.
    response.on('error', () => undefined);
    const status = response.statusCode ?? 0;
    if (status >= 200 && status < 300) return response;
    const body = await readBody(response);
    throw new EngineRefusal(status, messageOf(body));
  };

  const withDeadline = async <T>(request: EngineRequest, work: (signal: AbortSignal) => Promise<T>): Promise<T> => {
    const abort = new AbortController();
    const signal = request.signal === undefined ? abort.signal : AbortSignal.any([abort.signal, request.signal]);
    return await new Promise<T>((resolve, reject) => {
      const onAbort = (): void => {
        reject(signal.reason instanceof Error ? signal.reason : new Error('aborted'));
      };
      const timer = clock.after(request.deadline, () => abort.abort(new EngineSilence(request.deadline)));
      signal.addEventListener('abort', onAbort, { once: true });
      if (signal.aborted) onAbort();
      work(signal)
        .then(resolve, reject)
        .finally(() => {
          timer.dispose();
          signal.removeEventListener('abort', onAbort);
        });
    });
  };

  return {
    send: async (request) =>
      await withDeadline(request, async (signal) => {
        const response = await open(request, signal);
        const body = await readBody(response);
        return { value: valueOf(body, response), date: dateOf(response) };
      }),
    stream: async (request) => await withDeadline(request, async (signal) => await open(request, signal)),
  };
}

const LARGEST_ANSWER = 64 * 1024 * 1024;

/** Every status counts as an answer: what it means is decided in one place, `errors.ts`. */
const EVERY_STATUS: Readonly<Record<number, boolean>> = Object.fromEntries(
  Array.from({ length: 500 }, (_unused, index) => [index + 100, true]),
);

function hostOf(host: string): string {
  return host.includes(':') ? `[${host}]` : host;
}

async function readBody(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > LARGEST_ANSWER) throw new EngineNonsense('its answer is larger than 64 MiB');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function valueOf(body: string, response: IncomingMessage): unknown {
  if (body.trim() === '') return undefined;
  if (response.headers['content-type']?.startsWith('text/plain') === true) return body;
  try {
    return JSON.parse(body) as unknown;
  } catch (error) {
    if (error instanceof SyntaxError) throw new EngineNonsense('its answer is not JSON');
    throw error;
  }
}

/** The engine's message out of `{"message": "…"}`; a body of another shape is the message itself. */
function messageOf(body: string): string {
  try {
    const parsed: unknown = JSON.parse(body);
    if (typeof parsed === 'object' && parsed !== null && 'message' in parsed && typeof parsed.message === 'string') {
      return parsed.message;
    }
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  return body.trim() === '' ? 'no reason given' : body.trim();
}

function dateOf(response: IncomingMessage): number | undefined {
  const value = Date.parse(response.headers.date ?? '');
  return Number.isNaN(value) ? undefined : value;
}
