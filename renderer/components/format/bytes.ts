const UNITS = ['B', 'kB', 'MB', 'GB', 'TB'] as const;

/** Bytes in decimal units with three significant figures at most: `90 kB`, `4.1 MB`, `154 MB`. */
export function formatBytes(bytes: number): string {
  const { value, unit } = scale(bytes);
  return `${value} ${unit}`;
}

/** `94.2 of 154 MB`: both in the unit of the whole. */
export function formatBytesOf(part: number, whole: number): string {
  const exponent = exponentOf(whole);
  return `${figures(part / 1000 ** exponent)} of ${formatBytes(whole)}`;
}

/** Memory in the binary units that containers are limited by: `2 GiB`, `512 MiB`. */
export function formatMemory(bytes: number): string {
  const mebibytes = bytes / 2 ** 20;
  return mebibytes >= 1024 ? `${figures(mebibytes / 1024)} GiB` : `${figures(mebibytes)} MiB`;
}

function scale(bytes: number): { readonly value: string; readonly unit: string } {
  const exponent = exponentOf(bytes);
  return { value: figures(bytes / 1000 ** exponent), unit: UNITS[exponent] ?? 'B' };
}

function exponentOf(bytes: number): number {
  // 999.5 of a unit would round to 1000 of it.
  const exponent = UNITS.findIndex((_unit, index) => bytes < 999.5 * 1000 ** index);
  return exponent === -1 ? UNITS.length - 1 : exponent;
}

function figures(value: number): string {
  if (value === 0 || value >= 99.95) return String(Math.round(value));
  const text = value.toFixed(1);
  return text.endsWith('.0') ? text.slice(0, -2) : text;
}
