import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Sources of a small application: a main module, a preload script, and pages by path under `tiny://app/`. */
export interface TinySources {
  /** Runs when ready; `win` is its window, `pages` its files. */
  readonly main?: string;
  /** Runs before the application is ready. */
  readonly early?: string;
  readonly preload?: string;
  readonly webPreferences?: Readonly<Record<string, unknown>>;
  readonly pages?: Readonly<Record<string, string>>;
  readonly policy?: string;
}

/** Plants an application that uses `electron` as any other would. */
export async function plantTinyApp(sources: TinySources): Promise<{ readonly path: string; remove(): Promise<void> }> {
  const path = await mkdtemp(join(tmpdir(), 'deltadock-tiny-'));
  const pages = { '/': '<!doctype html><title>tiny</title><p>tiny</p>', ...sources.pages };
  const policy = sources.policy ?? "default-src 'self'; style-src 'self'";
  const main = `
import * as electron from 'electron';
import { join } from 'node:path';
const { app, BrowserWindow, dialog, ipcMain, Menu, protocol, session, shell } = electron;
protocol.registerSchemesAsPrivileged([{ scheme: 'tiny', privileges: { standard: true, secure: true } }]);
app.setPath('userData', join(import.meta.dirname, 'profile'));
globalThis.seen = [];
const note = (...what) => globalThis.seen.push(what);
const pages = ${JSON.stringify(pages)};
${sources.early ?? ''}
app.whenReady().then(async () => {
  protocol.handle('tiny', (request) => {
    const body = pages[new URL(request.url).pathname];
    const type = request.url.endsWith('.js') ? 'text/javascript' : 'text/html';
    const headers = { 'Content-Type': type, 'Content-Security-Policy': ${JSON.stringify(policy)} };
    return new Response(body ?? 'nothing', { status: body === undefined ? 404 : 200, headers });
  });
  const win = new BrowserWindow({
    width: 900,
    height: 700,
    webPreferences: { preload: join(import.meta.dirname, 'preload.cjs'), sandbox: true, ...${JSON.stringify(sources.webPreferences ?? {})} },
  });
  ${sources.main ?? ''}
  await win.loadURL('tiny://app/');
});
`;
  await writeFile(join(path, 'package.json'), JSON.stringify({ name: 'tiny', version: '1.2.3', main: 'main.mjs' }));
  await writeFile(join(path, 'main.mjs'), main);
  await writeFile(join(path, 'preload.cjs'), sources.preload ?? '');
  return { path, remove: () => rm(path, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 }) };
}
