import type { Page } from '@playwright/test';
import { AppError } from '../../shared/errors.ts';
import { fillBench } from '../support/fakes/control-door/full-bench.ts';
import { engineStatus, failedView, installedView } from '../support/fakes/control-door/views.ts';
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

test('an upgrade under way is shown in row, panel and tasks and can be cancelled; a failed one is retried', async ({
  page,
  bench: { engine, door },
}) => {
  const upgrade = { image: 'localhost:5000/csv-tools:1.1.0', step: 'pull', since: Date.now() - 4000 } as const;
  engine.show(installedView('csv-tools', { upgrade }));
  await page.goto(door.address);
  const row = page.getByRole('row', { name: /csv-tools/ });
  await expect(row).toContainText('1.0.0 → 1.1.0 is being prepared (Pull)');
  const layers = [{ id: 'a3ed95caeb02', phase: 'downloading', current: 40, total: 100 }] as const;
  engine.progress('csv-tools', { current: 40, total: 100, layers: [...layers] });
  await expect(row).toContainText('40%');
  const panel = await openPanel(page, 'csv-tools');
  await expect(panel.getByText('Prepare', { exact: true })).toBeVisible();
  await expect(panel.getByText('Switch', { exact: true })).toBeVisible();
  await expect(panel.getByRole('progressbar', { name: 'Pull: now' })).toHaveAttribute('value', '40');
  await picture(page, 'upgrade');
  await page
    .getByRole('region', { name: 'Tasks' })
    .getByRole('button', { name: 'Cancel Upgrade csv-tools:1.1.0' })
    .click();
  await expect.poll(() => engine.commands).toEqual([{ name: 'plugin.cancel', input: { plugin: 'id-csv-tools' } }]);

  engine.show(
    installedView('csv-tools', {
      lastOperation: {
        kind: 'upgrade',
        image: upgrade.image,
        startedAt: upgrade.since,
        finishedAt: Date.now(),
        outcome: 'failed',
        code: 'IMAGE_NOT_FOUND',
        message: 'The registry has no such tag.',
      },
    }),
  );
  await expect(row).toContainText('The upgrade to 1.1.0 failed: The registry has no such tag');
  await expect(panel.getByText('1.0.0 goes on serving.')).toBeVisible();
  await picture(page, 'upgrade-failed');
  await panel.getByRole('button', { name: 'Retry upgrade' }).click();
  await expect.poll(() => engine.commands.at(-1)?.name).toBe('plugin.retry');
});

test('logs are text, follow the container, and history says who did what', async ({
  page,
  bench: { engine, door },
}) => {
  fillBench(engine);
  engine.log = ['Starting csv-tools', '<img src=x onerror=alert(1)>'];
  engine.history = [
    { at: Date.now() - 60_000, actor: 'plugin', text: 'Registered as 1.0.0', state: 'INSTALLED' },
    { at: Date.now() - 90_000, actor: 'user', text: 'Restart wished', code: 'NEVER_REGISTERED' },
  ];
  await page.goto(door.address);
  await openPanel(page, 'csv-tools');
  await page.getByRole('tab', { name: 'Logs' }).click();
  const log = page.getByRole('region', { name: 'Log' });
  await expect(log.getByRole('listitem')).toHaveText(['Starting csv-tools', '<img src=x onerror=alert(1)>']);
  await expect(log.locator('img')).toHaveCount(0);
  engine.log = [...engine.log, 'One more line'];
  await expect(log.getByRole('listitem')).toHaveCount(3, { timeout: 5000 });
  await picture(page, 'logs');
  await page.getByRole('tab', { name: 'History' }).click();
  const entries = page.getByRole('list', { name: 'History' }).getByRole('listitem');
  await expect(entries).toHaveCount(2);
  await expect(entries.first()).toContainText('Registered as 1.0.0');
  await expect(entries.last()).toContainText('YouRestart wishedNEVER_REGISTERED');
  await picture(page, 'history');
});

test('the status shows the whole chain from effect to release', async ({ page, bench: { engine, door } }) => {
  fillBench(engine);
  engine.reasons = [
    { kind: 'effect', text: 'geo-enrich takes no work yet; data for its flows waits', since: Date.now() - 12_000 },
    { kind: 'cause', text: 'Its container runs; waiting for its registration.', since: Date.now() - 3000 },
    { kind: 'evidence', text: 'Container geo-enrich is running' },
    { kind: 'release', text: 'Released when it registers.', deadline: Date.now() + 57_000 },
  ];
  await page.goto(door.address);
  const panel = await openPanel(page, 'geo-enrich');
  for (const { text } of engine.reasons) await expect(panel.getByText(text, { exact: true })).toBeVisible();
  await picture(page, 'reasons');
});

