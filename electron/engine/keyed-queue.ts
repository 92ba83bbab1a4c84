/** Runs work of one key strictly one after the other, and work of different keys side by side. */
export class KeyedQueue {
  readonly #tails = new Map<string, Promise<unknown>>();

  /** Resolves or rejects with `work`, which begins when all earlier work of the key has ended. */
  run<T>(key: string, work: () => Promise<T>): Promise<T> {
    const earlier = this.#tails.get(key) ?? Promise.resolve();
    const result = earlier.then(work, work);
    this.#tails.set(key, result);
    const forget = (): void => {
      if (this.#tails.get(key) === result) this.#tails.delete(key);
    };
    void result.then(forget, forget);
    return result;
  }
}
