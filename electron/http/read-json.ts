import type { IncomingMessage } from 'node:http';
import { AppError } from '../../shared/errors.ts';

/** Largest body that the control door reads: 1 MiB. */
const LIMIT = 1024 * 1024;

/**
 * Reads one JSON document. An empty body stands for `{}`, so that a procedure without input needs none.
 * @throws AppError MEDIA_TYPE_UNSUPPORTED, BODY_TOO_LARGE, JSON_INVALID
 */
export async function readJson(request: IncomingMessage): Promise<unknown> {
  const type = request.headers['content-type']?.split(';')[0]?.trim().toLowerCase();
  if (type !== 'application/json') {
    const found = type === undefined ? 'no Content-Type' : `“${type.slice(0, 100)}”`;
    throw new AppError('MEDIA_TYPE_UNSUPPORTED', `The body must be application/json; found ${found}.`);
  }
  const text = new TextDecoder('utf-8', { fatal: true });
  const body = await readBody(request);
  if (body.length === 0) return {};
  try {
    return JSON.parse(text.decode(body)) as unknown;
  } catch (error) {
    throw new AppError('JSON_INVALID', 'The body is not a JSON document in UTF-8.', { cause: error });
  }
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const tooLarge = () =>
    new AppError('BODY_TOO_LARGE', 'The body is larger than 1 MiB.', { details: { limit: '1 MiB' } });
  if (Number(request.headers['content-length'] ?? 0) > LIMIT) throw tooLarge();
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let length = 0;
    request.on('data', (chunk: Buffer) => {
      length += chunk.length;
      if (length > LIMIT) reject(tooLarge());
      else chunks.push(chunk);
    });
    request.on('end', () => resolve(Buffer.concat(chunks)));
    request.on('error', reject);
    request.on('close', () => reject(new AppError('CANCELLED', 'The client went away in the middle of its request.')));
  });
}
