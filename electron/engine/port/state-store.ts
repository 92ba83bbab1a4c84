/** How the state came to be at the opening of the store; shown to the user when it is not `new` or `loaded`. */
export type StateCondition =
  | { readonly kind: 'new' }
  | { readonly kind: 'loaded' }
  | { readonly kind: 'migrated'; readonly fromSchema: number }
  /** The main file was damaged or missing; the newest good backup is used. */
  | {
      readonly kind: 'recovered';
      readonly reason: string;
      readonly quarantined: readonly string[];
      readonly generation: number;
    }
  /** The file is sound but was changed by hand (D12): its content is used, the copy before stays among the backups. */
  | { readonly kind: 'edited-by-hand'; readonly generation: number };

/**
 * The small durable state: plugin lifecycle, flow state, settings (D12).
 * Readers see only states that are on stable storage.
 */
export interface StateStore<S> {
  /** The last durable state; never changed in place. */
  read(): S;
  /**
   * Applies `change` to the newest state and resolves with the result only when it is on stable storage
   * (file and directory synced). Serialised in call order; changes that arrive during a write share the next one.
   * @throws AppError STATE_WRITE_FAILED or DISK_FULL: nothing changed; a later update works once the fault is gone.
   */
  update(change: (state: S) => S): Promise<S>;
  readonly condition: StateCondition;
  /** Waits for writes under way and refuses further ones. */
  close(): Promise<void>;
}
