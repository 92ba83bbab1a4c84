import type { IncomingMessage } from 'node:http';

export type BodyResult =
  | { readonly ok: true; readonly body: Buffer }
  | { readonly ok: false; readonly reason: 'too-large' | 'too-slow' | 'no-room' | 'gone' };

/** Bytes of bodies being read, shared by all requests of a door, so that many at once cannot fill the memory. */
export interface BodyRoom {
  used: number;
  readonly limit: number;
}

export interface BodyLimits {
  readonly bytes: number;
  readonly milliseconds: number;
}

/**
 * Reads a body up to a size and a time, whatever its Content-Length says. Nothing is kept beyond the limit: the rest of
 * a body that is too large or too late stays unread.
 */
export function readBody(request: IncomingMessage, limits: BodyLimits, room: BodyRoom): Promise<BodyResult> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let length = 0;
    let isDone = false;
    const done = (result: BodyResult): void => {
      if (isDone) return;
      isDone = true;
      clearTimeout(timer);
      room.used -= length;
      request.removeListener('data', take);
      if (!result.ok) request.pause();
      resolve(result);
    };
    const timer = setTimeout(() => done({ ok: false, reason: 'too-slow' }), limits.milliseconds);
    const take = (chunk: Buffer): void => {
      length += chunk.length;
      room.used += chunk.length;
      if (length > limits.bytes) done({ ok: false, reason: 'too-large' });
      else if (room.used > room.limit) done({ ok: false, reason: 'no-room' });
      else chunks.push(chunk);
    };
    request.on('data', take);
    request.once('end', () => done({ ok: true, body: Buffer.concat(chunks, length) }));
    request.once('error', () => done({ ok: false, reason: 'gone' }));
    request.once('close', () => done({ ok: false, reason: 'gone' }));
  });
}

export type JsonResult = { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly why: string };

/** JSON in UTF-8; bytes that are no UTF-8 are refused, not replaced. */
export function parseJson(body: Buffer): JsonResult {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(body);
    return { ok: true, value: JSON.parse(text) as unknown };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return { ok: false, why: why.length > 200 ? `${why.slice(0, 200)}…` : why };
  }
}
