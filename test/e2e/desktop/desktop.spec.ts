import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ElectronApplication } from '@playwright/test';
import { serveEngine } from '../../support/served-engine.ts';
import { repositoryRoot } from '../../support/repository.ts';
import { runProgram } from '../../support/run-program.ts';
import { expect, test as base } from './support/desktop.ts';
import { containersOf, removeObjectsOf } from './support/docker-objects.ts';
import { expectState, installPlugin, uninstallPlugin } from './support/plugin-screen.ts';

/** The desktop window on the real engine and the Docker engine that DOCKER_HOST names; `npm test` starts a private one. */
const test = base.extend<{ readonly clean: void }>({
  clean: [
    async ({ dataDirectory }, use) => {
      await use();
      await removeObjectsOf(dataDirectory);
    },
    { auto: true },
  ],
});
test.describe.configure({ timeout: 180_000 });

const SAMPLE = 'deltadock/sample-plugin';
const LAUNCHER = join(repositoryRoot, 'electron/cli/bin/deltafi.mjs');
const NO_DOCKER = { DOCKER_HOST: 'unix:///there/is/no/docker.sock' };

const engineFile = async (dataDirectory: string): Promise<{ readonly mode: string; readonly pid: number }> =>
  JSON.parse(await readFile(join(dataDirectory, 'engine.json'), 'utf8')) as { mode: string; pid: number };

/** Answers the next questions of the window with their button of this name, and keeps their words. */
async function answerQuestions(app: ElectronApplication, button: string): Promise<() => Promise<readonly string[]>> {
  await app.evaluate(({ dialog }, wanted) => {
    const scope = globalThis as unknown as { asked: string[] };
    scope.asked = [];
    dialog.showMessageBox = async (...given: readonly unknown[]) => {
      const { detail, buttons } = given.at(-1) as { readonly detail: string; readonly buttons: readonly string[] };
      scope.asked.push(detail);
      return { response: buttons.indexOf(wanted), checkboxChecked: false };
    };
  }, button);
  return () => app.evaluate(() => (globalThis as unknown as { asked: string[] }).asked);
}

test.beforeAll(() => {
  if (!process.env['DOCKER_HOST']) throw new Error('Set DOCKER_HOST to a Docker engine with the sample images.');
});

test('a first start shows an empty bench and a Docker that answers, and ends in order', async ({
  launch,
  dataDirectory,
}) => {
  const { page, app, end } = await launch();
  await expect(page.getByRole('heading', { name: 'Your bench is empty' })).toBeVisible();
  await expect(page.getByText('In this window')).toBeVisible();
  await expect(page.getByText(/^Docker \d/).first()).toBeVisible();
  expect(await engineFile(dataDirectory)).toMatchObject({ mode: 'desktop', pid: app.process().pid });
  expect(await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().map((one) => one.getTitle()))).toEqual(
    ['DeltaDock'],
  );
  expect(await end()).toBe(0);
  await expect(engineFile(dataDirectory)).rejects.toThrow();
});

