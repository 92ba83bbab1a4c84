/** One line of the product made wrong, and the test that must notice it. */
export interface Fault {
  /** What would be wrong, as the user meets it. */
  readonly what: string;
  readonly file: string;
  /** Text that stands exactly once in the file. */
  readonly search: string;
  readonly replacement: string;
  readonly caughtBy: {
    readonly file: string;
    /** Part of the full name of a test that must fail. */
    readonly title: string;
  };
}
