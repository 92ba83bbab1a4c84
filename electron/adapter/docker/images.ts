import * as z from 'zod/mini';
import { AppError } from '../../../shared/errors.ts';
import { type ImageReference, parseImageReference, registryOf, repositoryOf } from '../../../shared/image-reference.ts';
import type { Clock } from '../../engine/port/clock.ts';
import type { ImageFacts, PullOptions, RemoteImageFacts } from '../../engine/port/container-runtime.ts';
import type { Logger } from '../../engine/port/logger.ts';
import type { Connection } from './connection.ts';
import { readLogin } from './credentials.ts';
import type { Surroundings } from './endpoints.ts';
import { type Attempt, refusalStatus } from './errors.ts';
import { runPull } from './pull.ts';

const Inspected = z.object({
  Id: z.string(),
  RepoDigests: z.optional(z.nullable(z.array(z.string()))),
  Os: z.optional(z.string()),
  Architecture: z.optional(z.string()),
  Size: z.optional(z.number()),
  Config: z.optional(
    z.nullable(
      z.object({
        Labels: z.optional(z.nullable(z.record(z.string(), z.string()))),
        Healthcheck: z.optional(z.nullable(z.object({ Test: z.optional(z.nullable(z.array(z.string()))) }))),
      }),
    ),
  ),
});

export interface Images {
  readonly inspect: (reference: string) => Promise<ImageFacts | undefined>;
  readonly ensure: (reference: string, options: PullOptions) => Promise<ImageFacts>;
  readonly platform: () => Promise<{ readonly os: string; readonly architecture: string }>;
  readonly inspectRemote: (reference: string) => Promise<RemoteImageFacts | undefined>;
  readonly name: (id: string, repository: string, tag: string) => Promise<void>;
  readonly unname: (name: string) => Promise<void>;
}

export function createImages(connection: Connection, around: Surroundings, clock: Clock, logger: Logger): Images {
  const inspect = async (reference: string): Promise<ImageFacts | undefined> => {
    const named = IMAGE_ID.test(reference) ? undefined : parseImageReference(reference);
    const attempt: Attempt = { operation: 'other', doing: `inspect the image ${reference}` };
    try {
      const { value } = await connection.call(
        { method: 'GET', path: `/images/${named === undefined ? reference : exactName(named)}/json` },
        attempt,
      );
      return factsOf(value, named);
    } catch (error) {
      if (refusalStatus(error) === 404) return undefined;
      throw error;
    }
  };

  const platform = async (): Promise<{ readonly os: string; readonly architecture: string }> => {
    const { version } = await connection.engine();
    return { os: version.os, architecture: version.architecture };
  };

  const requirePlatform = async (reference: string, facts: ImageFacts): Promise<ImageFacts> => {
    const engine = await platform();
    const wanted = `${engine.os}/${engine.architecture}`;
    const found = `${facts.os}/${facts.architecture}`;
    if (wanted === found) return facts;
    throw new AppError(
      'ARCHITECTURE_WRONG',
      `${reference} is an image for ${found}; this Docker engine runs ${wanted}.`,
      {
        details: { image: reference, wanted, found },
      },
    );
  };

  const pull = async (named: ImageReference, options: PullOptions): Promise<void> => {
    const registry = registryOf(named);
    const login = await readLogin(registry, around, clock);
    for (const problem of login.problems) logger.warn('registry credentials', { registry, problem });
    const { os, architecture } = await platform();
    try {
      await runPull(connection, clock, {
        repository: repositoryOf(named),
        // The digest says exactly which image; a tag written beside it says nothing more.
        version: named.digest ?? named.tag ?? 'latest',
        auth: login.auth,
        attempt: {
          operation: 'pull',
          doing: `pull ${named.text}`,
          image: named.text,
          registry,
          signedIn: login.auth !== undefined,
          platform: `${os}/${architecture}`,
        },
        signal: options.signal,
        stallAfter: options.stallAfter,
        onProgress: options.onProgress,
      });
    } catch (error) {
      throw withProblems(error, login.problems);
    }
  };

  return {
    inspect,
    platform,
    inspectRemote: async (reference) => {
      const named = parseImageReference(reference);
      const registry = registryOf(named);
      const login = await readLogin(registry, around, clock);
      try {
        const { value } = await connection.call(
          {
            method: 'GET',
            path: `/distribution/${exactName(named)}/json`,
            ...(login.auth === undefined ? {} : { auth: login.auth }),
          },
          {
            operation: 'pull',
            doing: `ask ${registry} for ${named.text}`,
            image: named.text,
            registry,
            signedIn: login.auth !== undefined,
          },
        );
        return remoteFactsOf(value);
      } catch (error) {
        if (error instanceof AppError && error.code === 'IMAGE_NOT_FOUND') return undefined;
        throw withProblems(error, login.problems);
      }
    },
    name: async (id, repository, tag) => {
      await connection.call(
        { method: 'POST', path: `/images/${id}/tag`, query: { repo: repository, tag } },
        { operation: 'other', doing: `name the image ${id}` },
      );
    },
    unname: async (name) => {
      try {
        await connection.call(
          { method: 'DELETE', path: `/images/${name}` },
          { operation: 'other', doing: `take the name ${name} from its image` },
        );
      } catch (error) {
        // 404: gone. 409: a container still uses it under this name alone.
        if (![404, 409].includes(refusalStatus(error) ?? 0)) throw error;
      }
    },
    ensure: async (reference, options) => {
      const named = parseImageReference(reference);
      if (options.signal.aborted) throw new AppError('CANCELLED', `The pull of ${reference} was cancelled.`);
      if (options.policy !== 'always') {
        const local = await inspect(reference);
        if (local !== undefined) return await requirePlatform(reference, local);
        if (options.policy === 'never') {
          throw new AppError('IMAGE_NOT_LOCAL', `The image ${reference} is not on this Docker engine.`, {
            details: { image: reference },
          });
        }
      }
      await pull(named, options);
      const pulled = await inspect(reference);
      if (pulled !== undefined) return await requirePlatform(reference, pulled);
      throw new AppError('PULL_INTERRUPTED', `Docker says that ${reference} was pulled, but has no such image.`, {
        details: { image: reference },
      });
    },
  };
}

