/** One part of the full proof (D15): `npm run prove -- NAME [--seed n] [--full]`. */
export interface Area {
  readonly name: string;
  /** One line: what is proven. */
  readonly describe: string;
  /** Whether it needs a private Docker daemon with the sample images. */
  readonly needsDocker?: boolean;
  run(options: AreaOptions): Promise<AreaResult>;
}

export interface AreaOptions {
  readonly seed: number;
  /** Ten times the counts of the ordinary proof. */
  readonly full: boolean;
  /** Tells how it goes, line by line. */
  readonly report: (line: string) => void;
}

export interface AreaResult {
  readonly passed: boolean;
  /** The report: counts and matrices, in Markdown. */
  readonly lines: readonly string[];
}
