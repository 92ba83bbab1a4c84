import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { AppError } from '../../shared/errors.ts';

/**
 * Who may use the control door (D2): requests to this machine's own names with our port, from no page but ours.
 * Refuses pages of other sites (Origin) and names that were rebound to 127.0.0.1 (Host).
 */
export function refuseForeign(headers: IncomingHttpHeaders, port: number): AppError | undefined {
  const hosts = ['127.0.0.1', 'localhost', '[::1]'].map((name) => `${name}:${String(port)}`);
  const host = headers.host?.toLowerCase() ?? '';
  if (!hosts.includes(host)) {
    return new AppError('ORIGIN_REFUSED', 'This door answers only to localhost and 127.0.0.1 with its own port.');
  }
  const { origin } = headers;
  if (origin !== undefined && !hosts.some((own) => origin.toLowerCase() === `http://${own}`)) {
    return new AppError('ORIGIN_REFUSED', 'Pages of other sites may not use this door.');
  }
  return undefined;
}

/** Checks `Authorization: Bearer …` against digests, so that the time tells nothing of the token. */
export function createTokenCheck(token: string): (headers: IncomingHttpHeaders) => AppError | undefined {
  const expected = digest(token);
  return (headers) => {
    const given = /^Bearer ([\w-]{1,200})$/.exec(headers.authorization ?? '')?.[1];
    if (given !== undefined && timingSafeEqual(digest(given), expected)) return undefined;
    return new AppError(
      'TOKEN_INVALID',
      given === undefined ? 'The request carries no token.' : 'The token is not that of the running engine.',
    );
  };
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
