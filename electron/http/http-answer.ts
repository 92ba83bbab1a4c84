import type { ServerResponse } from 'node:http';
import type { Answer } from '../../shared/contract/dispatch.ts';
import { type AppError, type ErrorCode, toWire } from '../../shared/errors.ts';
import { COMMON_HEADERS } from '../page/common-headers.ts';

/** What may be fetched, framed or stored of an answer that is not the page: nothing. */
const API_HEADERS = {
  ...COMMON_HEADERS,
  'Content-Type': 'application/json; charset=utf-8',
  'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
  'Cache-Control': 'no-store',
} as const;

/** HTTP status by code; what is not named here was refused because of the present state: 409. */
const STATUS: Readonly<Partial<Record<ErrorCode, number>>> = {
  INPUT_INVALID: 400,
  JSON_INVALID: 400,
  IMAGE_REFERENCE_INVALID: 400,
  TOKEN_INVALID: 401,
  ORIGIN_REFUSED: 403,
  NOT_FOUND: 404,
  PROCEDURE_UNKNOWN: 404,
  PLUGIN_NOT_FOUND: 404,
  METHOD_NOT_ALLOWED: 405,
  BODY_TOO_LARGE: 413,
  MEDIA_TYPE_UNSUPPORTED: 415,
  INTERNAL: 500,
  STATE_WRITE_FAILED: 500,
  NOT_AVAILABLE: 501,
  DOCKER_ERROR: 502,
  ENGINE_STOPPING: 503,
  DOCKER_UNREACHABLE: 503,
  DOCKER_TIMEOUT: 504,
  DISK_FULL: 507,
};

/** The HTTP status under which an error is answered. Clients branch on the code in the body, not on this. */
function statusOf(code: ErrorCode): number {
  return STATUS[code] ?? 409;
}

/** Sends an answer of the contract as JSON. */
export function sendAnswer(response: ServerResponse, answer: Answer): void {
  const text = JSON.stringify(answer);
  response.writeHead(answer.ok ? 200 : statusOf(answer.error.code), {
    ...API_HEADERS,
    'Content-Length': Buffer.byteLength(text),
  });
  response.end(text);
}

/** Sends a refusal of the door itself in the form of every answer. `allow` names the methods with 405. */
export function sendRefusal(response: ServerResponse, error: AppError, allow?: string): void {
  if (allow !== undefined) response.setHeader('Allow', allow);
  if (error.code === 'TOKEN_INVALID') response.setHeader('WWW-Authenticate', 'Bearer realm="DeltaDock"');
  sendAnswer(response, { ok: false, error: toWire(error) });
}