test('a first start without Docker says so, is usable, and goes on', async ({ launch }) => {
  const { page } = await launch({ environment: NO_DOCKER });
  await expect(page.getByText('Docker is not reachable').first()).toBeVisible();
  await expect(page.getByRole('heading', { name: 'Your bench is empty' })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Install plugin' })).toBeEnabled();
});

test('a plugin is installed with progress, survives a quit that says what stays, and is uninstalled', async ({
  launch,
  dataDirectory,
}) => {
  const first = await launch();
  await installPlugin(first.page, `${SAMPLE}:1.0.0`);
  await expect(first.page.getByRole('status').or(first.page.getByRole('progressbar')).first()).toBeVisible();
  await expectState(first.page, 'sample-plugin', 'Installed');
  const [before] = await containersOf(dataDirectory);
  expect(before?.isRunning).toBe(true);

  const stay = await answerQuestions(first.app, 'Cancel');
  await first.app.evaluate(({ app }) => app.quit());
  await expect.poll(stay).toHaveLength(1);
  expect((await stay())[0]).toContain('stopped and kept, and start again with DeltaDock: sample-plugin');
  await expectState(first.page, 'sample-plugin', 'Installed');

  await answerQuestions(first.app, 'Stop plugins and quit');
  await first.app.evaluate(({ app }) => app.quit()).catch(() => undefined);
  expect(await first.ended()).toBe(0);
  expect(await containersOf(dataDirectory)).toMatchObject([{ id: before?.id, isRunning: false }]);

  const second = await launch();
  await expectState(second.page, 'sample-plugin', 'Installed');
  expect(await containersOf(dataDirectory)).toMatchObject([{ id: before?.id, isRunning: true }]);
  await uninstallPlugin(second.page, 'sample-plugin');
  await expect.poll(() => containersOf(dataDirectory)).toEqual([]);
});

test('an install that fails leaves its evidence', async ({ launch }) => {
  const { page } = await launch();
  await installPlugin(page, `${SAMPLE}:exits-at-once`);
  await expectState(page, 'sample-plugin', 'Failed');
  const panel = page.getByRole('complementary');
  await expect(panel.getByText('CONTAINER_EXITED').first()).toBeVisible();
  await expect(panel.getByRole('region', { name: 'Last log lines' }).getByRole('listitem').first()).toBeVisible();
});

test('plugins may be left running, and the next window finds them untouched', async ({ launch, dataDirectory }) => {
  const first = await launch();
  await installPlugin(first.page, `${SAMPLE}:1.0.0`);
  await expectState(first.page, 'sample-plugin', 'Installed');
  const before = await containersOf(dataDirectory);
  await answerQuestions(first.app, 'Leave plugins running and quit');
  await first.app.evaluate(({ app }) => app.quit()).catch(() => undefined);
  expect(await first.ended()).toBe(0);
  expect(await containersOf(dataDirectory)).toEqual(before);
  const second = await launch();
  await expectState(second.page, 'sample-plugin', 'Installed');
  expect(await containersOf(dataDirectory)).toEqual(before);
});

test('the engine of a command hands over to the window, and no container is started anew', async ({
  launch,
  dataDirectory,
}) => {
  const install = [
    process.execPath,
    LAUNCHER,
    'plugin',
    'install',
    `${SAMPLE}:1.0.0`,
    '--wait',
    '--data-dir',
    dataDirectory,
  ];
  expect(await runProgram(install, { timeoutMs: 120_000 })).toMatchObject({ code: 0 });
  const borrowed = await engineFile(dataDirectory);
  expect(borrowed.mode).toBe('borrowed');
  const before = await containersOf(dataDirectory);
  expect(before).toMatchObject([{ isRunning: true }]);

  const { page, app, ended } = await launch();
  await expectState(page, 'sample-plugin', 'Installed');
  await expect(page.getByText('In this window')).toBeVisible();
  expect(await engineFile(dataDirectory)).toMatchObject({ mode: 'desktop', pid: app.process().pid });
  await expect.poll(() => isAlive(borrowed.pid)).toBe(false);
  expect(await containersOf(dataDirectory)).toEqual(before);

  const list = [process.execPath, LAUNCHER, 'plugin', 'list', '--plain', '--data-dir', dataDirectory];
  expect((await runProgram(list)).stdout).toContain('INSTALLED');
  expect((await engineFile(dataDirectory)).pid).toBe(app.process().pid);
  const stop = [process.execPath, LAUNCHER, 'stop', '--data-dir', dataDirectory];
  expect(await runProgram(stop)).toMatchObject({ code: 0 });
  expect(await ended()).toBe(0);
});

test('the window is a client of `deltafi serve`, says so, follows its restart, and leaves it running', async ({
  launch,
  dataDirectory,
}) => {
  const served = await serveEngine({ dataDirectory });
  const { page, app, end } = await launch();
  await expect(page.getByRole('heading', { name: 'Your bench is empty' })).toBeVisible();
  expect(await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().map((one) => one.getTitle()))).toEqual(
    ['DeltaDock (engine of deltafi serve)'],
  );
  await expect(page.getByText('In this window')).toBeHidden();
  await served.stop();
  const again = await serveEngine({ dataDirectory });
  await served.ended;
  await again.client.call('settings.update', { stopGrace: 9 });
  await expect
    .poll(() => page.evaluate(() => (window as unknown as Desktop).deltadock.invoke('settings.get', {})))
    .toMatchObject({ ok: true, value: { stopGrace: 9 } });
  expect(await end()).toBe(0);
  expect((await again.client.call('engine.status', {})).mode).toBe('serve');
  await again.stop();
});

test('a second start brings the window of the first to the front', async ({ launch }) => {
  const { app } = await launch();
  const shown = () =>
    app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().map((one) => one.isMinimized()));
  await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.minimize());
  expect(await shown()).toEqual([true]);
  await expect(launch()).rejects.toThrow();
  await expect.poll(shown).toEqual([false]);
});

test('place and theme of the window are kept', async ({ launch }) => {
  const first = await launch();
  await first.app.evaluate(({ BrowserWindow, Menu }) => {
    BrowserWindow.getAllWindows()[0]?.setBounds({ x: 40, y: 50, width: 1100, height: 700 });
    Menu.getApplicationMenu()?.getMenuItemById('theme-dark')?.click();
  });
  await first.end();
  const second = await launch();
  const kept = await second.app.evaluate(({ BrowserWindow, nativeTheme }) => ({
    bounds: BrowserWindow.getAllWindows()[0]?.getBounds(),
    theme: nativeTheme.themeSource,
  }));
  expect(kept).toEqual({ bounds: { x: 40, y: 50, width: 1100, height: 700 }, theme: 'dark' });
});

interface Desktop {
  readonly deltadock: { readonly invoke: (name: string, input: unknown) => Promise<unknown> };
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
