import { readFile, rename, writeFile } from 'node:fs/promises';
import * as z from 'zod/mini';

const Size = z.int().check(z.gte(1), z.lte(100_000));
const Place = z.int().check(z.gte(-100_000), z.lte(100_000));

const Bounds = z.strictObject({ x: Place, y: Place, width: Size, height: Size });
export type Bounds = z.infer<typeof Bounds>;

export const WINDOW_THEMES = ['system', 'light', 'dark'] as const;

/** What is kept of the window between two starts. */
const WindowState = z.strictObject({
  bounds: z.optional(Bounds),
  isMaximized: z.boolean(),
  /** What the page's “System” theme means. */
  theme: z.enum(WINDOW_THEMES),
});
export type WindowState = z.infer<typeof WindowState>;

const FIRST_STATE: WindowState = { isMaximized: false, theme: 'system' };
export const SMALLEST = { width: 800, height: 560 } as const;
const FIRST_SIZE = { width: 1440, height: 900 } as const;

/** The state kept in `file`, or that of a first start where there is none or nothing that can be read. */
export async function readWindowState(file: string): Promise<WindowState> {
  const text = await readFile(file, 'utf8').catch(() => '{}');
  return parseWindowState(text);
}

function parseWindowState(text: string): WindowState {
  try {
    const parsed = WindowState.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : FIRST_STATE;
  } catch {
    return FIRST_STATE;
  }
}

/** Replaces the file as a whole. */
export async function writeWindowState(file: string, state: WindowState): Promise<void> {
  await writeFile(`${file}.new`, `${JSON.stringify(state)}\n`, { mode: 0o600 });
  await rename(`${file}.new`, file);
}

/**
 * Where the window opens: where it was, moved and shrunk so that it lies wholly on one of the displays there are now;
 * without a former place, in a good size and wherever the system puts it.
 */
export function fitBounds(former: Bounds | undefined, displays: readonly Bounds[]): Partial<Bounds> {
  const display = former === undefined ? displays[0] : (displays.toSorted(byOverlap(former))[0] ?? displays[0]);
  if (display === undefined) return former ?? FIRST_SIZE;
  const wanted = former ?? FIRST_SIZE;
  const width = Math.min(Math.max(wanted.width, SMALLEST.width), display.width);
  const height = Math.min(Math.max(wanted.height, SMALLEST.height), display.height);
  if (former === undefined) return { width, height };
  return {
    x: between(former.x, display.x, display.x + display.width - width),
    y: between(former.y, display.y, display.y + display.height - height),
    width,
    height,
  };
}

function byOverlap(bounds: Bounds): (a: Bounds, b: Bounds) => number {
  return (a, b) => overlap(bounds, b) - overlap(bounds, a);
}

function overlap(a: Bounds, b: Bounds): number {
  const width = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
  const height = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
  return Math.max(0, width) * Math.max(0, height);
}

function between(value: number, low: number, high: number): number {
  return Math.max(low, Math.min(value, high));
}
