import type { PullProgress } from '../../shared/model/progress.ts';
import { AppError } from '../../shared/errors.ts';
import { fillBench } from '../support/fakes/control-door/full-bench.ts';
import { dockerDown, dockerUp, failedView, installedView, pluginView } from '../support/fakes/control-door/views.ts';
import { expectAccessible } from './support/axe.ts';
import { expect, test } from './support/bench.ts';
import { picture } from './support/screens.ts';

const PULL: PullProgress = {
  current: 94_200_000,
  total: 154_000_000,
  layers: [
    { id: 'a3ed95caeb02', phase: 'present', current: 4_100_000, total: 4_100_000 },
    { id: 'f2c81d07a9b1', phase: 'done', current: 28_600_000, total: 28_600_000 },
    { id: '9be0714c55aa', phase: 'extracting', current: 31_000_000, total: 38_400_000 },
    { id: '07d4aa52c1d8', phase: 'downloading', current: 30_500_000, total: 61_200_000 },
    { id: 'c6610e9f2b44', phase: 'downloading', current: 100_000, total: 21_700_000 },
    { id: '5fa20b33e7d6', phase: 'waiting', current: 0 },
  ],
};

test('an empty bench greets with a field for the first image and says whether this machine is ready', async ({
  page,
  bench,
}) => {
  await page.goto(bench.door.address);
  await expect(page.getByRole('heading', { name: 'Your bench is empty' })).toBeVisible();
  await expect(page.getByText('API 1.47, answers in 3 ms')).toBeVisible();
  await expect(page.getByText('Docker 27.3.1', { exact: true })).toBeVisible();
  await picture(page, 'empty');

  const field = page.getByLabel('Image of the plugin');
  await field.fill('Bad/Image');
  await expect(field).toHaveAccessibleDescription(/must be lower case/);
  await expect(page.getByRole('button', { name: 'Install', exact: true })).toBeDisabled();
  await field.fill('deltadock/sample-plugin:1.0.0');
  await page.getByRole('button', { name: 'Install', exact: true }).click();
  await expect(page.getByRole('complementary', { name: 'sample-plugin' })).toBeVisible();
  expect(bench.engine.commands).toEqual([
    { name: 'plugin.install', input: { image: 'deltadock/sample-plugin:1.0.0' } },
  ]);
});

test('the token leaves the address bar and a reload still works', async ({ page, bench }) => {
  await page.goto(bench.door.address);
  await expect(page.getByRole('heading', { name: 'Plugins' })).toBeVisible();
  expect(page.url()).not.toContain('token');
  await page.reload();
  await expect(page.getByRole('heading', { name: 'Your bench is empty' })).toBeVisible();
});

test('plugins in every state are shown with word, reason and since; a pull shows every layer and one total', async ({
  page,
  bench: { engine, door },
}) => {
  fillBench(engine);
  await page.goto(`${door.address}`);
  await expect(page.getByRole('row')).toHaveCount(11);
  const failed = page.getByRole('row', { name: /ocr-lite/ });
  await expect(failed).toContainText('Failed');
  await expect(failed).toContainText('6 min');
  await expect(page.getByRole('row', { name: /edi-parser/ })).toContainText('Installed, attached');

  engine.progress('s3-archive-sink', { ...PULL, current: 60_000_000 });
  await expect(page.getByRole('row', { name: /s3-archive-sink/ })).toContainText('38%');
  await page.getByRole('button', { name: '3 tasks' }).click();
  engine.progress('s3-archive-sink', PULL);
  const tasks = page.getByRole('region', { name: 'Tasks' });
  await expect(tasks.getByText(/94\.2 of 154 MB/)).toBeVisible();
  await expect(tasks.getByText(/2 of 6 layers/)).toBeVisible();
  await expect(tasks.getByText('30.5 of 61.2 MB')).toBeVisible();
  await expect(tasks.getByRole('progressbar', { name: /Layer 07d4aa52c1d8/ })).toHaveAttribute('value', '50');
  await page.getByRole('button', { name: 'geo-enrich', exact: true }).click();
  await expect(page.getByText('Released when it registers.')).toBeVisible();
  await expect(page.getByText(/5\d s left/).first()).toBeVisible();
  await picture(page, 'plugins');

  await page.getByRole('radio', { name: 'High contrast' }).check();
  await picture(page, 'plugins-contrast');
  await page.getByRole('radio', { name: 'As the system' }).check();

  await page.getByRole('radio', { name: /Failed/ }).check();
  await expect(page.getByRole('row')).toHaveCount(2);
  await page.getByRole('radio', { name: 'All' }).check();
  await page.getByRole('searchbox', { name: 'Filter plugins' }).fill('attached');
  await expect(page.getByText('No plugin matches.')).toBeVisible();
  await page.getByRole('button', { name: 'Show all' }).click();
  await expect(page.getByRole('row')).toHaveCount(11);
});

