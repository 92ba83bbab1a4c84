import { AppError, type ErrorCode, type ErrorDetails } from '../../../shared/errors.ts';
import { EngineNonsense, EngineRefusal, EngineSilence } from './client.ts';
import { plainText } from './hostile-text.ts';

/** What was tried, in the words and facts that an error about it needs. */
export interface Attempt {
  readonly operation: 'pull' | 'create' | 'start' | 'other';
  /** Follows “Docker could not”: `pull my-plugin:1.0.0`. */
  readonly doing: string;
  /** Reference that was pulled: its own text says nothing about the error. */
  readonly image?: string;
  readonly registry?: string;
  /** Whether credentials were sent to the registry. */
  readonly signedIn?: boolean;
  /** Engine's platform, `linux/amd64`. */
  readonly platform?: string;
}

/** The engine reported an error inside a stream that had begun with status 200. */
export class StreamFailure extends Error {
  constructor(text: string) {
    super(text);
    this.name = 'StreamFailure';
  }
}

/**
 * The one place where Docker's statuses and texts become codes (design/docker.md, lifecycle §4.4). Texts are matched
 * without the reference they quote, so that names and digits in them do not matter, and shown whole.
 */
export function translate(error: unknown, attempt: Attempt): AppError {
  if (error instanceof AppError) return error;
  const details: ErrorDetails = {
    ...(attempt.image === undefined ? {} : { image: attempt.image }),
    ...(attempt.registry === undefined ? {} : { registry: attempt.registry }),
  };
  const failed = (code: ErrorCode, text: string, more: ErrorDetails = {}): AppError =>
    new AppError(code, sentence(attempt, text), { cause: error, details: { ...details, ...more } });

  if (error instanceof EngineRefusal) {
    return failed(codeOf(error.status, error.text, attempt), error.text, {
      docker: quoted(error.text),
      ...wanted(attempt),
    });
  }
  if (error instanceof StreamFailure) {
    return failed(codeOf(undefined, error.message, attempt), error.message, {
      docker: quoted(error.message),
      ...wanted(attempt),
    });
  }
  if (error instanceof EngineSilence) return failed('DOCKER_TIMEOUT', error.message);
  if (error instanceof EngineNonsense) return failed('DOCKER_ERROR', error.message);
  const code = systemCode(error);
  if (code === 'EACCES' || code === 'EPERM') {
    return new AppError('DOCKER_PERMISSION', 'This user may not use the Docker socket.', { cause: error, details });
  }
  if (code !== undefined && AWAY.has(code)) {
    return new AppError('DOCKER_UNREACHABLE', `Docker does not answer (${code}).`, { cause: error, details });
  }
  return failed('DOCKER_ERROR', error instanceof Error ? error.message : 'unknown reason');
}

/** Whether the engine itself is away, as against an error that it answered with. */
export function isAway(error: unknown): boolean {
  return error instanceof AppError && (error.code === 'DOCKER_UNREACHABLE' || error.code === 'DOCKER_PERMISSION');
}

/** The status with which the engine refused, where that is what happened. */
export function refusalStatus(error: unknown): number | undefined {
  return error instanceof AppError && error.cause instanceof EngineRefusal ? error.cause.status : undefined;
}

/** The code of a socket or file error, such as ENOENT. */
export function systemCode(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return undefined;
  return error.code;
}

const AWAY: ReadonlySet<string> = new Set([
  'ENOENT',
  'ENOTDIR',
  'ENOTSOCK',
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EADDRNOTAVAIL',
]);

type Rule = readonly [pattern: RegExp, code: ErrorCode];

const DISK: Rule = [/no space left on device|disk quota exceeded/i, 'DISK_FULL'];

