import { expect, type Page } from '@playwright/test';

/** The plugins screen as a user handles it. */
export async function installPlugin(page: Page, image: string): Promise<void> {
  await page.getByRole('button', { name: 'Install plugin' }).click();
  const dialog = page.getByRole('dialog', { name: 'Install plugin' });
  await dialog.getByLabel('Image', { exact: true }).fill(image);
  await dialog.getByRole('button', { name: /^Install/ }).click();
  await expect(dialog).toBeHidden();
}

export async function expectState(page: Page, name: string, state: string): Promise<void> {
  const row = page.getByRole('row', { name: new RegExp(name) });
  await expect(row.getByText(state, { exact: true })).toBeVisible({ timeout: 90_000 });
}

export async function uninstallPlugin(page: Page, name: string): Promise<void> {
  const row = page.getByRole('row', { name: new RegExp(name) });
  await row.getByRole('button').first().click();
  await page.getByRole('complementary').getByRole('button', { name: 'Uninstall' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: `Uninstall ${name}` }).click();
  // While the question is open, the rows behind it are hidden too.
  await expect(dialog).toBeHidden();
  await expect(row).toBeHidden({ timeout: 60_000 });
}
