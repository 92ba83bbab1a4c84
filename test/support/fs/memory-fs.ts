import type { DurableFile, DurableFs } from '../../../electron/adapter/lowdb/durable-fs.ts';

/** How much of a file that was never synced is on the disk after a power cut. */
type Torn = 'synced' | 'all' | 'half' | 'zeros';
const TORN: readonly Torn[] = ['synced', 'all', 'half', 'zeros'];

interface Inode {
  content: Uint8Array;
  /** What is certainly on the disk. */
  synced: Uint8Array;
}

/** One change of names that no directory sync has covered yet. */
interface NameChange {
  readonly set?: { readonly path: string; readonly inode: Inode };
  readonly unset?: string;
}

/**
 * One disk in memory that knows what is on stable storage and what only in the cache. All names lie in one flat table;
 * `syncDirectory` covers all of them.
 */
export class MemoryFs implements DurableFs {
  #names = new Map<string, Inode>();
  #stable = new Map<string, Inode>();
  #pending: NameChange[] = [];

  constructor(files: Readonly<Record<string, Uint8Array | string>> = {}) {
    for (const [path, content] of Object.entries(files)) this.place(path, content);
  }

  /** Puts a file on stable storage, as if it had always been there. */
  place(path: string, content: Uint8Array | string): void {
    const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
    const inode: Inode = { content: bytes, synced: bytes };
    this.#names.set(path, inode);
    this.#stable.set(path, inode);
  }

  /** Every file as a program sees it now. */
  files(): ReadonlyMap<string, Uint8Array> {
    return new Map([...this.#names].map(([path, inode]) => [path, inode.content]));
  }

  /** What a process that starts after a kill finds: the cache is still there, and still not on the disk. */
  afterKill(): MemoryFs {
    const copies = new Map<Inode, Inode>();
    const copy = (inode: Inode): Inode => {
      const known = copies.get(inode) ?? { ...inode };
      copies.set(inode, known);
      return known;
    };
    const next = new MemoryFs();
    for (const [path, inode] of this.#names) next.#names.set(path, copy(inode));
    for (const [path, inode] of this.#stable) next.#stable.set(path, copy(inode));
    next.#pending = this.#pending.map(({ set, unset }) => ({
      ...(set === undefined ? {} : { set: { path: set.path, inode: copy(set.inode) } }),
      ...(unset === undefined ? {} : { unset }),
    }));
    return next;
  }

  /**
   * Every disk that a power cut now may leave: each change of names since the last directory sync is there or not
   * (in any combination up to 2^8, else the ordered ones), each unsynced content is there, missing, half or zeros.
   */
  afterPowerCut(): readonly MemoryFs[] {
    const outcomes = new Map<string, MemoryFs>();
    for (const kept of combinations(this.#pending)) {
      const names = new Map(this.#stable);
      for (const { set, unset } of kept) {
        if (unset !== undefined) names.delete(unset);
        if (set !== undefined) names.set(set.path, set.inode);
      }
      for (const torn of TORN) {
        const disk = new MemoryFs();
        for (const [path, inode] of names) disk.place(path, tear(inode, torn));
        outcomes.set(disk.#fingerprint(), disk);
      }
    }
    return [...outcomes.values()];
  }

  async makeDirectory(_path: string): Promise<void> {}

  async list(directory: string): Promise<readonly string[]> {
    const prefix = `${directory}/`;
    return [...this.#names.keys()].filter((path) => path.startsWith(prefix)).map((path) => path.slice(prefix.length));
  }

  async read(path: string): Promise<Uint8Array> {
    return this.#at(path).content.slice();
  }

  async create(path: string): Promise<DurableFile> {
    if (this.#names.has(path)) throw systemError('EEXIST', path);
    const inode: Inode = { content: new Uint8Array(), synced: new Uint8Array() };
    this.#change({ set: { path, inode } });
    return this.#handle(inode);
  }

  /** Not part of DurableFs: how a careless program writes, emptying the file first. */
  async openInPlace(path: string): Promise<DurableFile> {
    const inode = this.#names.get(path);
    if (inode === undefined) return this.create(path);
    inode.content = new Uint8Array();
    return this.#handle(inode);
  }

  async rename(from: string, to: string): Promise<void> {
    this.#change({ unset: from, set: { path: to, inode: this.#at(from) } });
  }

  async link(from: string, to: string): Promise<void> {
    if (this.#names.has(to)) throw systemError('EEXIST', to);
    this.#change({ set: { path: to, inode: this.#at(from) } });
  }

  async remove(path: string): Promise<void> {
    this.#at(path);
    this.#change({ unset: path });
  }

  async syncDirectory(_path: string): Promise<void> {
    this.#stable = new Map(this.#names);
    this.#pending = [];
  }

  #handle(inode: Inode): DurableFile {
    return {
      write: async (bytes) => {
        inode.content = Buffer.concat([inode.content, bytes]);
      },
      sync: async () => {
        inode.synced = inode.content;
      },
      close: async () => {},
    };
  }

  #change(change: NameChange): void {
    if (change.unset !== undefined) this.#names.delete(change.unset);
    if (change.set !== undefined) this.#names.set(change.set.path, change.set.inode);
    this.#pending.push(change);
  }

  #at(path: string): Inode {
    const inode = this.#names.get(path);
    if (inode === undefined) throw systemError('ENOENT', path);
    return inode;
  }

  #fingerprint(): string {
    const parts = [...this.#names].toSorted(([a], [b]) => (a < b ? -1 : 1));
    return parts.map(([path, { content }]) => `${path}\0${Buffer.from(content).toString('base64')}`).join('\n');
  }
}

/** An error as node:fs makes it. */
export function systemError(code: string, path: string): Error {
  return Object.assign(new Error(`${code}: ${path}`), { code, path });
}

function tear(inode: Inode, torn: Torn): Uint8Array {
  if (inode.content === inode.synced) return inode.content;
  switch (torn) {
    case 'synced':
      return inode.synced;
    case 'all':
      return inode.content;
    case 'half':
      return inode.content.slice(0, Math.floor(inode.content.length / 2));
    case 'zeros':
      return new Uint8Array(inode.content.length);
  }
}

/** Every subset in order; for long lists every beginning. */
function combinations<T>(values: readonly T[]): readonly (readonly T[])[] {
  if (values.length > 8) return Array.from({ length: values.length + 1 }, (_, count) => values.slice(0, count));
  return Array.from({ length: 2 ** values.length }, (_, mask) => values.filter((_value, at) => (mask >> at) % 2 === 1));
}
