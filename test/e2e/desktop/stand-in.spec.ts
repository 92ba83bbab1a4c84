import type { Page } from '@playwright/test';
import { electronProgram } from './support/electron-program.ts';
import { type Desktop, expect, type LaunchOptions, test as base } from './support/desktop.ts';
import { plantTinyApp, type TinySources } from './support/tiny-app.ts';

/**
 * What the stand-in claims, tried with small applications that know nothing of it. The same tests hold for a real
 * Electron, but for those about what is taken away.
 */
const test = base.extend<{ tiny: (sources: TinySources, options?: LaunchOptions) => Promise<Desktop> }>({
  tiny: async ({ launch }, use) => {
    const planted: { remove(): Promise<void> }[] = [];
    await use(async (sources, options = {}) => {
      const application = await plantTinyApp(sources);
      planted.push(application);
      const desktop = await launch({ tolerates: /./, ...options, application: application.path });
      await desktop.page.getByText('tiny').waitFor();
      return desktop;
    });
    for (const application of planted) await application.remove();
  },
});

const BRIDGE = `
const { contextBridge, ipcRenderer } = require('electron');
contextBridge.exposeInMainWorld('api', {
  version: 7,
  add: (a, b) => a + b,
  fail: () => { throw new Error('on purpose'); },
  invoke: (...args) => ipcRenderer.invoke('echo', ...args),
  unheard: () => ipcRenderer.invoke('unheard'),
  listen: (listener) => { const own = (event, ...args) => listener(...args); ipcRenderer.on('news', own); return () => ipcRenderer.off('news', own); },
  send: (...args) => ipcRenderer.send('note', ...args),
});
`;

interface TinyWindow {
  readonly api: {
    readonly version: number;
    readonly add: (a: number, b: number) => number;
    readonly fail: () => void;
    readonly invoke: (...args: readonly unknown[]) => Promise<unknown>;
    readonly unheard: () => Promise<unknown>;
    readonly listen: (listener: (...args: readonly unknown[]) => void) => () => void;
    readonly send: (...args: readonly unknown[]) => void;
  };
  heard: unknown[];
}

const seenBy = (desktop: Desktop): Promise<unknown[]> =>
  desktop.app.evaluate(() => (globalThis as unknown as { seen: unknown[] }).seen);

test('the preload script lives in a world of its own and hands over what it exposes', async ({ tiny }) => {
  const { page } = await tiny({ preload: `${BRIDGE}\nglobalThis.hidden = 1;` });
  const found = await page.evaluate(() => {
    const { api } = window as unknown as TinyWindow;
    const thrown: string[] = [];
    try {
      api.fail();
    } catch (error) {
      thrown.push(String(error));
    }
    return {
      keys: Object.keys(api),
      version: api.version,
      sum: api.add(2, 3),
      thrown,
      isFrozen: Object.isFrozen(api),
      others: ['hidden', 'process', 'require', 'module', 'ipcRenderer'].filter((name) => name in window),
    };
  });
  expect(found).toEqual({
    keys: ['version', 'add', 'fail', 'invoke', 'unheard', 'listen', 'send'],
    version: 7,
    sum: 5,
    thrown: ['Error: on purpose'],
    isFrozen: true,
    others: [],
  });
});

test('a message arrives as a structured clone would, both ways', async ({ tiny }) => {
  const desktop = await tiny({ preload: BRIDGE, main: `ipcMain.handle('echo', (event, ...args) => args);` });
  const found = await desktop.page.evaluate(async () => {
    const { api } = window as unknown as TinyWindow;
    const cycle: Record<string, unknown> = { name: 'cycle' };
    cycle['self'] = cycle;
    const [plain, date, map, set, bytes, none, big, odd, hostile, back] = (await api.invoke(
      { a: [1, 'ü', null, { b: undefined }] },
      new Date(86_400_000),
      new Map([['k', [1]]]),
      new Set([1, 2]),
      new Uint8Array([0, 255, 7]),
      undefined,
      123n,
      [Number.NaN, -0, Number.POSITIVE_INFINITY],
      JSON.parse('{"__proto__":{"polluted":1}}'),
      cycle,
    )) as unknown[];
    const ring = back as { readonly self: unknown };
    return {
      plain,
      date: (date as Date).toISOString(),
      map: [...(map as Map<string, unknown>)],
      set: [...(set as Set<unknown>)],
      bytes: [...(bytes as Uint8Array)],
      isNone: none === undefined,
      big: String(big),
      odd: (odd as number[]).map((one) => (Object.is(one, -0) ? '-0' : String(one))),
      hostileKeys: Object.keys(hostile as object),
      polluted: ({} as { polluted?: number }).polluted,
      isRing: ring.self === ring,
    };
  });
  expect(found).toEqual({
    plain: { a: [1, 'ü', null, { b: undefined }] },
    date: '1970-01-02T00:00:00.000Z',
    map: [['k', [1]]],
    set: [1, 2],
    bytes: [0, 255, 7],
    isNone: true,
    big: '123',
    odd: ['NaN', '-0', 'Infinity'],
    hostileKeys: ['__proto__'],
    polluted: undefined,
    isRing: true,
  });
});

