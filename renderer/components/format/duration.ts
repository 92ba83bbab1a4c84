const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** A length of time in its largest unit, as in `12 s`, `6 min`, `2 h`, `5 d`; `under 1 s` below a second, never negative. */
export function formatDuration(milliseconds: number): string {
  const length = Math.max(0, milliseconds);
  if (length < SECOND) return 'under 1 s';
  if (length < MINUTE) return `${String(Math.floor(length / SECOND))} s`;
  if (length < HOUR) return `${String(Math.floor(length / MINUTE))} min`;
  if (length < DAY) return `${String(Math.floor(length / HOUR))} h`;
  return `${String(Math.floor(length / DAY))} d`;
}

/** How long ago: `12 s ago`, or `just now`. */
export function formatAgo(milliseconds: number): string {
  return milliseconds < SECOND ? 'just now' : `${formatDuration(milliseconds)} ago`;
}

/** A running time as a clock shows it: `0:32`, `12:05`, `1:02:09`. */
export function formatClock(milliseconds: number): string {
  const seconds = Math.floor(Math.max(0, milliseconds) / SECOND);
  const two = (value: number): string => String(value).padStart(2, '0');
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  return hours > 0
    ? `${String(hours)}:${two(minutes)}:${two(seconds % 60)}`
    : `${String(minutes)}:${two(seconds % 60)}`;
}

/** What is left until `deadline`, rounded up so that it reaches 0 only when the time is over. */
export function formatTimeLeft(deadline: number, now: number): string {
  const left = deadline - now;
  if (left <= 0) return 'time is up';
  if (left < 90 * SECOND) return `${String(Math.ceil(left / SECOND))} s left`;
  return `${formatDuration(left)} left`;
}
