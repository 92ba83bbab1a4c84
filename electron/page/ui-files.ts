import { randomBytes } from 'node:crypto';
import { readFile, readdir } from 'node:fs/promises';
import { extname, join, relative, sep } from 'node:path';
import { COMMON_HEADERS } from './common-headers.ts';

/** One file of the page, ready to be sent (D19). */
interface UiFile {
  readonly status: 200 | 404 | 503;
  readonly type: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** Path of a request, such as `/assets/index.js`, → the file. Only what the build made is reachable. */
export type UiFiles = (path: string) => UiFile;

/** Stands in the built page wherever the nonce of this load belongs (D19: styles that libraries add at run time). */
const NONCE_PLACEHOLDER = '__CSP_NONCE__';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.json': 'application/json',
  '.txt': 'text/plain; charset=utf-8',
};

/** Reads the built page into memory once. A folder that is missing gives a page that says how to build it. */
export async function loadUiFiles(folder: string): Promise<UiFiles> {
  const files = await readAll(folder);
  return (path) => {
    const name = path === '/' ? 'index.html' : path.slice(1);
    const body = files.get(name);
    if (body === undefined) return files.size === 0 && path === '/' ? notBuilt() : notFound();
    const type = TYPES[extname(name)] ?? 'application/octet-stream';
    const nonce = randomBytes(18).toString('base64url');
    const isPage = extname(name) === '.html';
    return {
      status: 200,
      type,
      headers: {
        ...pageHeaders(nonce),
        'Cache-Control': name.startsWith('assets/') ? 'public, max-age=31536000, immutable' : 'no-store',
      },
      body: isPage ? Buffer.from(body.toString('utf8').replaceAll(NONCE_PLACEHOLDER, nonce)) : body,
    };
  };
}

async function readAll(folder: string): Promise<ReadonlyMap<string, Buffer>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  });
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return new Map(
    await Promise.all(
      paths.map(async (path) => [relative(folder, path).split(sep).join('/'), await readFile(path)] as const),
    ),
  );
}

function pageHeaders(nonce: string): Readonly<Record<string, string>> {
  const policy = [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ];
  return {
    ...COMMON_HEADERS,
    'Content-Security-Policy': policy.join('; '),
    'Permissions-Policy': 'camera=(), geolocation=(), microphone=()',
  };
}

function notFound(): UiFile {
  return text(404, 'There is no such file.');
}

function notBuilt(): UiFile {
  return text(503, 'The page has not been built yet. Run `npm run build` in the DeltaDock folder and reload.');
}

function text(status: 404 | 503, message: string): UiFile {
  return {
    status,
    type: 'text/plain; charset=utf-8',
    headers: { ...pageHeaders('none'), 'Cache-Control': 'no-store' },
    body: Buffer.from(`${message}\n`),
  };
}
