import { formatAgo, formatDuration } from './format/duration.ts';
import { formatMoment } from './format/moment.ts';

interface RelativeTimeProps {
  readonly at: number;
  readonly now: number;
  /** Word after the age. */
  readonly suffix?: 'ago' | 'so far';
}

/** An age; the moment itself on hover. */
export function RelativeTime({ at, now, suffix }: RelativeTimeProps) {
  return (
    <time dateTime={new Date(at).toISOString()} title={formatMoment(at)} className="figures whitespace-nowrap">
      {ageInWords(now - at, suffix)}
    </time>
  );
}

function ageInWords(age: number, suffix: RelativeTimeProps['suffix']): string {
  if (suffix === 'ago') return formatAgo(age);
  if (age < 1000) return suffix === undefined ? 'now' : 'just begun';
  return suffix === undefined ? formatDuration(age) : `${formatDuration(age)} ${suffix}`;
}
