import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import { type Header, type Pack, pack } from 'tar-stream';

/** One entry of a root file system. Owner root and a fixed time: equal entries, equal bytes. */
export type FileEntry =
  | { readonly kind: 'directory'; readonly path: string; readonly mode: number }
  | { readonly kind: 'link'; readonly path: string; readonly target: string }
  | {
      readonly kind: 'file';
      readonly path: string;
      readonly mode: number;
      readonly size: number;
      readonly content: { readonly copyOf: string } | { readonly text: string };
    };

/** A layer that has been measured: its digest names its bytes. */
export interface Layer {
  readonly createdBy: string;
  readonly entries: readonly FileEntry[];
  readonly diffId: string;
  readonly size: number;
}

/** What one image adds to the layers that it shares with the others. */
export interface ImageRecipe {
  readonly name: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly labels: Readonly<Record<string, string>>;
  readonly user: string;
  readonly workingDirectory: string;
  readonly entrypoint: readonly string[];
}

/** The configuration of an image as the engine keeps it; on a classic store its digest is the image id. */
export interface ImageConfig {
  readonly name: string;
  readonly json: string;
  readonly digest: string;
}

/** Reads every file once. */
export async function measureLayer(createdBy: string, entries: readonly FileEntry[]): Promise<Layer> {
  const hash = createHash('sha256');
  let size = 0;
  for await (const chunk of packed((tar) => packEntries(tar, entries))) {
    hash.update(chunk);
    size += chunk.length;
  }
  return { createdBy, entries, diffId: `sha256:${hash.digest('hex')}`, size };
}

export function imageConfig(recipe: ImageRecipe, layers: readonly Layer[]): ImageConfig {
  const json = JSON.stringify({
    architecture: 'amd64',
    os: 'linux',
    created: MADE.toISOString(),
    config: {
      Env: Object.entries(recipe.environment).map(([name, value]) => `${name}=${value}`),
      Labels: recipe.labels,
      User: recipe.user,
      WorkingDir: recipe.workingDirectory,
      Entrypoint: recipe.entrypoint,
    },
    rootfs: { type: 'layers', diff_ids: layers.map(({ diffId }) => diffId) },
    history: layers.map(({ createdBy }) => ({
      created: MADE.toISOString(),
      created_by: createdBy,
    })),
  });
  return { name: recipe.name, json, digest: createHash('sha256').update(json).digest('hex') };
}

/**
 * The images as one archive in the format of `docker save`, to be given to the engine's load: the
 * layers once, a configuration for each image. It needs no builder, no network and no temporary
 * file.
 */
export function imageArchive(images: readonly ImageConfig[], layers: readonly Layer[]): Readable {
  return Readable.from(packed((archive) => packArchive(archive, images, layers)));
}

/** A fixed time, so that equal contents make equal bytes. */
const MADE = new Date('2026-11-01T00:00:00Z');

async function packArchive(archive: Pack, images: readonly ImageConfig[], layers: readonly Layer[]): Promise<void> {
  const layerFile = ({ diffId }: Layer): string => `${diffId.slice('sha256:'.length)}.tar`;
  for (const layer of layers) {
    const header = { name: layerFile(layer), size: layer.size, mtime: MADE };
    await addFile(
      archive,
      header,
      packed((tar) => packEntries(tar, layer.entries)),
    );
  }
  const manifest = images.map(({ name, digest }) => ({
    Config: `${digest}.json`,
    RepoTags: [name],
    Layers: layers.map(layerFile),
  }));
  const texts = images.map(({ digest, json }) => ({ name: `${digest}.json`, text: json }));
  for (const { name, text } of [...texts, { name: 'manifest.json', text: JSON.stringify(manifest) }]) {
    await addFile(archive, { name, size: Buffer.byteLength(text), mtime: MADE }, [text]);
  }
}

async function packEntries(tar: Pack, entries: readonly FileEntry[]): Promise<void> {
  for (const entry of entries) {
    const common = { name: entry.path.replace(/^\//, ''), mtime: MADE, uid: 0, gid: 0 };
    switch (entry.kind) {
      case 'directory':
        await addFile(tar, { ...common, type: 'directory', mode: entry.mode }, []);
        break;
      case 'link':
        await addFile(tar, { ...common, type: 'symlink', linkname: entry.target, mode: 0o777 }, []);
        break;
      case 'file':
        await addFile(
          tar,
          { ...common, mode: entry.mode, size: entry.size },
          'copyOf' in entry.content
            ? createReadStream(entry.content.copyOf, { highWaterMark: 1 << 20 })
            : [entry.content.text],
        );
        break;
    }
  }
}

/** The bytes of an archive while `fill` fills it. A failure of `fill` ends them with that error. */
async function* packed(fill: (tar: Pack) => Promise<void>): AsyncGenerator<Buffer> {
  const tar = pack();
  const filled = fill(tar).then(
    () => tar.finalize(),
    (error: unknown) => tar.destroy(error instanceof Error ? error : new Error(String(error))),
  );
  for await (const chunk of tar) yield Buffer.from(chunk as Uint8Array);
  await filled;
}

async function addFile(
  tar: Pack,
  header: Partial<Header> & Pick<Header, 'name'>,
  content: AsyncIterable<unknown> | Iterable<unknown>,
): Promise<void> {
  const added = Promise.withResolvers<void>();
  const sink = tar.entry(header, (error) => {
    if (error) added.reject(error);
    else added.resolve();
  });
  try {
    for await (const chunk of content) {
      if (!sink.write(chunk)) await Promise.race([once(sink, 'drain'), added.promise]);
    }
    sink.end(null);
  } catch (error) {
    sink.destroy(error instanceof Error ? error : new Error(String(error)));
  }
  await added.promise;
}
