import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { AppError, nextStep } from '../../../shared/errors.ts';
import type { Caller, CoreDoorHandlers } from '../../engine/plugin/doors.ts';
import type { Logger } from '../../engine/port/logger.ts';
import { createDoor, type Door } from '../door-listeners.ts';
import { ACCEPTED, type Answer, failure, problem, problemLines, write, writeAndClose } from './answer.ts';
import { originProblem } from './guard.ts';
import { type BodyLimits, type BodyRoom, parseJson, readBody } from './read-body.ts';
import { routeOf } from './route.ts';

export interface CoreDoorOptions {
  readonly handlers: CoreDoorHandlers;
  readonly logger: Logger;
  readonly limits: CoreDoorLimits;
}

export interface CoreDoorLimits {
  /** One registration (D21). */
  readonly body: BodyLimits;
  /** Bytes of all bodies that are being read. */
  readonly allBodies: number;
  readonly connections: number;
  /** Milliseconds for the headers of a request. */
  readonly headers: number;
}

const MIB = 1024 * 1024;

export const CORE_DOOR_LIMITS: CoreDoorLimits = {
  body: { bytes: 16 * MIB, milliseconds: 30_000 },
  allBodies: 64 * MIB,
  connections: 1024,
  headers: 15_000,
};

/** How long the rest of a refused body is thrown away, so that the sender can read why, before its connection is cut. */
const LINGER_MS = 1_000;
const GRACE_MS = 2_000;

/** What DeltaFi plugins speak to the core over HTTP: `POST /plugins`, with or without a deploy's token (D2, D3, D21). */
export function createCoreDoor({ handlers, logger, limits }: CoreDoorOptions): Door {
  const room: BodyRoom = { used: 0, limit: limits.allBodies };

  const serve = async (request: IncomingMessage, response: ServerResponse, listener: Caller['listener']) => {
    const answer = await answerTo(request, response, listener).catch((error: unknown) => {
      logger.error('core door failed', { error: error instanceof Error ? error.message : String(error) });
      return failure(isTemporary(error) ? 503 : 500, error);
    });
    if (answer.status >= 400) logger.debug('core door refused', { status: answer.status, code: answer.code, listener });
    finish(request, response, answer);
  };

  const answerTo = async (
    request: IncomingMessage,
    response: ServerResponse,
    listener: Caller['listener'],
  ): Promise<Answer> => {
    const route = routeOf(request.method ?? '', request.url ?? '', listener);
    const token = route.kind === 'plugins' ? route.token : undefined;
    const stranger = originProblem({
      listener,
      port: request.socket.localPort ?? 0,
      host: header(request, 'host'),
      origin: header(request, 'origin'),
      hasToken: token !== undefined,
    });
    if (stranger !== undefined) return problem(403, 'ORIGIN_REFUSED', stranger);
    switch (route.kind) {
      case 'plugins':
        return register(request, response, { listener, ...(token === undefined ? {} : { token }) });
      case 'method':
        return { ...problem(405, 'NOT_FOUND', 'Plugins register by POST.'), headers: { Allow: 'POST' } };
      case 'not-for-containers':
        return problem(403, 'NOT_FOR_CONTAINERS', 'Containers can only register here.');
      case 'not-available':
        return route.later
          ? problem(503, 'NOT_AVAILABLE', 'DeltaDock does not serve this part of DeltaFi yet.')
          : problem(404, 'NOT_AVAILABLE', 'DeltaDock does not serve this part of DeltaFi.');
      case 'unknown':
        return problem(404, 'NOT_FOUND', 'There is nothing at this address.');
    }
  };

  const register = async (request: IncomingMessage, response: ServerResponse, caller: Caller): Promise<Answer> => {
    const refusal = handlers.refuse(caller);
    if (refusal !== undefined)
      return problemLines(refusal.status, refusal.code, [...refusal.lines, nextStep(refusal.code)]);
    const unsupported = mediaProblem(request);
    if (unsupported !== undefined) return problem(415, 'MEDIA_TYPE_UNSUPPORTED', unsupported);
    if (announcedBytes(request) > limits.body.bytes) return bodyProblem('too-large');
    if (waitsForContinue(request)) response.writeContinue();
    const read = await readBody(request, limits.body, room);
    if (!read.ok) return bodyProblem(read.reason);
    const json = parseJson(read.body);
    if (!json.ok) return problem(400, 'JSON_INVALID', `The body is not JSON in UTF-8: ${json.why}`);
    const answer = await handlers.register(caller, json.value);
    return answer.accepted ? ACCEPTED : problemLines(answer.status, answer.code, answer.lines);
  };

  const bodyProblem = (reason: 'too-large' | 'too-slow' | 'no-room' | 'gone'): Answer => {
    switch (reason) {
      case 'too-large':
        return problem(413, 'BODY_TOO_LARGE', 'The registration is too large.', { limit: inWords(limits.body.bytes) });
      case 'no-room':
        return problem(503, 'TOO_BUSY', 'Too many large registrations arrive at once.');
      case 'too-slow':
      case 'gone':
        return problem(408, 'BODY_TOO_SLOW', 'The registration did not arrive whole in time.', {
          seconds: limits.body.milliseconds / 1000,
        });
    }
  };

  return createDoor((listener) => {
    const server = createServer({
      keepAliveTimeout: 75_000,
      maxHeaderSize: 64 * 1024,
      headersTimeout: limits.headers,
      connectionsCheckingInterval: Math.min(5_000, limits.headers),
      // Bodies have deadlines of their own; ingress will have none (D21).
      requestTimeout: 0,
    });
    server.maxConnections = limits.connections;
    const take = (request: IncomingMessage, response: ServerResponse): void => {
      response.on('error', (error) => logger.debug('core door answer lost', { error: error.message }));
      serve(request, response, listener).catch((error: unknown) => {
        logger.error('core door failed', { error: String(error) });
        response.destroy();
      });
    };
    server.on('request', take);
    server.on('checkContinue', take);
    server.on('clientError', (error: NodeJS.ErrnoException, socket: Socket) => endBadClient(error, socket));
    return { server, grace: GRACE_MS };
  }, logger);
}