test('a failed plugin shows code, cause, evidence with its telling line, exit code and next step', async ({
  page,
  bench: { engine, door },
}) => {
  fillBench(engine);
  await page.goto(door.address);
  await page.getByRole('button', { name: 'ocr-lite' }).click();
  const panel = page.getByRole('complementary', { name: 'ocr-lite' });
  await expect(panel.getByText('CONTAINER_EXITED').first()).toBeVisible();
  await expect(panel.getByText('The container ended before the plugin registered', { exact: true })).toBeVisible();
  await expect(panel.getByRole('listitem').filter({ hasText: 'ModuleNotFoundError' })).toHaveCSS(
    'background-color',
    'rgb(50, 23, 19)',
  );
  await expect(panel.getByText('Exit code', { exact: true })).toBeVisible();
  await picture(page, 'failed');

  engine.refusal = new AppError('DISK_FULL', 'The data directory’s disk is full.');
  await panel.getByRole('button', { name: 'Retry' }).click();
  await expect(panel.getByRole('alert')).toContainText('DISK_FULL');
  engine.refusal = undefined;
  await panel.getByRole('alert').getByRole('button', { name: 'Try again' }).click();
  await expect(panel.getByText('Waiting for its turn.')).toBeVisible();
  expect(engine.commands.at(-1)).toEqual({
    name: 'plugin.retry',
    input: { plugin: 'id-ocr-lite' },
  });
});

test('tabs show the container and what the plugin registered', async ({ page, bench: { engine, door } }) => {
  fillBench(engine);
  await page.goto(door.address);
  await page.getByRole('button', { name: 'csv-tools' }).click();
  await page.getByRole('tab', { name: 'Container' }).click();
  await expect(page.getByRole('tabpanel')).toContainText('2 GiB');
  await picture(page, 'container');
  await page.getByRole('tab', { name: 'Actions 2' }).click();
  await expect(page.getByRole('tabpanel')).toContainText('Writes the content in upper case.');
  await picture(page, 'actions');
  await page.getByRole('tab', { name: 'Flows 1' }).click();
  await expect(page.getByRole('tabpanel')).toContainText('REST_DATA_SOURCE');
  await page.getByRole('tab', { name: 'Variables 2' }).click();
  await expect(page.getByRole('tabpanel')).toContainText('STRING, required');
});

test('the install dialog checks the reference while it is typed and says what will happen', async ({
  page,
  bench: { engine, door },
}) => {
  fillBench(engine);
  await page.goto(door.address);
  await page.getByRole('button', { name: 'Install plugin' }).click();
  const dialog = page.getByRole('dialog', { name: 'Install plugin' });
  const field = dialog.getByLabel('Image');
  await expect(field).toBeFocused();
  await field.fill('registry.lab.local/Vision/page-split');
  await expect(field).toHaveAccessibleDescription('The repository name must be lower case.');
  await picture(page, 'install-problem');
  await field.fill('registry.lab.local/vision/page-split:1.0.0');
  await dialog.getByRole('radio', { name: 'Always' }).check();
  await expect(
    dialog.getByText('deltafi plugin install registry.lab.local/vision/page-split:1.0.0 --wait --pull always'),
  ).toBeVisible();
  await picture(page, 'install');
  engine.refusal = new AppError('PLUGIN_REMOVING', 'page-split is being removed.');
  await dialog.getByRole('button', { name: /^Install/ }).click();
  await expect(dialog.getByRole('alert')).toContainText('Wait until it is gone');
  await picture(page, 'install-refused');
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
  await expect(page.getByRole('button', { name: 'Install plugin' })).toBeFocused();
});

