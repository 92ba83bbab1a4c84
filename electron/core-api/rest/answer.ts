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

/** Writes an answer. With `last` the connection is not used again. */
export function write(response: ServerResponse, answer: Answer, last: boolean): void {
  if (response.headersSent || response.destroyed) return;
  const body = Buffer.from(answer.body, 'utf8');
  response.writeHead(answer.status, {
    ...(body.length === 0 ? {} : { 'Content-Type': answer.type, 'X-Content-Type-Options': 'nosniff' }),
    'Content-Length': String(body.length),
    'Cache-Control': 'no-store',
    ...(answer.code === undefined ? {} : { 'DeltaDock-Error': answer.code }),
    ...(last ? { Connection: 'close' } : {}),
    ...answer.headers,
  });
  response.end(body);
}
