/** Something that was subscribed, opened or scheduled and can be released. Releasing twice is harmless. */
export interface Disposable {
  dispose(): void;
}
