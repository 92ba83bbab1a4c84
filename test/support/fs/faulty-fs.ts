import type { DurableFile, DurableFs } from '../../../electron/adapter/lowdb/durable-fs.ts';
import { systemError } from './memory-fs.ts';

export type Operation =
  | 'makeDirectory'
  | 'list'
  | 'read'
  | 'create'
  | 'write'
  | 'sync'
  | 'close'
  | 'rename'
  | 'link'
  | 'remove'
  | 'syncDirectory';

/** What happens instead of an operation: the process dies before it, or the system refuses it. */
export type Fault = 'crash' | 'ENOSPC' | 'EIO' | 'EROFS' | 'EACCES' | 'EPERM' | 'EMFILE';

/** Asked before every operation, which are counted from 0. */
export type FaultPlan = (step: number, operation: Operation, path: string) => Fault | undefined;

/** A file system on which operations fail by plan. After a crash nothing has an effect any more. */
export class FaultyFs implements DurableFs {
  readonly #inner: DurableFs;
  #plan: FaultPlan = () => undefined;
  #crashed = false;
  /** Operations since the plan was given. */
  steps = 0;
  /** Their names, for reports. */
  trace: Operation[] = [];

  constructor(inner: DurableFs) {
    this.#inner = inner;
  }

  get crashed(): boolean {
    return this.#crashed;
  }

  /** Starts counting anew. */
  plan(plan: FaultPlan): void {
    this.#plan = plan;
    this.steps = 0;
    this.trace = [];
  }

  heal(): void {
    this.plan(() => undefined);
  }

  makeDirectory = async (path: string): Promise<void> =>
    this.#run('makeDirectory', path, async () => this.#inner.makeDirectory(path));
  list = async (path: string): Promise<readonly string[]> =>
    this.#run('list', path, async () => this.#inner.list(path));
  read = async (path: string): Promise<Uint8Array> => this.#run('read', path, async () => this.#inner.read(path));
  rename = async (from: string, to: string): Promise<void> =>
    this.#run('rename', to, async () => this.#inner.rename(from, to));
  link = async (from: string, to: string): Promise<void> =>
    this.#run('link', to, async () => this.#inner.link(from, to));
  remove = async (path: string): Promise<void> => this.#run('remove', path, async () => this.#inner.remove(path));
  syncDirectory = async (path: string): Promise<void> =>
    this.#run('syncDirectory', path, async () => this.#inner.syncDirectory(path));

  create = async (path: string): Promise<DurableFile> => {
    const file = await this.#run('create', path, async () => this.#inner.create(path));
    return {
      write: async (bytes) =>
        this.#run(
          'write',
          path,
          async () => file.write(bytes),
          // A refused write has often stored a part.
          async () => file.write(bytes.slice(0, bytes.length / 3)),
        ),
      sync: async () => this.#run('sync', path, async () => file.sync()),
      close: async () => this.#run('close', path, async () => file.close()),
    };
  };

  async #run<T>(
    operation: Operation,
    path: string,
    action: () => Promise<T>,
    whenRefused?: () => Promise<void>,
  ): Promise<T> {
    if (this.#crashed) throw systemError('CRASHED', path);
    const fault = this.#plan(this.steps, operation, path);
    this.steps += 1;
    this.trace.push(operation);
    if (fault === undefined) return action();
    await whenRefused?.();
    if (fault === 'crash') this.#crashed = true;
    throw systemError(fault, path);
  }
}

/** The same file system with some operations replaced. */
export function replacing(inner: DurableFs, replace: Partial<DurableFs>): DurableFs {
  return {
    makeDirectory: async (path) => inner.makeDirectory(path),
    list: async (path) => inner.list(path),
    read: async (path) => inner.read(path),
    create: async (path) => inner.create(path),
    rename: async (from, to) => inner.rename(from, to),
    link: async (from, to) => inner.link(from, to),
    remove: async (path) => inner.remove(path),
    syncDirectory: async (path) => inner.syncDirectory(path),
    ...replace,
  };
}