/** A header as text: Node reads bytes as Latin-1, clients write UTF-8 (D21). */
function header(request: IncomingMessage, name: 'host' | 'origin' | 'content-type' | 'content-encoding') {
  const value = request.headers[name];
  return value === undefined ? undefined : Buffer.from(value, 'latin1').toString('utf8');
}

function mediaProblem(request: IncomingMessage): string | undefined {
  const type = (header(request, 'content-type') ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? '';
  if (type !== 'application/json' && !/^application\/[\w.-]+\+json$/.test(type)) {
    return type === '' ? 'The body has no Content-Type.' : `The body is ${type.slice(0, 100)}, not application/json.`;
  }
  const encoding = header(request, 'content-encoding')?.trim().toLowerCase() ?? 'identity';
  return encoding === 'identity' ? undefined : 'Compressed bodies are not taken.';
}

function announcedBytes(request: IncomingMessage): number {
  return Number(request.headers['content-length'] ?? '0');
}

function waitsForContinue(request: IncomingMessage): boolean {
  return request.headers.expect?.toLowerCase() === '100-continue';
}

function isTemporary(error: unknown): boolean {
  return error instanceof AppError && ['ENGINE_STOPPING', 'STATE_WRITE_FAILED', 'DISK_FULL'].includes(error.code);
}

function inWords(bytes: number): string {
  return bytes % MIB === 0 ? `${String(bytes / MIB)} MiB` : `${String(bytes)} bytes`;
}

function finish(request: IncomingMessage, response: ServerResponse, answer: Answer): void {
  const hasBody = request.headers['transfer-encoding'] !== undefined || announcedBytes(request) > 0;
  if (request.complete || !hasBody) write(response, answer);
  else writeAndClose(response, answer, LINGER_MS);
}

const BAD_CLIENT: Readonly<Record<string, string>> = {
  HPE_HEADER_OVERFLOW: '431 Request Header Fields Too Large',
  ERR_HTTP_REQUEST_TIMEOUT: '408 Request Timeout',
};

/** What was sent is not HTTP, or not in time. */
function endBadClient(error: NodeJS.ErrnoException, socket: Socket): void {
  if (!socket.writable || error.code === 'ECONNRESET' || socket.bytesWritten > 0) {
    socket.destroy();
    return;
  }
  const status = BAD_CLIENT[error.code ?? ''] ?? '400 Bad Request';
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`, () => socket.destroy());
}
