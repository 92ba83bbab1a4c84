/**
 * Whether a text is a schedule of Spring's `CronExpression`: second, minute, hour, day of month, month, day of week with
 * `*`, `?`, lists, ranges, steps, names, `L`, `LW`, `15W`, `5L`, `MON#2`, or a macro such as `@hourly`.
 */
export function isSpringCron(text: string): boolean {
  if (text.startsWith('@')) return MACROS.has(text.toLowerCase());
  const fields = text.trim().toUpperCase().split(/\s+/);
  return fields.length === FIELDS.length && FIELDS.every((field, index) => isField(fields[index] ?? '', field));
}

interface Field {
  readonly least: number;
  readonly most: number;
  /** Names, the first standing for `least`, or for the given number. */
  readonly names?: readonly string[];
  readonly firstName?: number;
  /** `?` is allowed. */
  readonly open?: true;
  readonly special?: RegExp;
}

const MACROS: ReadonlySet<string> = new Set([
  '@yearly',
  '@annually',
  '@monthly',
  '@weekly',
  '@daily',
  '@midnight',
  '@hourly',
]);
const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
const DAYS = ['MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT', 'SUN'];
const FIELDS: readonly Field[] = [
  { least: 0, most: 59 },
  { least: 0, most: 59 },
  { least: 0, most: 23 },
  { least: 1, most: 31, open: true, special: /^(?:L(?:-(?:[1-9]|[12]\d|3[01]))?|LW|(?:[1-9]|[12]\d|3[01])W)$/ },
  { least: 1, most: 12, names: MONTHS, firstName: 1 },
  {
    least: 0,
    most: 7,
    names: DAYS,
    firstName: 1,
    open: true,
    special: /^(?:[0-7]|MON|TUE|WED|THU|FRI|SAT|SUN)(?:L|#[1-5])$/,
  },
];

function isField(text: string, field: Field): boolean {
  return text.split(',').every((item) => {
    if (field.special?.test(item) === true || (field.open === true && item === '?')) return true;
    const [range = '', step, ...rest] = item.split('/');
    if (rest.length > 0 || (step !== undefined && !/^[1-9]\d{0,3}$/.test(step))) return false;
    if (range === '*') return true;
    const ends = range.split('-').map((end) => valueOf(end, field));
    if (ends.length > 2 || ends.includes(undefined)) return false;
    const [from = 0, to = from] = ends;
    // SUN-TUE starts at 7, which Spring takes as 0.
    return from <= to || (field.names === DAYS && from === 7);
  });
}

function valueOf(text: string, { least, most, names, firstName }: Field): number | undefined {
  const named = names?.indexOf(text) ?? -1;
  if (named !== -1) return named + (firstName ?? least);
  if (!/^\d{1,2}$/.test(text)) return undefined;
  const value = Number(text);
  return value >= least && value <= most ? value : undefined;
}
