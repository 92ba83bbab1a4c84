import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type Docker from 'dockerode';
import { repositoryRoot } from '../repository.ts';
import { runProgram } from '../run-program.ts';
import { readProgress } from './docker-client.ts';
import { type ImageConfig, imageArchive, imageConfig, type Layer, measureLayer } from './image-archive.ts';
import { NODE_IN_IMAGE, nodeRootFilesystem, SAMPLE_USER, textFile } from './root-filesystem.ts';

/** The repository of every sample image. */
const SAMPLE_REPOSITORY = 'deltadock/sample-plugin';

/** Carried by every sample image. */
const SAMPLE_LABEL = 'deltadock.sample';

interface SampleVariant {
  readonly version: string;
  readonly behaviour: string;
  readonly description: string;
}

const misbehaving = (behaviour: string, description: string): SampleVariant => ({
  version: '1.0.0',
  behaviour,
  description,
});

/** Every tag and what its image does; the code is `electron/sample-plugin/behaviours.ts`. */
export const sampleVariants = {
  '1.0.0': { version: '1.0.0', behaviour: 'well-behaved', description: 'Registers and serves' },
  '1.1.0': { version: '1.1.0', behaviour: 'well-behaved', description: 'The next version' },
  slow: misbehaving('slow', 'Healthy at once, registers after 75 s'),
  'exits-at-once': misbehaving('exits-at-once', 'A stack trace, then exit code 3'),
  'exits-after-registering': misbehaving('exits-after-registering', 'Registers, then exit code 4'),
  'never-registers': misbehaving('never-registers', 'Runs and logs, nothing else'),
  unhealthy: misbehaving('unhealthy', 'Registers, its health check never passes'),
  'wrong-coordinates': misbehaving('wrong-coordinates', 'Registers as the system plugin'),
  refused: misbehaving('refused', 'Registers a document that is not valid'),
  noisy: misbehaving('noisy', 'Floods its log and aborts'),
  'no-heartbeat': misbehaving('no-heartbeat', 'Healthy, but never seen at the work queue'),
} as const satisfies Readonly<Record<string, SampleVariant>>;

export type SampleTag = keyof typeof sampleVariants;

export function isSampleTag(text: string): text is SampleTag {
  return Object.hasOwn(sampleVariants, text);
}

/** The whole reference of a sample image. */
export function sampleImage(tag: SampleTag): string {
  return `${SAMPLE_REPOSITORY}:${tag}`;
}

export interface SampleImage {
  readonly name: string;
  readonly id: string;
  readonly bytes: number;
  /** False when the engine had exactly this image already. */
  readonly made: boolean;
}

/**
 * Sees to it that the engine has the sample images, without any network and without a builder. All
 * tags share both layers, and one archive brings whatever the engine lacks. Unchanged images are
 * recognised by a label with the digest of all they are made of.
 */
export async function ensureSampleImages(
  docker: Docker,
  tags: readonly SampleTag[] = Object.keys(sampleVariants) as SampleTag[],
): Promise<readonly SampleImage[]> {
  const layers = [
    await measureLayer('Node, its libraries, busybox', await nodeRootFilesystem()),
    await measureLayer('the sample plugin', [
      { kind: 'directory', path: '/plugin', mode: 0o755 },
      textFile(PLUGIN_IN_IMAGE, await bundledPlugin()),
    ]),
  ];
  const wanted = tags.map((tag) => sampleConfig(tag, layers));
  const present = await Promise.all(wanted.map((image) => hasImage(docker, image)));
  const missing = wanted.filter((_, index) => !present[index]);
  if (missing.length > 0) {
    const stream = await docker.loadImage(imageArchive(missing, layers), { quiet: true });
    await readProgress(stream);
  }
  return Promise.all(
    wanted.map(async (image) => {
      const { Id, Size } = await docker.getImage(image.name).inspect();
      return { name: image.name, id: Id, bytes: Size, made: missing.includes(image) };
    }),
  );
}

const RECIPE_LABEL = 'deltadock.sample.recipe';
const PLUGIN_IN_IMAGE = '/plugin/sample-plugin.mjs';
const BUNDLE = join(repositoryRoot, 'out/sample-plugin/sample-plugin.mjs');
const SOURCES = join(repositoryRoot, 'electron/sample-plugin');

/** A configuration, and the digest of all that it is made of, which is also a label in it. */
interface SampleConfig extends ImageConfig {
  readonly recipe: string;
}

function sampleConfig(tag: SampleTag, layers: readonly Layer[]): SampleConfig {
  const { version, behaviour, description } = sampleVariants[tag];
  const recipe = {
    name: sampleImage(tag),
    environment: {
      PATH: '/usr/local/bin:/bin',
      PROJECT_GROUP: 'org.deltadock.sample',
      PROJECT_NAME: 'sample-plugin',
      PROJECT_VERSION: version,
      SAMPLE_BEHAVIOUR: behaviour,
    },
    labels: {
      'org.opencontainers.image.title': 'DeltaDock sample plugin',
      'org.opencontainers.image.description': description,
      'org.opencontainers.image.version': version,
      'org.opencontainers.image.licenses': 'Apache-2.0',
      [SAMPLE_LABEL]: '1',
    },
    user: SAMPLE_USER,
    workingDirectory: '/tmp',
    entrypoint: [NODE_IN_IMAGE, PLUGIN_IN_IMAGE],
  };
  const { digest } = imageConfig(recipe, layers);
  const labels = { ...recipe.labels, [RECIPE_LABEL]: digest };
  return { ...imageConfig({ ...recipe, labels }, layers), recipe: digest };
}

async function hasImage(docker: Docker, image: SampleConfig): Promise<boolean> {
  try {
    const { Config } = await docker.getImage(image.name).inspect();
    return Config.Labels?.[RECIPE_LABEL] === image.recipe;
  } catch (error) {
    if (error instanceof Error && 'statusCode' in error && error.statusCode === 404) return false;
    throw error;
  }
}

/** The plugin as one file; built when it is missing or older than one of its sources. */
async function bundledPlugin(): Promise<string> {
  const names = await readdir(SOURCES);
  const times = await Promise.all(names.map(async (name) => (await stat(join(SOURCES, name))).mtimeMs));
  const built = await stat(BUNDLE).catch(() => null);
  if (built === null || built.mtimeMs < Math.max(...times)) await buildPlugin();
  return readFile(BUNDLE, 'utf8');
}

async function buildPlugin(): Promise<void> {
  const vite = join(repositoryRoot, 'node_modules/vite/bin/vite.js');
  const config = join(repositoryRoot, 'sample-plugin.vite.config.ts');
  const command = [process.execPath, vite, 'build', repositoryRoot, '--config', config];
  const { code, stdout, stderr } = await runProgram([...command, '--logLevel', 'warn']);
  if (code !== 0) throw new Error(`The sample plugin could not be built:\n${stdout}${stderr}`);
}
