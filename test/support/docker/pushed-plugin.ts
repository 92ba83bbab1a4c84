import { randomBytes } from 'node:crypto';
import type Docker from 'dockerode';
import { Readable } from 'node:stream';
import { pack } from 'tar-stream';
import { readProgress } from './docker-client.ts';
import { startRegistry } from './registry.ts';
import { sampleImage } from './sample-images.ts';

/** The sample plugin with a layer of its own in a registry of its own, so that a pull has something to carry. */
export interface PushedPlugin {
  readonly reference: string;
  /** The name that the plugin gets here. */
  readonly name: string;
  dispose(): Promise<void>;
}

/** Bytes of the layer. */
const LAYER = 8 * 1024 * 1024;

/** Builds, pushes, and removes it from the engine again, so that every pull is a real one. */
export async function pushedPlugin(docker: Docker): Promise<PushedPlugin> {
  const registry = await startRegistry();
  const archive = pack();
  archive.entry({ name: 'Dockerfile' }, `FROM ${sampleImage('1.0.0')}\nCOPY layer /layer\nLABEL deltadock.test=1\n`);
  archive.entry({ name: 'layer' }, randomBytes(LAYER));
  archive.finalize();
  const local = 'deltadock-test/pulled-plugin:1.0.0';
  await readProgress(await docker.buildImage(Readable.from(archive), { t: local, forcerm: true }));
  const { reference } = await registry.push(docker, local);
  await docker.getImage(local).remove({ force: true });
  return {
    reference,
    name: 'pulled-plugin',
    async dispose() {
      await docker
        .getImage(reference)
        .remove({ force: true })
        .catch(() => undefined);
      await registry.dispose();
    },
  };
}
