/** What the document store needs of a file system; the state store's durable file system has it all. */
export interface DocumentFs {
  makeDirectory(path: string): Promise<void>;
  list(directory: string): Promise<readonly string[]>;
  read(path: string): Promise<Uint8Array>;
  create(path: string): Promise<DocumentFile>;
  rename(from: string, to: string): Promise<void>;
  remove(path: string): Promise<void>;
  syncDirectory(path: string): Promise<void>;
}

interface DocumentFile {
  write(bytes: Uint8Array): Promise<void>;
  sync(): Promise<void>;
  close(): Promise<void>;
}
