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
  const percent = share === undefined ? undefined : Math.round(Math.min(1, Math.max(0, share)) * 100);
  return (
    <div
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={percent}
      className={classNames(`k-${kind} h-1 min-w-0 overflow-hidden rounded-[2px] bg-track`, className)}
    >
      <div className="h-full rounded-[2px] bg-kind-solid" style={{ width: `${String(percent ?? 0)}%` }} />
    </div>
  );
}
