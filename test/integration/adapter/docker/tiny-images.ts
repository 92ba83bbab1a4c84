import { createHash, randomBytes } from 'node:crypto';
import { stat } from 'node:fs/promises';
import type Docker from 'dockerode';
import { readProgress } from '../../../support/docker/docker-client.ts';
import {
  type FileEntry,
  imageArchive,
  type ImageConfig,
  imageConfig,
  measureLayer,
} from '../../../support/docker/image-archive.ts';

/** An image of a static busybox that runs one line of shell. */
export interface TinyImage {
  /** `path:tag` */
  readonly name: string;
  readonly script: string;
  /** Bytes of a file that no compression makes smaller; 0 for none. */
  readonly filler?: number;
  readonly architecture?: string;
}

/** Loads the images; answers their ids in order. */
export async function loadTinyImages(docker: Docker, images: readonly TinyImage[]): Promise<readonly string[]> {
  const ids: string[] = [];
  for (const { name, script, filler = 0, architecture = 'amd64' } of images) {
    const layers = [await measureLayer('busybox', await rootFileSystem())];
    if (filler > 0) layers.push(await measureLayer('filler', [fillerFile(filler)]));
    const recipe = {
      name,
      environment: { PATH: '/bin' },
      labels: { 'deltadock.test': '1' },
      user: '0:0',
      workingDirectory: '/tmp',
      entrypoint: ['/bin/sh', '-c', script],
    };
    const image = forArchitecture(imageConfig(recipe, layers), architecture);
    await readProgress(await docker.loadImage(imageArchive([image], layers), { quiet: true }));
    ids.push((await docker.getImage(name).inspect()).Id);
  }
  return ids;
}

async function rootFileSystem(): Promise<readonly FileEntry[]> {
  const busybox = '/bin/busybox';
  const links = ['sh', 'cat', 'sleep', 'printf', 'head', 'tr', 'dd', 'ip', 'ping', 'nc', 'seq'];
  return [
    { kind: 'directory', path: '/bin', mode: 0o755 },
    { kind: 'directory', path: '/tmp', mode: 0o1777 },
    { kind: 'file', path: busybox, mode: 0o755, size: (await stat(busybox)).size, content: { copyOf: busybox } },
    ...links.map((name) => ({ kind: 'link', path: `/bin/${name}`, target: 'busybox' }) as const),
  ];
}

function fillerFile(size: number): FileEntry {
  // Each call another text: no layer that an engine has already.
  const text = randomBytes(Math.ceil(size / 2)).toString('hex');
  return { kind: 'file', path: '/filler', mode: 0o644, size: text.length, content: { text } };
}

function forArchitecture(image: ImageConfig, architecture: string): ImageConfig {
  const json = JSON.stringify({ ...(JSON.parse(image.json) as object), architecture });
  return { name: image.name, json, digest: createHash('sha256').update(json).digest('hex') };
}
