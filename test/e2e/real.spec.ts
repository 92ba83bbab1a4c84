import { expect, type Page, test } from '@playwright/test';
import { dockerClient } from '../support/docker/docker-client.ts';
import { expectAccessible } from './support/axe.ts';
import { type ServedEngine, serveEngine } from './support/serve-engine.ts';

/**
 * The page against the real engine, on the Docker engine that DOCKER_HOST names (`npm test` starts a private one and
 * builds the sample images there). Without it this file fails: a skipped proof would look like a passed one.
 * With UPDATE_SCREENS=1 it also writes the pictures of the README.
 */
const PICTURES = new URL('screens/', import.meta.url).pathname;
const SAMPLE = 'deltadock/sample-plugin';

let served: ServedEngine | undefined;
test.describe.configure({ mode: 'serial', timeout: 180_000 });
test.beforeAll(async () => {
  if (!process.env['DOCKER_HOST']) throw new Error('Set DOCKER_HOST to a Docker engine with the sample images.');
  served = await serveEngine();
});
test.afterAll(async () => {
  await served?.stop();
});
test.beforeEach(async ({ page }) => {
  await page.goto(served?.control ?? '');
});

test('a sample plugin is installed through the dialog and becomes INSTALLED', async ({ page }) => {
  await install(page, `${SAMPLE}:1.0.0`);
  const row = page.getByRole('row', { name: /sample-plugin/ });
  await expect(row.getByText('Installed', { exact: true })).toBeVisible({ timeout: 90_000 });
  await expectAccessible(page);
  await page.getByRole('tab', { name: 'Container' }).click();
  await expect(page.getByRole('tabpanel')).toContainText('2 GiB');
  await expect(page.getByRole('tabpanel')).toContainText('Healthy');
  await expect(page.getByRole('status')).toContainText('is installed');
  if (process.env['UPDATE_SCREENS'] === '1') await takePictures(page);
});

test('an installed plugin is uninstalled and gone', async ({ page }) => {
  await uninstall(page, 'sample-plugin');
  await expect(page.getByRole('heading', { name: 'Your bench is empty' })).toBeVisible();
});

test('an image that exits at once fails with its code and its last log lines', async ({ page }) => {
  await install(page, `${SAMPLE}:exits-at-once`);
  const row = page.getByRole('row', { name: /sample-plugin/ });
  await expect(row.getByText('Failed', { exact: true })).toBeVisible({ timeout: 90_000 });
  const panel = page.getByRole('complementary');
  await expect(panel.getByText('CONTAINER_EXITED').first()).toBeVisible();
  await expect(panel.getByText('Exit code', { exact: true })).toBeVisible();
  await expect(panel.getByRole('region', { name: 'Last log lines' }).getByRole('listitem').first()).toBeVisible();
  await expectAccessible(page);
  await uninstall(page, 'sample-plugin');
});

/** An installed, a failed and an installing plugin; the sample images stand for three plugins by other names. */
async function takePictures(page: Page): Promise<void> {
  const docker = dockerClient();
  const names = { 'broken-plugin': 'exits-at-once', 'slow-plugin': 'slow' } as const;
  for (const [name, tag] of Object.entries(names)) {
    await docker.getImage(`${SAMPLE}:${tag}`).tag({ repo: `deltadock/${name}`, tag: '1.0.0' });
    await install(page, `deltadock/${name}:1.0.0`);
  }
  await expect(page.getByRole('row', { name: /slow-plugin/ })).toContainText('s left');
  await page.getByRole('button', { name: 'broken-plugin', exact: true }).click();
  await expect(page.getByRole('complementary').getByText('CONTAINER_EXITED').first()).toBeVisible();
  for (const colorScheme of ['dark', 'light'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await page.screenshot({ path: `${PICTURES}plugins-${colorScheme}.png`, animations: 'disabled' });
  }
  for (const name of Object.keys(names)) {
    await uninstall(page, name);
    await docker.getImage(`deltadock/${name}:1.0.0`).remove();
  }
}

async function install(page: Page, image: string): Promise<void> {
  await page.getByRole('button', { name: 'Install plugin' }).click();
  const dialog = page.getByRole('dialog', { name: 'Install plugin' });
  await dialog.getByLabel('Image', { exact: true }).fill(image);
  await dialog.getByRole('button', { name: /^Install/ }).click();
  await expect(dialog).toBeHidden();
}

async function uninstall(page: Page, name: string): Promise<void> {
  const row = page.getByRole('row', { name: new RegExp(name) });
  await row.getByRole('button').click();
  await page.getByRole('complementary').getByRole('button', { name: 'Uninstall' }).click();
  await page
    .getByRole('dialog')
    .getByRole('button', { name: `Uninstall ${name}` })
    .click();
  await expect(row).toBeHidden({ timeout: 60_000 });
}
