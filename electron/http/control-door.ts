import { type IncomingMessage, type ServerResponse, createServer } from 'node:http';
import { type FaultReport, dispatch, isProcedure } from '../../shared/contract/dispatch.ts';
import { AppError } from '../../shared/errors.ts';
import type { Engine } from '../engine/engine.ts';
import type { Clock } from '../engine/port/clock.ts';
import type { Disposable } from '../engine/port/disposable.ts';
import type { Logger } from '../engine/port/logger.ts';
import { type EventStream, createEventStream } from './event-stream.ts';
import { createTokenCheck, refuseForeign } from './guard.ts';
import { sendAnswer, sendRefusal } from './http-answer.ts';
import { readJson } from './read-json.ts';
import { createTickets } from './tickets.ts';
import { COMMON_HEADERS } from '../page/common-headers.ts';
import type { UiFiles } from '../page/ui-files.ts';

/** Milliseconds between the signs of life on an event stream. */
const HEARTBEAT = 15_000;
/** Milliseconds that a client gets to read a refusal before its unread body ends the connection. */
const LINGER = 2000;

export interface ControlDoorOptions {
  /** What of the engine the door needs; asked at each call, so that the door may open before the engine is there. */
  readonly engine: Pick<Engine, 'handlers' | 'subscribe'>;
  readonly token: string;
  readonly ui: UiFiles;
  readonly clock: Clock;
  readonly logger: Logger;
}

/**
 * The contract over loopback HTTP (D2):
 * `POST /api/call/<procedure>` with a JSON body → an answer of `dispatch`; `GET /api/events` → server-sent events, one
 * `data:` line each, first the snapshot; `POST /api/ticket` → a ticket with which `GET /open/<ticket>` leads a browser to
 * the page once. All but the last need `Authorization: Bearer <token>`. Anything else is the page.
 */
export interface ControlDoor {
  /** Listens on 127.0.0.1; port 0 takes a free one. Rejects with Node's error. Resolves with the port. */
  listen(port: number): Promise<number>;
  /** Event streams and calls that are open now. */
  clients(): number;
  /** Monotonic milliseconds of the last authorised request. */
  lastUse(): number;
  /** Takes no more, finishes the answers under way (at most `deadline` ms), ends the streams. */
  close(deadline: number): Promise<void>;
}

