/** A file that was created for writing. */
export interface DurableFile {
  /** Appends all bytes. */
  write(bytes: Uint8Array): Promise<void>;
  /** Resolves when the content is on stable storage. After a failure the content is lost: never retried. */
  sync(): Promise<void>;
  close(): Promise<void>;
}

/**
 * The few file operations that durable writing is made of; tests replace them to crash or fail at every one.
 * All reject with the system's error (`code` is ENOENT, ENOSPC, EIO, …). Names are durable only after
 * {@link DurableFs.syncDirectory}, content only after {@link DurableFile.sync}.
 */
export interface DurableFs {
  /** Makes the directory and its parents durably, readable only by its owner (0700); one that exists is narrowed to that. */
  makeDirectory(path: string): Promise<void>;
  /** Names in the directory, in no order. */
  list(directory: string): Promise<readonly string[]>;
  read(path: string): Promise<Uint8Array>;
  /** Creates a file that must not exist (EEXIST), readable only by its owner (0600). */
  create(path: string): Promise<DurableFile>;
  /** Replaces `to` in one step. */
  rename(from: string, to: string): Promise<void>;
  /** Gives the file a second name, which must not exist (EEXIST). */
  link(from: string, to: string): Promise<void>;
  remove(path: string): Promise<void>;
  /** Resolves when all names in the directory are on stable storage. */
  syncDirectory(path: string): Promise<void>;
}

/** The system's error code of a rejected file operation, or undefined for any other value. */
export function errorCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}