test('installing by keyboard alone, from the shortcut to the panel, and back to the row', async ({
  page,
  bench: { engine, door },
}) => {
  engine.show(installedView('csv-tools'));
  await page.goto(door.address);
  await expect(page.getByRole('row', { name: /csv-tools/ })).toBeVisible();
  await page.keyboard.press('Control+i');
  await expect(page.getByLabel('Image', { exact: true })).toBeFocused();
  await page.keyboard.type('deltadock/sample-plugin:1.0.0');
  await page.keyboard.press('Tab');
  await expect(page.getByRole('radio', { name: 'If missing' })).toBeFocused();
  await page.keyboard.press('ArrowRight');
  await expect(page.getByRole('radio', { name: 'Always' })).toBeChecked();
  await page.keyboard.press('Shift+Tab');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('complementary', { name: 'sample-plugin' })).toBeVisible();
  expect(engine.commands.at(-1)?.input).toEqual({ image: 'deltadock/sample-plugin:1.0.0', pull: 'always' });

  await page.keyboard.press('Escape');
  await expect(page.getByRole('complementary')).toBeHidden();
  await expect(page.getByRole('button', { name: 'sample-plugin', exact: true })).toBeFocused();
  await page.keyboard.press('ArrowUp');
  await expect(page.getByRole('button', { name: 'csv-tools', exact: true })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'csv-tools' })).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('button', { name: 'csv-tools', exact: true })).toBeFocused();
  await page.keyboard.press('/');
  await expect(page.getByRole('searchbox', { name: 'Filter plugins' })).toBeFocused();
});

test('what the engine says is seen within a second, and told once when nobody looks', async ({
  page,
  bench: { engine, door },
}) => {
  engine.show(pluginView({ name: 'sample-plugin', installState: 'INSTALLING', step: 'register' }));
  await page.goto(door.address);
  const row = page.getByRole('row', { name: /sample-plugin/ });
  await expect(row).toContainText('Installing');
  const said = performance.now();
  engine.show(installedView('sample-plugin', { since: Date.now() }));
  await expect(row.getByText('Installed', { exact: true })).toBeVisible({ timeout: 1000 });
  expect(performance.now() - said).toBeLessThan(1000);
  const result = page.getByRole('list', { name: 'Results' });
  await expect(result).toContainText('sample-plugin 1.0.0 is installed');
  await expect(page.getByRole('status')).toContainText('sample-plugin 1.0.0 is installed');
  await result.getByRole('button', { name: 'Show' }).click();
  await expect(page.getByRole('complementary', { name: 'sample-plugin' })).toBeVisible();
  await expect(result).toBeHidden();

  engine.show(installedView('csv-tools'));
  await page.getByRole('button', { name: 'csv-tools' }).click();
  engine.show(failedView('sample-plugin', { code: 'NEVER_REGISTERED' }));
  await expect(result).toContainText('sample-plugin failed');
  await picture(page, 'failed-toast');
});

test('uninstalling names what goes, with the safe choice focused, and ends when the plugin is gone', async ({
  page,
  bench: { engine, door },
}) => {
  fillBench(engine);
  await page.goto(door.address);
  await page.getByRole('button', { name: 'csv-tools' }).click();
  await page.getByRole('button', { name: 'Uninstall' }).click();
  const dialog = page.getByRole('dialog', { name: 'Uninstall csv-tools?' });
  await expect(dialog.getByRole('button', { name: 'Keep it' })).toBeFocused();
  await expect(dialog).toContainText('2 actions, 1 flow, 2 variables');
  await picture(page, 'uninstall');
  await page.keyboard.press('Enter');
  await expect(dialog).toBeHidden();
  expect(engine.commands).toEqual([]);
  await expect(page.getByRole('button', { name: 'Uninstall' })).toBeFocused();
  await page.keyboard.press('Enter');
  await dialog.getByRole('button', { name: 'Uninstall csv-tools' }).click();
  await expect(page.getByRole('row', { name: /csv-tools/ })).toContainText('Removing');
  engine.remove('csv-tools');
  await expect(page.getByRole('row', { name: /csv-tools/ })).toBeHidden();
  await expect(page.getByRole('complementary')).toBeHidden();
  await expect(page.getByRole('status')).toContainText('csv-tools is uninstalled');
});