test('a call without a handler, or whose handler throws, rejects; a function cannot be sent', async ({ tiny }) => {
  const { page } = await tiny({
    preload: BRIDGE,
    main: `ipcMain.handle('echo', () => { throw new Error('inside'); });`,
  });
  const outcomes = await page.evaluate(async () => {
    const { api } = window as unknown as TinyWindow;
    const told = (call: () => Promise<unknown>): Promise<string> =>
      Promise.resolve()
        .then(call)
        .then(
          () => 'resolved',
          (error: unknown) => (error as Error).message,
        );
    return [await told(() => api.invoke(1)), await told(() => api.unheard()), await told(() => api.invoke(() => 1))];
  });
  expect(outcomes[0]).toBe("Error invoking remote method 'echo': Error: inside");
  expect(outcomes[1]).toContain("No handler registered for 'unheard'");
  expect(outcomes[2]).toContain('could not be cloned');
});

test('the main process sends to the page, whose listener can be taken away', async ({ tiny }) => {
  const desktop = await tiny({ preload: BRIDGE });
  const { page, app } = desktop;
  await page.evaluate(() => {
    const own = window as unknown as TinyWindow & { stop: () => void };
    own.heard = [];
    own.stop = own.api.listen((...args) => own.heard.push(args));
  });
  const send = (what: string) =>
    app.evaluate(
      ({ BrowserWindow }, text) => BrowserWindow.getAllWindows()[0]?.webContents.send('news', text, 1),
      what,
    );
  const heard = (): Promise<unknown> => page.evaluate(() => (window as unknown as TinyWindow).heard);
  await send('first');
  await expect.poll(heard).toEqual([['first', 1]]);
  await page.evaluate(() => (window as unknown as { stop: () => void }).stop());
  await send('second');
  await page.evaluate(() =>
    (window as unknown as TinyWindow).api.listen((...args) => (window as unknown as TinyWindow).heard.push(args)),
  );
  await send('third');
  await expect.poll(heard).toEqual([
    ['first', 1],
    ['third', 1],
  ]);
});

test('a message names its sender: window, frame and address, by the name of the scheme', async ({ tiny }) => {
  const desktop = await tiny({
    preload: BRIDGE,
    main: `ipcMain.on('note', (event, text) => note(text, event.senderFrame.url, event.senderFrame.origin, event.senderFrame.parent, event.sender.id === win.webContents.id));`,
  });
  await desktop.page.evaluate(() => (window as unknown as TinyWindow).api.send('hello'));
  await expect.poll(() => seenBy(desktop)).toEqual([['hello', 'tiny://app/', 'tiny://app', null, true]]);
  expect(
    await desktop.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.webContents.getURL()),
  ).toBe('tiny://app/');
});

const PROBES: Readonly<Record<string, (page: Page) => Promise<unknown>>> = {
  inlineScript: (page) =>
    page.evaluate(() => {
      const script = document.createElement('script');
      script.textContent = 'window.ran = true';
      document.body.append(script);
      return (window as unknown as { ran?: boolean }).ran ?? false;
    }),
  evaluation: (page) =>
    page.evaluate(() => {
      // Written into the page, since what a test evaluates itself is not under the policy of the page.
      const script = document.createElement('script');
      script.src = '/evaluates.js';
      document.body.append(script);
      return new Promise((resolve) => {
        script.addEventListener('load', () => resolve((window as unknown as { evaluated?: string }).evaluated));
      });
    }),
};

test('the headers of a page count: its policy is enforced, and without them everything runs', async ({ tiny }) => {
  const pages = {
    '/evaluates.js': `try { window.evaluated = new Function('return "ran"')(); } catch { window.evaluated = 'refused'; }`,
  };
  const guarded = await tiny({ pages });
  expect(await PROBES['inlineScript']?.(guarded.page)).toBe(false);
  expect(await PROBES['evaluation']?.(guarded.page)).toBe('refused');
  const open = await tiny({ pages }, { without: ['headers'] });
  expect(await PROBES['inlineScript']?.(open.page)).toBe(true);
  expect(await PROBES['evaluation']?.(open.page)).toBe('ran');
});

test('what a page may not have, it is refused; without handlers everything is granted', async ({ tiny }) => {
  const rules = `
    session.defaultSession.setPermissionRequestHandler((contents, name, answer) => answer(name === 'clipboard-sanitized-write'));
    session.defaultSession.setPermissionCheckHandler((contents, name) => name === 'clipboard-sanitized-write');
  `;
  const states = (page: Page) =>
    page.evaluate(async () => {
      const names = ['geolocation', 'notifications', 'camera', 'clipboard-read', 'clipboard-write'];
      const found = await Promise.all(
        names.map((name) => navigator.permissions.query({ name: name as PermissionName })),
      );
      return found.map(({ state }) => state);
    });
  expect(await states((await tiny({ main: rules })).page)).toEqual(['denied', 'denied', 'denied', 'denied', 'granted']);
  const free = ['granted', 'granted', 'granted', 'granted', 'granted'];
  expect(await states((await tiny({})).page)).toEqual(free);
  expect(await states((await tiny({ main: rules }, { without: ['permissions'] })).page)).toEqual(free);
});

