import type { Page } from '@playwright/test';
import { AppError } from '../../shared/errors.ts';
import { fillBench } from '../support/fakes/control-door/full-bench.ts';
import { failedView } from '../support/fakes/control-door/views.ts';
import { expect, test } from './support/bench.ts';
import { picture } from './support/screens.ts';

const FROM = { image: 'localhost:5000/csv-tools:1.0.0', version: '1.0.0' } as const;

test('a failed upgrade goes back by one button, retry stands in the menu', async ({
  page,
  bench: { engine, door },
}) => {
  engine.show({ ...failedView('csv-tools'), canRollback: true, rollbackTo: FROM });
  await page.goto(door.address);
  await expect(page.getByRole('row', { name: /csv-tools/ })).toContainText('Rollback available to 1.0.0');
  const panel = await openPanel(page, 'csv-tools');
  await expect(panel.getByText('deltafi plugin rollback csv-tools', { exact: true })).toBeVisible();
  await picture(page, 'rollback');
  await panel.getByRole('button', { name: 'Roll back to 1.0.0' }).click();
  await expect.poll(() => engine.commands).toEqual([{ name: 'plugin.rollback', input: { plugin: 'id-csv-tools' } }]);
  await choose(page, 'csv-tools', 'Retry');
  await expect(panel.getByText('Waiting for its turn.')).toBeVisible();
  expect(engine.commands.at(-1)).toEqual({ name: 'plugin.retry', input: { plugin: 'id-csv-tools' } });
});

test('the menu restarts, recreates and watches, each with its CLI twin; a refusal says what to do', async ({
  page,
  bench: { engine, door },
}) => {
  fillBench(engine);
  await page.goto(door.address);
  const panel = await openPanel(page, 'csv-tools');
  const more = panel.getByRole('button', { name: 'More actions for csv-tools' });
  await more.click();
  const menu = page.getByRole('menu');
  await expect(menu.getByRole('menuitem')).toHaveText([
    /^Restart/,
    /^Recreate container/,
    /^Watch its tag/,
    /^Disable/,
    /^Uninstall/,
  ]);
  await expect(menu.getByText('deltafi plugin restart csv-tools --recreate', { exact: true })).toBeVisible();
  await picture(page, 'actions-menu');
  await page.keyboard.press('Escape');
  await expect(menu).toBeHidden();
  await expect(panel).toBeVisible();
  await expect(more).toBeFocused();

  await choose(page, 'csv-tools', 'Restart');
  await choose(page, 'csv-tools', 'Recreate container');
  await choose(page, 'csv-tools', 'Watch its tag');
  await choose(page, 'csv-tools', 'Stop watching its tag');
  const plugin = 'id-csv-tools';
  await expect
    .poll(() => engine.commands)
    .toEqual([
      { name: 'plugin.restart', input: { plugin } },
      { name: 'plugin.restart', input: { plugin, recreate: true } },
      { name: 'plugin.watch', input: { plugin, on: true } },
      { name: 'plugin.watch', input: { plugin, on: false } },
    ]);

  engine.refusal = new AppError('NOT_AVAILABLE', 'csv-tools is INSTALLING.');
  await choose(page, 'csv-tools', 'Restart');
  await expect(panel.getByRole('alert')).toContainText('csv-tools is INSTALLING.');
  await expect(panel.getByRole('alert')).toContainText('NOT_AVAILABLE');
});

test('disabling says what stops and what is kept, and enabling takes it back', async ({
  page,
  bench: { engine, door },
}) => {
  fillBench(engine);
  await page.goto(door.address);
  const panel = await openPanel(page, 'csv-tools');
  await choose(page, 'csv-tools', 'Disable…');
  const dialog = page.getByRole('dialog', { name: 'Disable csv-tools?' });
  await expect(dialog.getByRole('button', { name: 'Keep it enabled' })).toBeFocused();
  await expect(dialog).toContainText('Its flows reject data while it is disabled');
  await expect(dialog).toContainText('Its container, its record and its variables are kept');
  await picture(page, 'disable');
  await page.keyboard.press('Escape');
  await expect(panel.getByRole('button', { name: 'More actions for csv-tools' })).toBeFocused();
  expect(engine.commands).toEqual([]);

  await choose(page, 'csv-tools', 'Disable…');
  await dialog.getByRole('button', { name: 'Disable csv-tools' }).click();
  await expect(dialog).toBeHidden();
  await expect(page.getByRole('row', { name: /csv-tools/ })).toContainText('Disabled');
  await panel.getByRole('button', { name: 'Enable' }).click();
  await expect(page.getByRole('row', { name: /csv-tools/ })).not.toContainText('Disabled');
  expect(engine.commands.map(({ name }) => name)).toEqual(['plugin.disable', 'plugin.enable']);
});

test('an uninstall can be undone from its toast', async ({ page, bench: { engine, door } }) => {
  fillBench(engine);
  await page.goto(door.address);
  await openPanel(page, 'csv-tools');
  await choose(page, 'csv-tools', 'Uninstall…');
  await page.getByRole('dialog').getByRole('button', { name: 'Uninstall csv-tools' }).click();
  await expect(page.getByRole('row', { name: /csv-tools/ })).toContainText('Removing');
  engine.remove('csv-tools');
  const results = page.getByRole('list', { name: 'Results' });
  await expect(results).toContainText('csv-tools is uninstalled');
  await results.getByRole('button', { name: 'Undo' }).click();
  await expect(page.getByRole('row', { name: /csv-tools/ })).toContainText('Pending');
  expect(engine.commands.at(-1)).toEqual({ name: 'plugin.undoUninstall', input: { plugin: 'csv-tools' } });
});

async function openPanel(page: Page, name: string) {
  await page.getByRole('button', { name, exact: true }).click();
  return page.getByRole('complementary', { name });
}

async function choose(page: Page, plugin: string, action: string): Promise<void> {
  await page.getByRole('button', { name: `More actions for ${plugin}` }).click();
  await page.getByRole('menuitem', { name: new RegExp(`^${action}`) }).click();
}
