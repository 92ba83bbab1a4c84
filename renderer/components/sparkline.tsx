interface SparklineProps {
  /** Values at equal distances, oldest first; undefined where nothing is known, which leaves a gap. */
  readonly values: readonly (number | undefined)[];
  /** What it shows and its newest value, in words: the picture alone says nothing. */
  readonly label: string;
  readonly className?: string;
}

const WIDTH = 96;
const HEIGHT = 20;

/** A course in a line: no fill, no dots, no axis. */
export function Sparkline({ values, label, className }: SparklineProps) {
  const known = values.filter((value) => value !== undefined);
  const [low, high] = [Math.min(...known), Math.max(...known)];
  const x = (index: number): number => (index / Math.max(1, values.length - 1)) * WIDTH;
  const y = (value: number): number =>
    high === low ? HEIGHT / 2 : HEIGHT - 1 - ((value - low) / (high - low)) * (HEIGHT - 2);
  const path = values
    .map((value, index) =>
      value === undefined
        ? ''
        : `${values[index - 1] === undefined ? 'M' : 'L'}${x(index).toFixed(1)} ${y(value).toFixed(1)}`,
    )
    .join('');
  return (
    <svg
      // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- a drawing in the page's own colours cannot be an img
      role="img"
      aria-label={label}
      viewBox={`0 0 ${String(WIDTH)} ${String(HEIGHT)}`}
      preserveAspectRatio="none"
      className={className ?? 'h-5 w-24'}
    >
      <path
        d={path}
        fill="none"
        stroke="var(--plot-1)"
        strokeWidth="1.6"
        strokeLinecap="round"
        strokeLinejoin="round"
        vectorEffect="non-scaling-stroke"
      />
    </svg>
  );
}
