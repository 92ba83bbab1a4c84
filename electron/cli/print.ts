import Table from 'cli-table3';

/** Prints a JSON document for scripts. */
export function jsonText(value: unknown): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}

/** A table with rounded borders, or plain: a header row, padded cells, `|` between them. */
export function tableText(head: readonly string[], rows: readonly (readonly string[])[], plain = false): string {
  if (plain) return plainTable(head, rows);
  const table = new Table({
    head: [...head],
    style: { head: [], border: [], compact: true },
    chars: { 'top-left': '╭', 'top-right': '╮', 'bottom-left': '╰', 'bottom-right': '╯' },
  });
  for (const row of rows) table.push([...row]);
  return `${table.toString()}\n`;
}

function plainTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const all = [head, ...rows];
  const widths = head.map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
  return all
    .map((row) =>
      row
        .map((cell, column) => ` ${cell.padEnd(widths[column] ?? 0)} `)
        .join('|')
        .trimEnd(),
    )
    .map((line) => `${line}\n`)
    .join('');
}

/** Bytes for people: `12.3 MB`. */
export function sizeText(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  const power = bytes < 1 ? 0 : Math.min(Math.floor(Math.log10(bytes) / 3), units.length - 1);
  const value = bytes / 1000 ** power;
  return `${power === 0 ? String(bytes) : value.toFixed(1)} ${units[power] ?? 'B'}`;
}