export function createControlDoor({ engine, token, ui, clock, logger }: ControlDoorOptions): ControlDoor {
  const refuseToken = createTokenCheck(token);
  const tickets = createTickets(clock);
  const streams = new Set<EventStream>();
  let calls = 0;
  let lastUse = clock.monotonic();
  let port = 0;
  const report: FaultReport = (procedure, error) => {
    logger.error('A procedure failed unexpectedly', {
      procedure,
      error: error instanceof Error ? error.stack : String(error),
    });
  };

  const call = async (name: string, request: IncomingMessage, response: ServerResponse): Promise<void> => {
    calls += 1;
    try {
      const input = await readJson(request);
      sendAnswer(response, await dispatch(engine.handlers, name, input, report));
    } catch (error) {
      refuse(request, response, error);
    } finally {
      calls -= 1;
      lastUse = clock.monotonic();
    }
  };

  const follow = (response: ServerResponse): void => {
    response.writeHead(200, {
      'Content-Type': 'text/event-stream; charset=utf-8',
      'Cache-Control': 'no-store',
      'X-Content-Type-Options': 'nosniff',
      'X-Accel-Buffering': 'no',
    });
    const stream = createEventStream(response);
    streams.add(stream);
    const subscription = engine.subscribe((event) => stream.send(event));
    const heartbeat = every(clock, HEARTBEAT, () => stream.beat());
    response.on('close', () => {
      subscription.dispose();
      heartbeat.dispose();
      streams.delete(stream);
      lastUse = clock.monotonic();
    });
  };

  const refuse = (request: IncomingMessage, response: ServerResponse, error: unknown, allow?: string): void => {
    if (response.headersSent || response.destroyed) return;
    if (!(error instanceof AppError)) report('request', error);
    const known =
      error instanceof AppError ? error : new AppError('INTERNAL', 'Something unexpected happened inside DeltaDock.');
    if (!request.complete) {
      response.setHeader('Connection', 'close');
      const linger = clock.after(LINGER, () => request.destroy());
      request.on('close', () => linger.dispose());
      request.resume();
    }
    sendRefusal(response, known, allow);
  };

  const serveApi = async (path: string, request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const name = path.startsWith('/api/call/') ? path.slice('/api/call/'.length) : undefined;
    if (name === undefined && path !== '/api/events' && path !== '/api/ticket') {
      return refuse(
        request,
        response,
        new AppError('NOT_FOUND', 'There is nothing at this address of the control door.'),
      );
    }
    const method = path === '/api/events' ? 'GET' : 'POST';
    if (request.method !== method) {
      const error = new AppError('METHOD_NOT_ALLOWED', `This address takes ${method} only.`, { details: { method } });
      return refuse(request, response, error, method);
    }
    const wrongToken = refuseToken(request.headers);
    if (wrongToken !== undefined) return refuse(request, response, wrongToken);
    lastUse = clock.monotonic();
    if (path === '/api/ticket') return sendAnswer(response, { ok: true, value: { ticket: tickets.issue() } });
    if (name === undefined) return follow(response);
    if (!isProcedure(name)) return sendAnswer(response, await dispatch(engine.handlers, name, {}, report));
    return call(name, request, response);
  };

  /** To the page with its token, or without it where the ticket is used up or old: the page then says what to do. */
  const lead = (ticket: string, response: ServerResponse): void => {
    const place = tickets.take(ticket) ? `/#token=${token}` : '/';
    response.writeHead(303, { ...COMMON_HEADERS, Location: place, 'Cache-Control': 'no-store', 'Content-Length': 0 });
    response.end();
  };

  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    response.on('error', (error) => logger.debug('A client of the control door went away', { error: error.message }));
    const foreign = refuseForeign(request.headers, port);
    if (foreign !== undefined) return refuse(request, response, foreign);
    const path = (request.url ?? '/').split('?')[0] ?? '/';
    if (path === '/api' || path.startsWith('/api/')) return serveApi(path, request, response);
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      const error = new AppError('METHOD_NOT_ALLOWED', 'The page is read with GET.', { details: { method: 'GET' } });
      return refuse(request, response, error, 'GET, HEAD');
    }
    if (path.startsWith('/open/')) return lead(path.slice('/open/'.length), response);
    const file = ui(path);
    response.writeHead(file.status, { ...file.headers, 'Content-Type': file.type, 'Content-Length': file.body.length });
    response.end(request.method === 'HEAD' ? undefined : file.body);
  };

  const server = createServer(
    { keepAliveTimeout: 75_000, maxHeaderSize: 64 * 1024, requestTimeout: 30_000 },
    (request, response) => {
      serve(request, response).catch((error: unknown) => refuse(request, response, error));
    },
  );

  return {
    async listen(wanted) {
      await new Promise<void>((resolve, reject) => {
        server.once('error', reject);
        server.listen({ host: '127.0.0.1', port: wanted, exclusive: true }, () => {
          server.off('error', reject);
          resolve();
        });
      });
      const address = server.address();
      if (address === null || typeof address === 'string') throw new Error('The control door has no port.');
      ({ port } = address);
      return port;
    },
    clients: () => streams.size + calls,
    lastUse: () => lastUse,
    async close(deadline) {
      tickets.clear();
      for (const stream of streams) stream.dispose();
      const closed = new Promise<void>((resolve) => {
        server.close(() => resolve());
      });
      server.closeIdleConnections();
      const giveUp = clock.after(deadline, () => server.closeAllConnections());
      await closed;
      giveUp.dispose();
    },
  };
}

function every(clock: Clock, delay: number, action: () => void): Disposable {
  let timer = clock.after(delay, repeat);
  function repeat(): void {
    action();
    timer = clock.after(delay, repeat);
  }
  return { dispose: () => timer.dispose() };
}
