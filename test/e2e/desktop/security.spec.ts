import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { electronProgram } from './support/electron-program.ts';
import { fuzzedCalls } from './support/fuzzed-calls.ts';
import { type Desktop, expect, type LaunchOptions, test as base } from './support/desktop.ts';

/**
 * What a compromised page cannot do, tried from within the page on the unchanged bundles; each also with the protection
 * taken away, to show that the test would notice.
 */
const test = base.extend<{
  readonly open: (options?: LaunchOptions) => Promise<Desktop>;
  /** A page of somebody else on this machine, and the requests it got. */
  readonly stranger: { readonly address: string; readonly visits: readonly string[] };
}>({
  open: async ({ launch }, use) => {
    await use(async (options = {}) => {
      const environment = { DOCKER_HOST: 'unix:///there/is/no/docker.sock' };
      const desktop = await launch({ environment, ...options });
      await desktop.page.getByRole('heading', { name: 'Your bench is empty' }).waitFor();
      return desktop;
    });
  },
  // oxlint-disable-next-line no-empty-pattern -- Playwright reads the names of fixtures out of the pattern.
  stranger: async ({}, use) => {
    const visits: string[] = [];
    const server = createServer((request, response) => {
      visits.push(request.url ?? '');
      response.setHeader('Content-Type', 'text/html');
      response.end('<!doctype html><title>stranger</title><p>stranger</p>');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    await use({ address: `http://127.0.0.1:${String(port)}/`, visits });
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  },
});
const TOLERANT = { tolerates: /./ } as const;

interface OurWindow {
  readonly deltadock: {
    readonly invoke: (name: unknown, input: unknown) => Promise<{ ok: boolean; error?: { code: string } }>;
    readonly subscribe: (listener: (event: unknown) => void) => () => void;
  };
}

test('the page knows no Node, and of us two functions', async ({ open }) => {
  const look = (desktop: Desktop) =>
    desktop.page.evaluate(() => ({
      node: ['process', 'require', 'module', 'Buffer', 'global', 'ipcRenderer', 'electron'].filter(
        (one) => one in window,
      ),
      ours: Object.entries((window as unknown as OurWindow).deltadock).map(([name, value]) => [name, typeof value]),
      isFrozen: Object.isFrozen((window as unknown as OurWindow).deltadock),
    }));
  const guarded = await open();
  expect(await look(guarded)).toEqual({
    node: [],
    ours: [
      ['invoke', 'function'],
      ['subscribe', 'function'],
    ],
    isFrozen: true,
  });
  await guarded.end();
  const without = await open({ without: ['isolation'] });
  expect((await look(without)).node).toEqual(['process', 'require']);
});

test('the policy of the page allows no script, style, frame or request but its own', async ({ open, stranger }) => {
  const attack = (desktop: Desktop) =>
    desktop.page.evaluate(async (address) => {
      const violations = new Set<string>();
      document.addEventListener('securitypolicyviolation', (event) => violations.add(event.effectiveDirective));
      const add = (tag: string, fields: object): void => {
        document.body.append(Object.assign(document.createElement(tag), fields));
      };
      add('script', { textContent: 'window.ran = 1' });
      add('script', { src: `${address}script.js` });
      add('style', { textContent: 'p { color: red }' });
      add('iframe', { src: address });
      add('img', { src: `${address}image.png` });
      add('button', { id: 'attack' });
      document.querySelector('#attack')?.setAttribute('onclick', 'window.ran = 2');
      document.querySelector<HTMLElement>('#attack')?.click();
      await fetch(address, { mode: 'no-cors' }).catch(() => undefined);
      await new Promise((resolve) => setTimeout(resolve, 300));
      return { ran: (window as unknown as { ran?: number }).ran, violations: [...violations].toSorted() };
    }, stranger.address);
  const guarded = await open(TOLERANT);
  const { ran, violations } = await attack(guarded);
  expect(ran).toBeUndefined();
  expect(violations).toEqual([
    'connect-src',
    'frame-src',
    'img-src',
    'script-src-attr',
    'script-src-elem',
    'style-src-elem',
  ]);
  expect(stranger.visits).toEqual([]);
  await guarded.end();
  const without = await open({ ...TOLERANT, without: ['headers'] });
  expect(await attack(without)).toEqual({ ran: 2, violations: [] });
});

test('no permission is given but writing to the clipboard', async ({ open }) => {
  const states = (desktop: Desktop) =>
    desktop.page.evaluate(async () => {
      const names = [
        'geolocation',
        'notifications',
        'camera',
        'microphone',
        'clipboard-read',
        'clipboard-write',
        'midi',
      ];
      const found = await Promise.all(
        names.map((name) => navigator.permissions.query({ name: name as PermissionName })),
      );
      return found
        .map(({ state }, index) => `${names[index] ?? ''} ${state}`)
        .filter((text) => text.endsWith('granted'));
    });
  const guarded = await open();
  expect(await states(guarded)).toEqual(['clipboard-write granted']);
  await guarded.end();
  expect(await states(await open({ without: ['permissions'] }))).toHaveLength(7);
});

test('the window goes nowhere else', async ({ open, stranger }) => {
  const leave = (desktop: Desktop, to: string) =>
    desktop.page.evaluate((address) => {
      location.href = address;
    }, to);
  const guarded = await open(TOLERANT);
  const addresses = [stranger.address, 'file:///etc/hostname', 'data:text/html,stranger', 'deltadock://evil/'];
  for (const address of addresses) await leave(guarded, address).catch(() => undefined);
  await expect(guarded.page.getByRole('heading', { name: 'Your bench is empty' })).toBeVisible();
  expect(
    await guarded.app.evaluate(({ webContents }) => webContents.getAllWebContents().map((one) => one.getURL())),
  ).toEqual(['deltadock://app/']);
  expect(stranger.visits).toEqual([]);
  await guarded.page.reload();
  await expect(guarded.page.getByRole('heading', { name: 'Your bench is empty' })).toBeVisible();
  await guarded.end();
  const without = await open({ ...TOLERANT, without: ['navigation'] });
  await leave(without, stranger.address);
  await expect(without.page.getByText('stranger')).toBeVisible();
});

test('no second window opens, and only known https addresses go to the browser', async ({ open, stranger }) => {
  const addresses = [
    stranger.address,
    'https://docs.deltafi.org/',
    'https://docs.deltafi.org.evil.com/',
    'file:///etc/passwd',
    'about:blank',
  ];
  const openAll = async (desktop: Desktop) => {
    // One by one: the browser lets each click open one.
    for (const address of addresses) await desktop.page.evaluate((one) => void window.open(one), address);
  };
  const watch = (desktop: Desktop) =>
    desktop.app.evaluate((electron) => {
      const scope = globalThis as unknown as { outside: string[] };
      scope.outside = [];
      electron.shell.openExternal = async (address) => void scope.outside.push(address);
    });
  const guarded = await open(TOLERANT);
  await watch(guarded);
  await openAll(guarded);
  const outside = () => guarded.app.evaluate(() => (globalThis as unknown as { outside: string[] }).outside);
  await expect.poll(outside).toEqual(['https://docs.deltafi.org/']);
  await expect.poll(() => guarded.app.windows().length).toBe(1);
  // The stand-in closes a denied window a moment after it was there; Electron never makes it.
  if (electronProgram().kind === 'electron') expect(stranger.visits).toEqual([]);
  await guarded.end();
  const without = await open({ ...TOLERANT, without: ['windows'] });
  await watch(without);
  await openAll(without);
  await expect.poll(() => without.app.windows().length).toBeGreaterThan(1);
});

test('two hundred hostile messages through the real channel are all answered, and the window lives on', async ({
  open,
}) => {
  const { page } = await open();
  const codes = await page.evaluate(async (calls) => {
    const { invoke } = (window as unknown as OurWindow).deltadock;
    const answers = [];
    for (const [name, input] of calls) {
      const { ok, error } = await invoke(name, input);
      answers.push(ok ? 'ok' : error?.code);
    }
    return answers;
  }, fuzzedCalls(200));
  expect(codes).toHaveLength(200);
  expect(codes.filter((code) => code === undefined || code === 'INTERNAL')).toEqual([]);
  expect(new Set(codes)).toContain('INPUT_INVALID');
  const big = await page.evaluate(() =>
    (window as unknown as OurWindow).deltadock.invoke('plugin.install', { image: 'x'.repeat(2 ** 20) }),
  );
  expect(big.error?.code).toBe('BODY_TOO_LARGE');
  await expect(page.getByRole('heading', { name: 'Your bench is empty' })).toBeVisible();
});

test('a message of another page, even in our window, is refused', async ({ open }) => {
  const { app, page } = await open({ ...TOLERANT, without: ['navigation', 'headers'] });
  await app.evaluate(({ BrowserWindow, protocol }) => {
    protocol.unhandle('deltadock');
    protocol.handle(
      'deltadock',
      () => new Response('<!doctype html><p>evil</p>', { headers: { 'Content-Type': 'text/html' } }),
    );
    return BrowserWindow.getAllWindows()[0]?.loadURL('deltadock://evil/');
  });
  await page.getByText('evil').waitFor();
  const answer = await page.evaluate(() => (window as unknown as OurWindow).deltadock.invoke('engine.status', {}));
  expect(answer).toMatchObject({ ok: false, error: { code: 'ORIGIN_REFUSED' } });
  const events = await page.evaluate(async () => {
    const heard: unknown[] = [];
    (window as unknown as OurWindow).deltadock.subscribe((event) => heard.push(event));
    await (window as unknown as OurWindow).deltadock.invoke('engine.status', {});
    return heard;
  });
  expect(events).toEqual([]);
});
