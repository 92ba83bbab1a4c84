import { describe, expect, it } from 'vitest';
import { mayOpenOutside } from '../../../electron/main/external-links.ts';
import { isPageAddress } from '../../../electron/main/page-address.ts';
import { answerPageRequest } from '../../../electron/main/page-files.ts';
import { mayHavePermission } from '../../../electron/main/permissions.ts';
import { isTrustedSender, type SenderEvent } from '../../../electron/main/trusted-sender.ts';
import { windowOptions } from '../../../electron/main/window-options.ts';

describe('the sender of a message', () => {
  const ids = new Set([1, 2]);
  const good: SenderEvent = { sender: { id: 1 }, senderFrame: { url: 'deltadock://app/', parent: null } };
  it('is trusted as the main frame of a window that shows our page', () => {
    expect(isTrustedSender(good, ids)).toBe(true);
    expect(isTrustedSender({ ...good, senderFrame: { url: 'deltadock://app/#/plugins', parent: null } }, ids)).toBe(
      true,
    );
  });
  it.each<[string, SenderEvent]>([
    ['no window of ours', { ...good, sender: { id: 3 } }],
    ['a frame that is gone', { ...good, senderFrame: null }],
    ['a detached frame', { ...good, senderFrame: { url: 'deltadock://app/', parent: null, detached: true } }],
    ['a frame within the page', { ...good, senderFrame: { url: 'deltadock://app/', parent: {} } }],
    ['another page', { ...good, senderFrame: { url: 'https://example.com/', parent: null } }],
    ['another host', { ...good, senderFrame: { url: 'deltadock://evil/', parent: null } }],
    ['a page that looks like ours', { ...good, senderFrame: { url: 'https://app/', parent: null } }],
    ['a file', { ...good, senderFrame: { url: 'file:///app/index.html', parent: null } }],
    ['an empty page', { ...good, senderFrame: { url: '', parent: null } }],
  ])('is refused when it is %s', (_what, event) => expect(isTrustedSender(event, ids)).toBe(false));
});

it.each([
  ['deltadock://app/', true],
  ['deltadock://app/assets/index.js?x#y', true],
  ['deltadock://app', true],
  ['DELTADOCK://app/', true],
  ['deltadock://app.evil/', false],
  ['deltadock://user@app/', false],
  ['deltadock://app:81/', false],
  ['deltadock:app', false],
  ['https://app/', false],
  ['javascript:deltadock://app/', false],
  ['data:text/html,deltadock://app/', false],
  ['', false],
])('the page is not elsewhere: %s is ours: %s', (address, isOurs) => expect(isPageAddress(address)).toBe(isOurs));

it.each([
  ['https://docs.deltafi.org/', true],
  ['https://github.com/deltafi', true],
  ['http://docs.deltafi.org/', false],
  ['https://docs.deltafi.org.evil.com/', false],
  ['https://docs.deltafi.org:444/', false],
  ['https://docs.deltafi.org@evil.com/', false],
  ['https://x:y@github.com/', false],
  ['https://evil.com/?https://github.com/', false],
  ['file:///etc/passwd', false],
  ['smb://github.com/share', false],
  ['javascript:alert(1)', false],
  ['ms-settings:', false],
  ['not an address', false],
])('%s may be opened outside: %s', (address, may) => expect(mayOpenOutside(address)).toBe(may));

it('no permission but writing text to the clipboard is given, and that only to our page', () => {
  const names = [
    'media',
    'geolocation',
    'notifications',
    'clipboard-read',
    'display-capture',
    'usb',
    'openExternal',
    'unknown',
  ];
  expect(names.filter((name) => mayHavePermission(name, 'deltadock://app/'))).toEqual([]);
  expect(mayHavePermission('clipboard-sanitized-write', 'deltadock://app/')).toBe(true);
  expect(mayHavePermission('clipboard-sanitized-write', 'https://example.com/')).toBe(false);
});

it('a window is sandboxed and isolated, and knows no Node', () => {
  expect(windowOptions({ width: 1000, height: 700 }, 'preload.cjs', true)).toMatchInlineSnapshot(`
    {
      "backgroundColor": "#111416",
      "height": 700,
      "minHeight": 560,
      "minWidth": 800,
      "show": false,
      "title": "DeltaDock",
      "webPreferences": {
        "allowRunningInsecureContent": false,
        "contextIsolation": true,
        "navigateOnDragDrop": false,
        "nodeIntegration": false,
        "nodeIntegrationInSubFrames": false,
        "nodeIntegrationInWorker": false,
        "preload": "preload.cjs",
        "sandbox": true,
        "spellcheck": false,
        "webSecurity": true,
        "webviewTag": false,
      },
      "width": 1000,
    }
  `);
});

describe('the scheme of the page', () => {
  const ui = (path: string) => ({
    status: path === '/' ? (200 as const) : (404 as const),
    type: 'text/html; charset=utf-8',
    headers: { 'Content-Security-Policy': "default-src 'none'" },
    body: Buffer.from('page'),
  });
  const ask = (url: string, method = 'GET') => answerPageRequest(ui, { url, method });

  it('serves the files with their headers, for reading only', async () => {
    const response = ask('deltadock://app/');
    expect(response.status).toBe(200);
    expect(response.headers.get('Content-Security-Policy')).toBe("default-src 'none'");
    expect(response.headers.get('Content-Type')).toBe('text/html; charset=utf-8');
    expect(await response.text()).toBe('page');
    expect(await ask('deltadock://app/', 'HEAD').text()).toBe('');
    expect(ask('deltadock://app/', 'POST').status).toBe(405);
  });
  it('has nothing for other hosts and paths, and never answers without a policy', () => {
    for (const response of [
      ask('deltadock://other/'),
      ask('https://app/'),
      ask('deltadock://app/../x'),
      ask('deltadock://app/', 'PUT'),
    ]) {
      expect(response.status).toBeGreaterThanOrEqual(400);
      expect(response.headers.get('Content-Security-Policy')).toBe("default-src 'none'");
    }
  });
});
