import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type UiFiles, loadUiFiles } from '../../../electron/page/ui-files.ts';

let root: string;
let ui: UiFiles;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'deltadock-ui-'));
  await mkdir(join(root, 'page', 'assets'), { recursive: true });
  await writeFile(join(root, 'secret.txt'), 'secret');
  await writeFile(join(root, 'page', 'index.html'), '<meta name="csp-nonce" content="__CSP_NONCE__">');
  await writeFile(join(root, 'page', 'assets', 'index-1a2b.js'), 'start()');
  ui = await loadUiFiles(join(root, 'page'));
});

afterAll(async () => rm(root, { recursive: true, force: true }));

describe('the files of the page', () => {
  it('are served with their type', () => {
    expect(ui('/')).toMatchObject({ status: 200, type: 'text/html; charset=utf-8' });
    expect(ui('/index.html').status).toBe(200);
    expect(ui('/assets/index-1a2b.js')).toMatchObject({ status: 200, type: 'text/javascript; charset=utf-8' });
    expect(ui('/assets/index-1a2b.js').body.toString()).toBe('start()');
  });

  it.each([
    '/../secret.txt',
    '/assets/../../secret.txt',
    '/..%2fsecret.txt',
    '/%2e%2e/secret.txt',
    '//etc/passwd',
    '/etc/passwd',
    '/assets',
    '/assets/',
    '/..\\secret.txt',
    '/index.html\0',
    '/__proto__',
    '/constructor',
  ])('are all that is served: nothing at %j', (path) => {
    const file = ui(path);
    expect(file.status).toBe(404);
    expect(file.body.toString()).not.toContain('secret');
  });

  it('allow no script but their own, no style without the nonce of this load, and no frame', () => {
    const first = ui('/');
    const policy = first.headers['Content-Security-Policy'] ?? '';
    const nonce = /'nonce-([\w-]{24})'/.exec(policy)?.[1] ?? 'none';
    expect(policy).toContain("script-src 'self';");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toMatch(/unsafe|\*|http:|blob:/);
    expect(first.body.toString()).toContain(`content="${nonce}"`);
    expect(ui('/').body.toString()).not.toContain(nonce);
    expect(first.headers).toMatchObject({
      'X-Content-Type-Options': 'nosniff',
      'Referrer-Policy': 'no-referrer',
      'Cross-Origin-Opener-Policy': 'same-origin',
      'Cross-Origin-Resource-Policy': 'same-origin',
      'Cache-Control': 'no-store',
    });
  });

  it('say how to build them when they are missing', async () => {
    const missing = await loadUiFiles(join(root, 'not-there'));
    expect(missing('/').status).toBe(503);
    expect(missing('/').body.toString()).toContain('npm run build');
    expect(missing('/other').status).toBe(404);
  });
});