/** In this order: the first that matches decides. */
const PULL_RULES: readonly Rule[] = [
  DISK,
  [/tls handshake timeout/i, 'REGISTRY_UNREACHABLE'],
  [/x509:|\btls: |certificate (?:has expired|is not|signed by)/i, 'REGISTRY_TLS'],
  [/server gave HTTP response to HTTPS client/i, 'REGISTRY_PLAIN_HTTP'],
  [
    /no matching manifest for|does not match the specified platform|image operating system .* cannot be used/i,
    'ARCHITECTURE_WRONG',
  ],
  [/toomanyrequests|too many requests|rate limit|\bHTTP 429\b/i, 'REGISTRY_RATE_LIMITED'],
  [/no basic auth credentials/i, 'REGISTRY_CREDENTIALS_MISSING'],
  [
    /repository does not exist|manifest unknown|name unknown|repository name not known|failed to resolve reference .*: not found/i,
    'IMAGE_NOT_FOUND',
  ],
  [
    /unauthorized|authentication required|incorrect username or password|\b401 Unauthorized\b/i,
    'REGISTRY_CREDENTIALS_WRONG',
  ],
  [/\bdenied\b|\bforbidden\b|\bHTTP 403\b|insufficient_scope/i, 'REGISTRY_FORBIDDEN'],
  [/unexpected EOF|context canceled|operation was canceled/i, 'PULL_INTERRUPTED'],
  [
    /connection refused|no such host|i\/o timeout|network is unreachable|no route to host|server misbehaving|name resolution|deadline exceeded|awaiting headers|waiting for connection|connection reset|broken pipe|\bEOF$/i,
    'REGISTRY_UNREACHABLE',
  ],
  [/invalid reference format|repository name must be/i, 'IMAGE_REFERENCE_INVALID'],
  [/manifest .*not found|\bnot found\b/i, 'IMAGE_NOT_FOUND'],
  [
    /unexpected (?:http )?status|error parsing HTTP|server error|service unavailable|bad gateway|filesystem layer verification failed/i,
    'REGISTRY_ERROR',
  ],
];

const CREATE_RULES: readonly Rule[] = [
  DISK,
  [/no such image/i, 'IMAGE_NOT_LOCAL'],
  [/the container name .* is already in use/is, 'NAME_TAKEN'],
];
const START_RULES: readonly Rule[] = [DISK, [/no such container/i, 'CONTAINER_GONE']];

function codeOf(status: number | undefined, text: string, attempt: Attempt): ErrorCode {
  switch (attempt.operation) {
    case 'pull':
      return pullCode(status, withoutReference(text, attempt), attempt.signedIn === true);
    case 'create':
      return firstMatch(CREATE_RULES, text) ?? 'CREATE_FAILED';
    case 'start':
      return firstMatch(START_RULES, text) ?? 'START_FAILED';
    case 'other':
      return firstMatch([DISK], text) ?? 'DOCKER_ERROR';
  }
}

function pullCode(status: number | undefined, text: string, signedIn: boolean): ErrorCode {
  const code = firstMatch(PULL_RULES, text);
  // Registries answer "unauthorized" both to a wrong password and to nobody at all.
  if (code === 'REGISTRY_CREDENTIALS_WRONG' && !signedIn) return 'REGISTRY_CREDENTIALS_MISSING';
  if (code === 'REGISTRY_CREDENTIALS_MISSING' && signedIn) return 'REGISTRY_CREDENTIALS_WRONG';
  if (code !== undefined) return code;
  if (status === 404) return 'IMAGE_NOT_FOUND';
  if (status === 400) return 'IMAGE_REFERENCE_INVALID';
  return 'REGISTRY_ERROR';
}

function firstMatch(rules: readonly Rule[], text: string): ErrorCode | undefined {
  return rules.find(([pattern]) => pattern.test(text))?.[1];
}

/**
 * The text without addresses and without the names that the user chose: a repository called `denied/unauthorized` proves
 * nothing. A name of one word is taken out only where the text uses it as a name.
 */
function withoutReference(text: string, attempt: Attempt): string {
  const withoutAddresses = text.replace(/\bhttps?:\/\/[^\s"]*/g, '…');
  if (attempt.image === undefined) return withoutAddresses;
  const named = attempt.image.replace(/@.*$/, '');
  const repository = named.replace(/:[^/:]*$/, '');
  const path = repository.slice(repository.indexOf('/') + 1);
  const names = [
    attempt.image,
    named,
    ...[repository, path].flatMap(asUsed),
    ...(attempt.registry === undefined ? [] : [attempt.registry]),
  ];
  // The longest first, so that no rest of a name stays behind.
  return names
    .sort((left, right) => right.length - left.length)
    .reduce((rest, name) => rest.replaceAll(name, '…'), withoutAddresses);
}

function asUsed(name: string): readonly string[] {
  return name.includes('/') ? [name] : [`"${name}"`, ` ${name}:`, ` for ${name},`];
}

function wanted(attempt: Attempt): ErrorDetails {
  return attempt.platform === undefined ? {} : { wanted: attempt.platform };
}

function sentence(attempt: Attempt, text: string): string {
  return `Docker could not ${attempt.doing}: ${quoted(text)}`;
}

function quoted(text: string): string {
  return plainText(text.trim(), LONGEST_QUOTE);
}

const LONGEST_QUOTE = 4_000;
