import type { Page } from '@playwright/test';
import { expectAccessible } from './axe.ts';

const SCREENS = new URL('../../../test-results/screens/', import.meta.url).pathname;
const SIZES = [
  { width: 1440, height: 900 },
  { width: 1024, height: 700 },
] as const;

/** Pictures of the present state in both themes and sizes, the larger checked by axe; then back to the first. */
export async function picture(page: Page, name: string): Promise<void> {
  for (const size of SIZES) {
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.setViewportSize(size);
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await page.screenshot({
        path: `${SCREENS}${name}-${colorScheme}-${String(size.width)}.png`,
        animations: 'disabled',
      });
      if (size === SIZES[0]) await expectAccessible(page);
    }
  }
  await page.setViewportSize(SIZES[0]);
}
