/** Immutable JSON documents named by their content: registrations and failure evidence (D12). */
export interface DocumentStore {
  /** Stores the text durably and returns its name (64 hex digits of SHA-256). The same text twice is one document. */
  put(text: string): Promise<string>;
  /** The text, or undefined when it is missing or no longer matches its name. */
  get(hash: string): Promise<string | undefined>;
}
