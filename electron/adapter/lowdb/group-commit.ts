/** One change, and whom to tell. */
interface Waiting<S> {
  readonly change: (state: S) => S;
  readonly force: boolean;
  readonly resolve: (state: S) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Serialises changes: those that arrive while a write is under way share the next one. A change that throws is
 * rejected alone; a failing write rejects every change in it and leaves the state as it was.
 */
export class GroupCommit<S> {
  readonly #write: (state: S) => Promise<void>;
  #state: S;
  #waiting: Waiting<S>[] = [];
  #running: Promise<void> | undefined;

  constructor(initial: S, write: (state: S) => Promise<void>) {
    this.#state = initial;
    this.#write = write;
  }

  /** The last written state. */
  get state(): S {
    return this.#state;
  }

  /** `change` answers the same object when nothing is to change; such a change is not written unless `force` asks. */
  async submit(change: (state: S) => S, force = false): Promise<S> {
    return new Promise<S>((resolve, reject) => {
      this.#waiting.push({ change, force, resolve, reject });
      this.#running ??= this.#run();
    });
  }

  /** Resolves when nothing waits; it does not fail, failures belong to their changes. */
  async idle(): Promise<void> {
    await this.#running;
  }

  async #run(): Promise<void> {
    // Changes of the same turn share the first write.
    await Promise.resolve();
    while (this.#waiting.length > 0) {
      const batch = this.#waiting;
      this.#waiting = [];
      await this.#commit(batch);
    }
    this.#running = undefined;
  }

  async #commit(batch: readonly Waiting<S>[]): Promise<void> {
    const results: { readonly of: Waiting<S>; readonly state: S }[] = [];
    let next = this.#state;
    for (const waiting of batch) {
      try {
        next = waiting.change(next);
        results.push({ of: waiting, state: next });
      } catch (error) {
        waiting.reject(error);
      }
    }
    try {
      if (next !== this.#state || results.some(({ of }) => of.force)) await this.#write(next);
      this.#state = next;
    } catch (error) {
      for (const { of } of results) of.reject(error);
      return;
    }
    for (const { of, state } of results) of.resolve(state);
  }
}
