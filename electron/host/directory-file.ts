import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import * as z from 'zod/mini';
import { AppError } from '../../shared/errors.ts';
import { type DataDirectory, filesOf, unusableDirectory } from './data-directory.ts';
import { writeDurably } from './durable-file.ts';

const Port = z.int().check(z.gte(1), z.lte(65_535));

/** Ports of the doors, chosen once per data directory and kept (D4). */
const DoorPorts = z.strictObject({
  control: z.optional(Port),
  core: z.optional(Port),
  work: z.optional(Port),
  content: z.optional(Port),
});
export type DoorPorts = z.infer<typeof DoorPorts>;

const DirectoryFile = z.strictObject({
  format: z.literal(1),
  /** Marks every Docker object of this directory (D5): six hex digits. */
  id: z.string().check(z.regex(/^[0-9a-f]{6}$/)),
  /** From which the credentials of all deploys are derived (D3). */
  secret: z.string().check(z.regex(/^[\w-]{43}$/)),
  ports: DoorPorts,
});
export type DirectoryFile = z.infer<typeof DirectoryFile>;

/**
 * Reads `directory.json`, or writes it for a new directory. The caller holds the lock, so that two processes cannot
 * both make one. A damaged file is an error and never replaced: with its id the containers of this directory would be lost.
 * @throws AppError DATA_DIRECTORY_UNUSABLE
 */
export async function openDirectoryFile(directory: DataDirectory): Promise<DirectoryFile> {
  const path = filesOf(directory).directory;
  const text = await readIfThere(path).catch((error: unknown) => {
    throw unusableDirectory(directory.path, error);
  });
  if (text !== undefined) return parse(path, text);
  const created: DirectoryFile = {
    format: 1,
    id: randomBytes(3).toString('hex'),
    secret: randomBytes(32).toString('base64url'),
    ports: {},
  };
  await saveDirectoryFile(directory, created);
  return created;
}

/** Writes `directory.json` durably. */
export async function saveDirectoryFile(directory: DataDirectory, file: DirectoryFile): Promise<void> {
  try {
    await writeDurably(filesOf(directory).directory, `${JSON.stringify(file, undefined, 2)}\n`);
  } catch (error) {
    throw unusableDirectory(directory.path, error);
  }
}

/** The text of a file, or undefined when there is none. */
export async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

function parse(path: string, text: string): DirectoryFile {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    document = undefined;
  }
  const parsed = DirectoryFile.safeParse(document);
  if (parsed.success) return parsed.data;
  throw new AppError(
    'DATA_DIRECTORY_UNUSABLE',
    `${path} is damaged. It holds the id by which containers of this directory are found, so it is not replaced.`,
  );
}
