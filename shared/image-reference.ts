import { AppError } from './errors.ts';

/**
 * A parsed image reference. `domain` is present only when it was written; the parts are as written,
 * so that `text` is what the user typed.
 */
export interface ImageReference {
  /** The whole reference as written. */
  readonly text: string;
  readonly domain?: string;
  /** Repository path without the domain: `team/my-plugin`. */
  readonly path: string;
  readonly tag?: string;
  /** `sha256:` and 64 hex digits. */
  readonly digest?: string;
  /** Last part of the path: the name that DeltaFi gives the container. */
  readonly appName: string;
}

/** What is wrong with a text that is not a reference: a sentence for the user. */
export type ReferenceProblem = string;

const LONGEST = 4096;
const LONGEST_PATH = 255;
const TAG = /^\w[\w.-]{0,127}$/;
const DIGEST = /^sha256:[a-f0-9]{64}$/;
const COMPONENT = /^[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*$/;
const HOST_LABEL = /^[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?$/;
const PORT = /^\d{1,5}$/;

/**
 * Parses `[domain/]path[:tag][@digest]` by the grammar of the OCI distribution reference; no tag is invented.
 * @throws AppError IMAGE_REFERENCE_INVALID naming the first problem
 */
export function parseImageReference(text: string): ImageReference {
  const parsed = tryParseImageReference(text);
  if (typeof parsed !== 'string') return parsed;
  const shown = text.length > 200 ? `${text.slice(0, 200)}…` : text;
  throw new AppError(
    'IMAGE_REFERENCE_INVALID',
    text.trim() === '' ? parsed : `“${shown}” is not an image reference: ${parsed}`,
    {
      details: { image: shown },
    },
  );
}

/** Like {@link parseImageReference}, with the problem as a value. */
export function tryParseImageReference(text: string): ImageReference | ReferenceProblem {
  if (text.trim() === '') return 'The image reference is empty.';
  if (text !== text.trim() || /\s/.test(text)) return 'it contains white space.';
  if (text.length > LONGEST) return `it is longer than ${String(LONGEST)} characters.`;

  const at = text.indexOf('@');
  const digest = at === -1 ? undefined : text.slice(at + 1);
  if (digest !== undefined && !DIGEST.test(digest)) return 'what follows @ must be sha256: and 64 hex digits.';
  const named = at === -1 ? text : text.slice(0, at);

  const colon = named.lastIndexOf(':');
  const hasTag = colon > named.lastIndexOf('/');
  const tag = hasTag ? named.slice(colon + 1) : undefined;
  if (tag !== undefined && !TAG.test(tag))
    return tag === ''
      ? 'the tag after the colon is missing.'
      : `the tag “${tag}” has characters that a tag cannot have.`;

  const { domain, path } = splitDomain(hasTag ? named.slice(0, colon) : named);
  const problem = (domain === undefined ? undefined : domainProblem(domain)) ?? pathProblem(path);
  if (problem !== undefined) return problem;
  return {
    text,
    ...(domain === undefined ? {} : { domain }),
    path,
    ...(tag === undefined ? {} : { tag }),
    ...(digest === undefined ? {} : { digest }),
    appName: path.slice(path.lastIndexOf('/') + 1),
  };
}

/** The registry that serves a reference: its domain, or Docker Hub's. */
export function registryOf(reference: ImageReference): string {
  return reference.domain ?? 'docker.io';
}

/** Domain and path without tag and digest, as written. */
export function repositoryOf(reference: ImageReference): string {
  return reference.domain === undefined ? reference.path : `${reference.domain}/${reference.path}`;
}

/** The reference that Docker resolves: the tag `latest` where neither tag nor digest is written. */
export function resolvedText(reference: ImageReference): string {
  return reference.tag === undefined && reference.digest === undefined ? `${reference.text}:latest` : reference.text;
}

function splitDomain(name: string): { readonly domain?: string; readonly path: string } {
  const slash = name.indexOf('/');
  if (slash === -1) return { path: name };
  const first = name.slice(0, slash);
  // Newer Docker clients also take a word with capitals as a registry. Engines before 23 refuse it, and whoever writes
  // `Team/plugin` means no registry; a registry of one word can be written in small letters.
  const isDomain = first.includes('.') || first.includes(':') || first === 'localhost';
  return isDomain ? { domain: first, path: name.slice(slash + 1) } : { path: name };
}

function domainProblem(domain: string): ReferenceProblem | undefined {
  const colon = domain.lastIndexOf(':');
  const host = colon === -1 ? domain : domain.slice(0, colon);
  const port = colon === -1 ? undefined : domain.slice(colon + 1);
  if (port !== undefined && (!PORT.test(port) || Number(port) > 65_535))
    return `the port of the registry “${domain}” is not a port number.`;
  if (!host.split('.').every((label) => HOST_LABEL.test(label))) return `the registry “${domain}” is not a host name.`;
  return undefined;
}

function pathProblem(path: string): ReferenceProblem | undefined {
  if (path === '') return 'the repository name is missing.';
  if (path.length > LONGEST_PATH) return `the repository name is longer than ${String(LONGEST_PATH)} characters.`;
  if (path !== path.toLowerCase()) return 'the repository name must be lower case.';
  if (/^[a-f0-9]{64}$/.test(path)) return 'it is an image id; give a name and a tag.';
  const bad = path.split('/').find((component) => !COMPONENT.test(component));
  if (bad === undefined) return undefined;
  return bad === ''
    ? 'a part between slashes is empty.'
    : `the part “${bad}” has characters that a repository name cannot have.`;
}
