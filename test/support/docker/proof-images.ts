import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import type Docker from 'dockerode';
import { pack } from 'tar-stream';
import { readProgress } from './docker-client.ts';
import { type Registry, startRegistry } from './registry.ts';
import { type SampleTag, sampleImage } from './sample-images.ts';

/** Images of one plugin under names of their own, which a test may untag, move and pull as it likes. */
export interface ProofImages {
  /** Name of the plugin. */
  readonly name: string;
  /** The reference of the plugin's image that behaves like this sample. */
  reference(tag: SampleTag): string;
  /** An image of a layer of its own that only the registry has; each pull of it is a real one. */
  pulled(version: '1.0.0' | '1.1.0'): Promise<string>;
  /** Takes the tag away; the image stays where something else holds it. */
  untag(reference: string): Promise<void>;
  /** Gives all local tags again. */
  tagAll(): Promise<void>;
  dispose(): Promise<void>;
}

const LAYER = 2 * 1024 * 1024;

export async function createProofImages(
  docker: Docker,
  name: string,
  tags: readonly SampleTag[],
): Promise<ProofImages> {
  const repository = `deltadock-proof/${name}`;
  let registry: Registry | undefined;
  const pushed = new Map<string, string>();
  const images: ProofImages = {
    name,
    reference: (tag) => `${repository}:${tag}`,
    async pulled(version) {
      registry ??= await startRegistry();
      const known = pushed.get(version) ?? (await push(registry, version));
      pushed.set(version, known);
      await images.untag(known);
      return known;
    },
    async untag(reference) {
      await docker
        .getImage(reference)
        .remove({ noprune: false })
        .catch((error: unknown) => {
          if (!(error instanceof Error && 'statusCode' in error && error.statusCode === 404)) throw error;
        });
    },
    async tagAll() {
      await Promise.all(tags.map((tag) => docker.getImage(sampleImage(tag)).tag({ repo: repository, tag })));
    },
    async dispose() {
      for (const reference of [...tags.map((tag) => images.reference(tag)), ...pushed.values()])
        await images.untag(reference);
      await registry?.dispose();
    },
  };
  await images.tagAll();
  return images;

  async function push(to: Registry, version: '1.0.0' | '1.1.0'): Promise<string> {
    const archive = pack();
    archive.entry({ name: 'Dockerfile' }, `FROM ${sampleImage(version)}\nCOPY layer /layer\nLABEL deltadock.test=1\n`);
    archive.entry({ name: 'layer' }, randomBytes(LAYER));
    archive.finalize();
    const local = `deltadock-proof/${name}:pushed-${version}`;
    await readProgress(await docker.buildImage(Readable.from(archive), { t: local, forcerm: true }));
    const { reference } = await to.push(docker, local);
    await images.untag(local);
    return reference;
  }
}
