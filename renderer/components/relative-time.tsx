import { formatDuration } from './format/duration.ts';
import { formatMoment } from './format/moment.ts';

interface RelativeTimeProps {
  readonly at: number;
  readonly now: number;
  /** Word after the age, as in `ago`. */
  readonly suffix?: string;
}

/** An age; the moment itself on hover. */
export function RelativeTime({ at, now, suffix }: RelativeTimeProps) {
  return (
    <time dateTime={new Date(at).toISOString()} title={formatMoment(at)} className="figures whitespace-nowrap">
      {formatDuration(now - at)}
      {suffix !== undefined && ` ${suffix}`}
    </time>
  );
}
