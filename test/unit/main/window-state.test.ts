import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { readCommandLine } from '../../../electron/main/command-line.ts';
import { type Bounds, fitBounds, readWindowState, writeWindowState } from '../../../electron/main/window-state.ts';

const display = { x: 0, y: 0, width: 1920, height: 1080 };
const second = { x: 1920, y: 0, width: 2560, height: 1400 };

it('a window opens where it was, wholly on a display that is there', () => {
  expect(fitBounds({ x: 2000, y: 50, width: 1200, height: 800 }, [display, second])).toEqual({
    x: 2000,
    y: 50,
    width: 1200,
    height: 800,
  });
  expect(fitBounds({ x: 2000, y: 50, width: 1200, height: 800 }, [display])).toEqual({
    x: 720,
    y: 50,
    width: 1200,
    height: 800,
  });
  expect(fitBounds({ x: -500, y: -20, width: 4000, height: 4000 }, [display])).toEqual(display);
  expect(fitBounds(undefined, [display])).toEqual({ width: 1440, height: 900 });
  expect(fitBounds(undefined, [{ x: 0, y: 0, width: 1280, height: 720 }])).toEqual({ width: 1280, height: 720 });
  expect(fitBounds(undefined, [])).toEqual({ width: 1440, height: 900 });
});

it('whatever was stored, the window lies within one display', () => {
  const place = fc.integer({ min: -100_000, max: 100_000 });
  const size = fc.integer({ min: 1, max: 100_000 });
  const bounds = fc.record({ x: place, y: place, width: size, height: size });
  const lies = ({ x = 0, y = 0, width = 0, height = 0 }: Partial<Bounds>, within: Bounds): boolean =>
    x >= within.x && y >= within.y && x + width <= within.x + within.width && y + height <= within.y + within.height;
  fc.assert(
    fc.property(bounds, (former) => [display, second].some((one) => lies(fitBounds(former, [display, second]), one))),
    { numRuns: 1000 },
  );
});

it('the state survives in a file; a missing, damaged or foreign one is that of a first start', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'deltadock-window-'));
  const file = join(folder, 'window.json');
  const first = { isMaximized: false, theme: 'system' };
  expect(await readWindowState(file)).toEqual(first);
  const state = { bounds: { x: 1, y: 2, width: 900, height: 700 }, isMaximized: true, theme: 'dark' } as const;
  await writeWindowState(file, state);
  expect(await readWindowState(file)).toEqual(state);
  expect(await readdir(folder)).toEqual(['window.json']);
  for (const theme of ['neon', 7]) {
    await writeWindowState(file, { ...state, theme } as never);
    expect(await readWindowState(file)).toEqual(first);
  }
  await rm(folder, { recursive: true });
});

it.each([
  [['electron', '--inspect=0', '--remote-debugging-port=0', '.', '--data-dir', '/d'], { dataDir: '/d' }],
  [['deltadock', '--data-dir=/d', '--core-address', '10.0.0.1'], { dataDir: '/d', coreAddress: '10.0.0.1' }],
  [['deltadock', '--no-sandbox', '--unheard', '-x'], {}],
  [['deltadock', '--data-dir'], {}],
])('the command line %j says %j', (argv, options) => expect(readCommandLine(argv)).toEqual(options));
