import { classNames } from './class-names.ts';
import type { Kind } from './shape.tsx';

interface ProgressBarProps {
  /** Share that is done, 0 to 1; undefined where nobody knows the whole. */
  readonly share: number | undefined;
  readonly label: string;
  readonly kind?: Kind;
  readonly className?: string;
}

/** A bar of real progress. Without a known whole it stays empty: it never pretends. */
export function ProgressBar({ share, label, kind = 'work', className }: ProgressBarProps) {
  return (
    <progress
      aria-label={label}
      max={100}
      {...(share === undefined ? {} : { value: Math.round(Math.min(1, Math.max(0, share)) * 100) })}
      className={classNames(`bar k-${kind} h-1 min-w-0`, className)}
    />
  );
}
