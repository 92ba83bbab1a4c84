import { fillBench } from '../support/fakes/control-door/full-bench.ts';
import { expectAccessible } from './support/axe.ts';
import { expect, test } from './support/bench.ts';
import { picture } from './support/screens.ts';

test.describe('the palette', () => {
  test('opens a plugin by a few letters, and gives the focus back when it is left', async ({
    page,
    bench: { engine, door },
  }) => {
    fillBench(engine);
    await page.goto(door.address);
    await page.getByRole('button', { name: 'csv-tools' }).focus();
    await page.keyboard.press('Control+k');
    const palette = page.getByRole('dialog', { name: 'Search or run a command' });
    const field = palette.getByRole('combobox');
    await expect(field).toBeFocused();
    await picture(page, 'palette');
    await page.keyboard.press('Escape');
    await expect(palette).toBeHidden();
    await expect(page.getByRole('button', { name: 'csv-tools' })).toBeFocused();

    await page.keyboard.press('Control+k');
    await page.keyboard.type('zzz');
    await expect(palette.getByText('Nothing matches.')).toBeVisible();
    await expectAccessible(page);
    await field.fill('ocl');
    await expect(palette.getByRole('option', { selected: true })).toContainText('ocr-lite');
    await page.keyboard.press('Enter');
    await expect(page.getByRole('complementary', { name: 'ocr-lite' })).toBeVisible();
  });

  test('runs commands by arrows and Enter: install, theme, copy', async ({ page, context, bench: { door } }) => {
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    await page.goto(door.address);
    await page.getByRole('button', { name: 'Search or run a command' }).click();
    const option = page.getByRole('option', { selected: true });
    await expect(option).toContainText('Plugins');
    await page.keyboard.press('ArrowDown');
    await expect(option).toContainText('Install plugin');
    await page.keyboard.press('Enter');
    await expect(page.getByRole('dialog', { name: 'Install plugin' }).getByLabel('Image')).toBeFocused();
    await page.keyboard.press('Escape');
    await expect(page.getByRole('dialog')).toBeHidden();

    await page.keyboard.press('Control+k');
    await page.keyboard.type('contrast');
    await page.keyboard.press('Enter');
    await expect(page.locator('html')).toHaveAttribute('data-theme', 'contrast');
    await expect(page.getByRole('radio', { name: 'High contrast' })).toBeChecked();

    await page.keyboard.press('Control+k');
    await page.keyboard.type('core');
    await page.keyboard.press('Enter');
    await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toBe('http://127.0.0.1:8042');
  });
});

test('keys: ? shows them, Ctrl+1 goes to the screen, / filters, Escape closes the topmost only', async ({
  page,
  bench: { engine, door },
}) => {
  fillBench(engine);
  await page.goto(door.address);
  await page.getByRole('button', { name: 'ocr-lite' }).click();
  const panel = page.getByRole('complementary', { name: 'ocr-lite' });
  await expect(panel).toBeVisible();
  await page.keyboard.press('?');
  const sheet = page.getByRole('dialog', { name: 'Keys' });
  await expect(sheet).toBeVisible();
  await picture(page, 'keys');
  await page.keyboard.press('Escape');
  await expect(sheet).toBeHidden();
  await expect(panel).toBeVisible();
  await page.keyboard.press('Control+1');
  await expect(panel).toBeHidden();
  await page.keyboard.press('/');
  await expect(page.getByRole('searchbox', { name: 'Filter plugins' })).toBeFocused();
  await page.keyboard.type('?');
  await expect(page.getByRole('searchbox')).toHaveValue('?');
  await expect(sheet).toBeHidden();
});