test('the install dialog tells by a dry run what will happen, and drops answers that are stale', async ({
  page,
  bench: { engine, door },
}) => {
  fillBench(engine);
  engine.status(engineStatus({ directory: { id: 'a1', path: '/srv/bench', isDefault: false } }));
  const slow = Promise.withResolvers<undefined>();
  engine.dryRun = async (image) => {
    const isOld = image.endsWith(':1.0.0');
    if (isOld) await slow.promise;
    return {
      kind: isOld ? 'join' : 'upgrade',
      checks: [
        { id: 'image', title: 'The tag exists', outcome: 'ok', finding: image },
        { id: 'health-check', title: 'No health check', outcome: 'note', finding: 'Ready will mean: registered.' },
      ],
      steps: [
        { title: 'Pull the image', detail: '74.1 MB' },
        { title: 'Switch', detail: 'The version before is kept.' },
      ],
    };
  };
  await page.goto(door.address);
  await page.getByRole('button', { name: 'Install plugin' }).click();
  const dialog = page.getByRole('dialog', { name: 'Install plugin' });
  const field = dialog.getByLabel('Image', { exact: true });
  await field.fill('localhost:5000/csv-tools:1.0.0');
  await expect.poll(() => engine.dryRuns).toEqual(['localhost:5000/csv-tools:1.0.0']);
  await expect(dialog.getByText('Asking Docker and the registry…')).toBeVisible();
  await field.fill('localhost:5000/csv-tools:2.2.0');
  await expect(dialog.getByRole('button', { name: 'Upgrade' })).toBeVisible();
  slow.resolve(undefined);
  await expect(dialog.getByText('Dry run passed with 1 note; nothing has been changed yet')).toBeVisible();
  await expect(dialog.getByRole('region', { name: 'Checks' })).toContainText('localhost:5000/csv-tools:2.2.0');
  await expect(dialog.getByRole('region', { name: 'What will happen' }).getByRole('listitem')).toHaveCount(2);
  await expect(
    dialog.getByText('deltafi plugin install localhost:5000/csv-tools:2.2.0 --wait --data-dir /srv/bench'),
  ).toBeVisible();
  await picture(page, 'dry-run');
  await dialog.getByRole('button', { name: 'Upgrade' }).click();
  await expect(dialog).toBeHidden();
  expect(engine.commands.at(-1)?.name).toBe('plugin.install');
});

test('variables are set and unset, a masked one is never shown', async ({ page, bench: { engine, door } }) => {
  fillBench(engine);
  await page.goto(door.address);
  await openPanel(page, 'csv-tools');
  await page.getByRole('tab', { name: 'Variables' }).click();
  const secret = page.getByLabel('apiKey', { exact: true });
  await expect(secret).toHaveAttribute('type', 'password');
  await secret.fill('hunter2');
  await page.getByRole('button', { name: 'Set apiKey', exact: true }).click();
  await expect(page.getByText('Set; its value is never shown')).toBeVisible();
  await expect(secret).toHaveValue('');
  await page.getByLabel('greeting', { exact: true }).fill('Good day');
  await page.getByRole('button', { name: 'Set greeting', exact: true }).click();
  await expect(page.getByText('Set, default Hello')).toBeVisible();
  await picture(page, 'variables');
  await page.getByRole('button', { name: 'Unset greeting' }).click();
  await expect(page.getByText('Not set, default Hello')).toBeVisible();
  expect(engine.commands.map(({ input }) => input)).toEqual([
    { plugin: 'id-csv-tools', values: { apiKey: 'hunter2' } },
    { plugin: 'id-csv-tools', values: { greeting: 'Good day' } },
    { plugin: 'id-csv-tools', values: { greeting: null } },
  ]);
});

async function openPanel(page: Page, name: string) {
  await page.getByRole('button', { name, exact: true }).click();
  return page.getByRole('complementary', { name });
}

async function choose(page: Page, plugin: string, action: string): Promise<void> {
  await page.getByRole('button', { name: `More actions for ${plugin}` }).click();
  await page.getByRole('menuitem', { name: new RegExp(`^${action}`) }).click();
}
