/** Something that went wrong, kept until the user dismisses it. */
export interface FailureNote {
  readonly id: string;
  readonly at: number;
  readonly title: string;
  readonly text: string;
  readonly code?: string;
  /** Plugin to look at. */
  readonly pluginId?: string;
}

/** So many are kept; the oldest go. */
const KEPT = 100;

/** The list, newest first, with one more; the same failure again replaces what was said of it before. */
export function addFailure(failures: readonly FailureNote[], added: FailureNote): readonly FailureNote[] {
  return [added, ...failures.filter(({ id }) => id !== added.id)].slice(0, KEPT);
}
