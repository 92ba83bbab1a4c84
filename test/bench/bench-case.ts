/** One measured thing beside its baseline, in the same run (D18). */
export interface BenchCase {
  readonly name: string;
  readonly describe: string;
  readonly needsDocker?: boolean;
  run(report: (line: string) => void): Promise<BenchResult>;
}

export interface BenchResult {
  readonly lines: readonly string[];
  readonly goals: readonly { readonly text: string; readonly met: boolean }[];
}

/** Minimum, median and maximum of some milliseconds. */
export function spread(values: readonly number[]): {
  readonly min: number;
  readonly median: number;
  readonly max: number;
} {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (index: number): number => sorted[index] ?? Number.NaN;
  return { min: at(0), median: at(Math.floor(sorted.length / 2)), max: at(sorted.length - 1) };
}
