import type { ComponentProps } from 'react';
import { RelativeTime } from '../components/relative-time.tsx';
import { useNow } from './use-now.ts';

interface LiveAgeProps extends Omit<ComponentProps<typeof RelativeTime>, 'now'> {
  /** Since when it is only last known; the age stands still from then on. */
  readonly lostAt?: number | undefined;
}

/** An age that ticks by itself, so that what holds it need not be rendered anew every second. */
export function LiveAge({ lostAt, ...rest }: LiveAgeProps) {
  return <RelativeTime {...rest} now={useNow(lostAt)} />;
}