const Remote = z.object({
  Descriptor: z.object({ digest: z.string() }),
  Platforms: z.optional(
    z.nullable(z.array(z.object({ os: z.optional(z.string()), architecture: z.optional(z.string()) }))),
  ),
});

function remoteFactsOf(value: unknown): RemoteImageFacts {
  const parsed = Remote.safeParse(value);
  if (!parsed.success)
    throw new AppError('DOCKER_ERROR', 'Docker described a registry’s image in a way that DeltaDock does not know.');
  const platforms = (parsed.data.Platforms ?? []).flatMap(({ os, architecture }) =>
    os === undefined || architecture === undefined || os === '' ? [] : [`${os}/${architecture}`],
  );
  return { digest: parsed.data.Descriptor.digest, platforms };
}

const IMAGE_ID = /^sha256:[a-f0-9]{64}$/;

/**
 * The name under which Docker finds exactly this reference: a bare name would also be taken for the beginning of an
 * image id, so its tag is always written; a digest alone says which image it is.
 */
function exactName(named: ImageReference): string {
  const version = named.digest === undefined ? `:${named.tag ?? 'latest'}` : `@${named.digest}`;
  return `${repositoryOf(named)}${version}`;
}

function factsOf(value: unknown, named: ImageReference | undefined): ImageFacts {
  const parsed = Inspected.safeParse(value);
  if (!parsed.success)
    throw new AppError('DOCKER_ERROR', 'Docker described an image in a way that DeltaDock does not know.');
  const { Id, RepoDigests, Os, Architecture, Size, Config } = parsed.data;
  const test = Config?.Healthcheck?.Test ?? [];
  const digest = named === undefined ? undefined : digestFor(named, RepoDigests ?? []);
  return {
    id: Id,
    ...(digest === undefined ? {} : { digest }),
    os: Os ?? '',
    architecture: Architecture ?? '',
    size: Size ?? 0,
    hasHealthCheck: test.length > 0 && test[0] !== 'NONE',
    labels: Config?.Labels ?? {},
  };
}

/** The digest under which the asked repository knows the image: `repository@sha256:…`. */
function digestFor(named: ImageReference, digests: readonly string[]): string | undefined {
  const repository = familiar(repositoryOf(named));
  const own = digests
    .filter((entry) => familiar(entry.replace(/@.*$/, '')) === repository)
    .map((entry) => entry.replace(/^.*@/, ''));
  return named.digest !== undefined && own.includes(named.digest) ? named.digest : own[0];
}

/** Docker Hub's repositories have several spellings. */
function familiar(repository: string): string {
  return repository.replace(/^(?:index\.)?docker\.io\//, '').replace(/^library\//, '');
}

/** A refused pull says what went wrong with the credentials, since that is probably why. */
function withProblems(error: unknown, problems: readonly string[]): unknown {
  if (!(error instanceof AppError) || problems.length === 0) return error;
  if (error.code !== 'REGISTRY_CREDENTIALS_MISSING' && error.code !== 'REGISTRY_CREDENTIALS_WRONG') return error;
  return new AppError(error.code, `${error.message} ${problems.join(' ')}`, {
    cause: error.cause,
    details: { ...error.details, problems },
  });
}