test('a navigation of the page is asked about and can be prevented; one of the application is not', async ({
  tiny,
}) => {
  const rules = `win.webContents.on('will-navigate', (event) => { note(event.url, event.isMainFrame); event.preventDefault(); });`;
  const pages = { '/other': '<!doctype html><title>other</title><p>other</p>' };
  const leave = async (desktop: Desktop): Promise<void> => {
    await desktop.page.evaluate(() => {
      location.href = '/other';
    });
  };
  const kept = await tiny({ main: rules, pages });
  await leave(kept);
  await expect.poll(() => seenBy(kept)).toEqual([['tiny://app/other', true]]);
  expect(await kept.page.getByText('tiny').count()).toBe(1);
  await kept.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.loadURL('tiny://app/other'));
  await kept.page.getByText('other').waitFor();
  expect(await seenBy(kept)).toHaveLength(1);

  const open = await tiny({ main: rules, pages }, { without: ['navigation'] });
  await leave(open);
  await open.page.getByText('other').waitFor();
});

test('is ready only when the main module has run, and knows names, versions and paths', async ({ tiny }) => {
  const desktop = await tiny({
    early: `
      note('before', app.isReady(), app.getName(), app.getVersion());
      try { new BrowserWindow(); } catch (error) { note(error.message); }
      await new Promise((resolve) => setImmediate(resolve));
      note('still', app.isReady());
    `,
    main: `note('after', app.isReady()); try { electron.app.setBadgeCount(1); } catch (error) { note(error.message); }`,
  });
  const kind = electronProgram().kind;
  expect((await seenBy(desktop)).slice(0, 4)).toEqual([
    ['before', false, 'tiny', '1.2.3'],
    ['Cannot create BrowserWindow before app is ready'],
    ['still', false],
    ['after', true],
  ]);
  if (kind === 'stand-in') {
    expect((await seenBy(desktop))[4]).toEqual(['Electron stand-in: app.setBadgeCount is not implemented.']);
  }
});

test('one instance for one profile: the second is told to go, the first hears of it', async ({ tiny, launch }) => {
  const early = `
    if (!app.requestSingleInstanceLock({ from: 'second' })) app.exit(7);
    app.on('second-instance', (event, argv, folder, data) => note('second', argv.at(-1) === process.argv.at(-1), data));
  `;
  const first = await tiny({ early });
  const application = await first.app.evaluate(({ app }) => app.getAppPath());
  await expect(launch({ application, tolerates: /./ })).rejects.toThrow();
  await expect.poll(() => seenBy(first)).toEqual([['second', true, { from: 'second' }]]);
  await first.kill();
  const next = await launch({ application, tolerates: /./ });
  await next.page.getByText('tiny').waitFor();
});

test('ends in order, and each step can be prevented', async ({ tiny }) => {
  const desktop = await tiny({
    main: `
      let hold = true;
      app.on('before-quit', (event) => { note('before-quit'); if (hold) event.preventDefault(); hold = false; });
      win.on('close', () => note('close'));
      app.on('will-quit', () => note('will-quit'));
    `,
  });
  await desktop.app.evaluate(({ app }) => app.quit());
  await expect.poll(() => seenBy(desktop)).toEqual([['before-quit']]);
  expect(desktop.app.process().exitCode).toBe(null);
  // The answer is lost with the process.
  await desktop.app.evaluate(({ app }) => app.quit()).catch(() => undefined);
  expect(await desktop.ended()).toBe(0);
});

test('a window closes, and with the last one the application', async ({ tiny }) => {
  const desktop = await tiny({ main: `win.on('closed', () => note('closed', win.isDestroyed()));` });
  await desktop.page.close();
  expect(await desktop.ended()).toBe(0);
});

test('menus are data that a test can click; questions are answered by cancelling, unless the test answers', async ({
  tiny,
}) => {
  const desktop = await tiny({
    main: `
      Menu.setApplicationMenu(Menu.buildFromTemplate([{ label: 'A', submenu: [{ id: 'b', label: 'B', type: 'radio', click: (item) => note(item.label, item.checked) }] }]));
    `,
  });
  await desktop.app.evaluate(({ Menu }) => {
    Menu.getApplicationMenu()?.getMenuItemById('b')?.click();
  });
  expect(await seenBy(desktop)).toEqual([['B', true]]);
  const ask = () =>
    desktop.app.evaluate(({ dialog }) => dialog.showMessageBox({ message: '?', buttons: ['a', 'b'], cancelId: 1 }));
  if (electronProgram().kind === 'stand-in') expect((await ask()).response).toBe(1);
  await desktop.app.evaluate(({ dialog }) => {
    dialog.showMessageBox = async () => ({ response: 0, checkboxChecked: false });
  });
  expect((await ask()).response).toBe(0);
});
