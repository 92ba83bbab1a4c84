import type { ServerResponse } from 'node:http';
import { AppError, type ErrorCode, type ErrorDetails, toWire } from '../../../shared/errors.ts';

/** An answer of the core door, before it is written. */
export interface Answer {
  readonly status: number;
  readonly body: string;
  readonly type: 'text/plain; charset=utf-8' | 'application/json';
  /** Also told in the header `DeltaDock-Error`. */
  readonly code?: ErrorCode;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What DeltaFi answers to an accepted registration. */
export const ACCEPTED: Answer = { status: 200, body: '', type: 'text/plain; charset=utf-8' };

/** One problem a line, as kits log it. */
export function problemLines(status: number, code: ErrorCode, lines: readonly string[]): Answer {
  return { status, code, body: lines.join('\n'), type: 'text/plain; charset=utf-8' };
}

/** An error object: code, message, next, retry, details. */
export function problem(status: number, code: ErrorCode, message: string, details: ErrorDetails = {}): Answer {
  return failure(status, new AppError(code, message, { details }));
}

/** Any fault as an error object; what is not an AppError is told without its text. */
export function failure(status: number, error: unknown): Answer {
  const wire = toWire(error);
  return { status, code: wire.code, body: JSON.stringify(wire), type: 'application/json' };
}

/** Writes an answer; the connection goes on. */
export function write(response: ServerResponse, answer: Answer): void {
  if (response.headersSent || response.destroyed) return;
  const body = Buffer.from(answer.body, 'utf8');
  response.writeHead(answer.status, headersOf(answer, body));
  response.end(body);
}

/**
 * Writes an answer to a request whose body was not read, and ends the connection: our side at once, the other after
 * `linger` milliseconds in which the rest of the body is thrown away. Closing over unread bytes would reset the
 * connection, and the sender would never see why.
 */
export function writeAndClose(response: ServerResponse, answer: Answer, linger: number): void {
  if (response.headersSent || response.destroyed) return;
  const { req: request, socket } = response;
  const body = Buffer.from(answer.body, 'utf8');
  response.writeHead(answer.status, { ...headersOf(answer, body), Connection: 'close' });
  if (socket === null) {
    // An earlier answer of the same connection is still to come; this one is sent behind it.
    response.end(body);
    return;
  }
  if (body.length === 0) response.flushHeaders();
  else response.write(body);
  socket.end();
  const timer = setTimeout(() => socket.destroy(), linger);
  socket.once('close', () => clearTimeout(timer));
  request.once('end', () => socket.destroySoon());
  request.resume();
}

function headersOf({ code, headers, type }: Answer, body: Buffer): Readonly<Record<string, string>> {
  return {
    ...(body.length === 0 ? {} : { 'Content-Type': type, 'X-Content-Type-Options': 'nosniff' }),
    'Content-Length': String(body.length),
    'Cache-Control': 'no-store',
    ...(code === undefined ? {} : { 'DeltaDock-Error': code }),
    ...headers,
  };
}
