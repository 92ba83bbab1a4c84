import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod/mini';
import type { ChosenContext, Surroundings } from './endpoints.ts';

const AuthEntry = z.object({
  auth: z.optional(z.string()),
  username: z.optional(z.string()),
  password: z.optional(z.string()),
  identitytoken: z.optional(z.string()),
});
export type AuthEntry = z.infer<typeof AuthEntry>;

/** What is read of the Docker CLI's `config.json`; everything else in it is ignored. */
const DockerConfig = z.object({
  auths: z.optional(z.record(z.string(), AuthEntry)),
  credsStore: z.optional(z.string()),
  credHelpers: z.optional(z.record(z.string(), z.string())),
  currentContext: z.optional(z.string()),
});
export type DockerConfig = z.infer<typeof DockerConfig>;

const ContextMeta = z.object({
  Endpoints: z.optional(z.record(z.string(), z.object({ Host: z.optional(z.string()) }))),
});

/** The user's Docker configuration, or the reason why it cannot be read (never with its content: it holds passwords). */
export interface ReadConfig {
  readonly config: DockerConfig;
  readonly problem?: string;
}

/** Reads `config.json` of the Docker CLI; a missing file is an empty one. It is read anew each time: `docker login` changes it. */
export async function readDockerConfig(around: Surroundings): Promise<ReadConfig> {
  const path = join(configDirectory(around), 'config.json');
  const text = await readText(path);
  if (text.content === undefined) {
    return text.problem === undefined
      ? { config: {} }
      : { config: {}, problem: `${path} cannot be read (${text.problem}).` };
  }
  const config = parseJson(text.content, DockerConfig);
  return config === undefined ? { config: {}, problem: `${path} is not a Docker configuration.` } : { config };
}

/** The docker context that DOCKER_CONTEXT or the configuration names, with the host that it stands for. */
export async function readChosenContext(around: Surroundings): Promise<ChosenContext | undefined> {
  const wished = around.environment['DOCKER_CONTEXT'];
  const name = wished !== undefined && wished !== '' ? wished : (await readDockerConfig(around)).config.currentContext;
  if (name === undefined || name === '') return undefined;
  const folder = createHash('sha256').update(name).digest('hex');
  const { content } = await readText(join(configDirectory(around), 'contexts', 'meta', folder, 'meta.json'));
  const meta = content === undefined ? undefined : parseJson(content, ContextMeta);
  return { name, host: meta?.Endpoints?.['docker']?.Host };
}

function configDirectory({ environment, homeDirectory }: Surroundings): string {
  const configured = environment['DOCKER_CONFIG'];
  return configured !== undefined && configured !== '' ? configured : join(homeDirectory, '.docker');
}

async function readText(path: string): Promise<{ readonly content?: string; readonly problem?: string }> {
  try {
    return { content: await readFile(path, 'utf8') };
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
    return code === 'ENOENT' || code === 'ENOTDIR' ? {} : { problem: code };
  }
}

function parseJson<T>(text: string, schema: z.ZodMiniType<T>): T | undefined {
  try {
    const parsed = schema.safeParse(JSON.parse(text.replace(/^\uFEFF/, '')));
    return parsed.success ? parsed.data : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
