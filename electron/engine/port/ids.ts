/** Source of identifiers. */
export interface Ids {
  /** A short identifier, unique in this data directory: 12 characters of [a-z0-9]. */
  next(): string;
}