test('without Docker everything is last known, and it recovers by itself', async ({
  page,
  bench: { engine, door },
}) => {
  fillBench(engine);
  await page.goto(door.address);
  await expect(page.getByRole('row')).toHaveCount(11);
  engine.docker(dockerDown());
  engine.change('csv-tools', { fresh: false });
  await expect(page.getByText(/Docker is not reachable: nothing listens/)).toBeVisible();
  await expect(page.getByText(/Everything shown is last known, 1\d s ago/)).toBeVisible();
  await expect(page.getByRole('row', { name: /csv-tools/ })).toContainText('Installed, last known');
  await picture(page, 'docker-down');
  engine.docker(dockerUp());
  engine.change('csv-tools', { fresh: true });
  await expect(page.getByText(/Docker is not reachable:/)).toBeHidden();
  await expect(page.getByRole('row', { name: /csv-tools/ }).getByText('Installed', { exact: true })).toBeVisible();
});

test('first run without Docker says what is missing', async ({ page, bench: { engine, door } }) => {
  engine.docker(dockerDown());
  engine.checks = [
    {
      id: 'docker',
      title: 'Docker Engine',
      outcome: 'problem',
      finding: 'Nothing listens at unix:///var/run/docker.sock.',
      next: 'Start Docker: sudo systemctl start docker',
    },
    { id: 'core', title: 'Core API', outcome: 'ok', finding: 'http://127.0.0.1:8042' },
    { id: 'bridge', title: 'Reach from containers', outcome: 'skipped', finding: 'Needs Docker.' },
  ];
  await page.goto(door.address);
  await expect(page.getByText('Start Docker: sudo systemctl start docker')).toBeVisible();
  await picture(page, 'empty-docker-down');
});

test.describe('when the engine goes', () => {
  test.use({
    tolerates: { complaints: [/ERR_CONNECTION_REFUSED/, /ERR_INCOMPLETE_CHUNKED_ENCODING/, /status of 401/] },
  });

  test('the page says so, keeps what it knew, and resynchronises by itself', async ({
    page,
    bench: { engine, door },
  }) => {
    fillBench(engine);
    await page.goto(door.address);
    await expect(page.getByRole('row')).toHaveCount(11);
    await door.close();
    await expect(page.getByText('The engine does not answer.')).toBeVisible();
    await expect(page.getByRole('row', { name: /csv-tools/ })).toContainText('Installed, last known');
    await picture(page, 'engine-gone');
    engine.remove('csv-tools');
    await door.reopen();
    await expect(page.getByText('The engine does not answer.')).toBeHidden();
    await expect(page.getByRole('row')).toHaveCount(10);
  });

  test('an engine that was started anew refuses the old token, and the page says what to open', async ({
    page,
    bench: { engine, door },
  }) => {
    fillBench(engine);
    await page.goto(door.address);
    await expect(page.getByRole('row')).toHaveCount(11);
    await door.close();
    await door.reopen('another-token');
    await expect(page.getByText('The engine was started anew and no longer knows this page.')).toBeVisible();
  });
});

test('without a token the page says how to get one', async ({ page, bench: { door } }) => {
  await page.goto(door.address.slice(0, door.address.indexOf('#')));
  await expect(page.getByText(/opened without its token/)).toBeVisible();
  await picture(page, 'no-token');
});

test.describe('the checks of these tests', () => {
  test.use({ tolerates: { complaints: [/style-src/, /Content Security Policy/] } });

  test('notice a violation of the policy and a control without a name', async ({ page, bench }) => {
    await page.goto(bench.door.address);
    await expect(page.getByRole('heading', { name: 'Your bench is empty' })).toBeVisible();
    await expectAccessible(page);
    await page.evaluate(() => {
      document.body.append(document.createElement('button'));
      const style = document.createElement('style');
      style.textContent = 'body { color: red }';
      document.head.append(style);
    });
    await expect(expectAccessible(page)).rejects.toThrow('button-name');
    expect(bench.complaints.join('\n')).toContain('policy style-src');
  });
});
