import { mkdir } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { app, dialog, protocol } from 'electron';
import { toWire } from '../../shared/errors.ts';
import { readCommandLine } from './command-line.ts';
import { runDesktop } from './desktop.ts';
import { PAGE_SCHEME } from './page-address.ts';

/** The folder of package.json: two levels above the built program. */
const root = new URL('../../', import.meta.url);
const inBuild = (path: string): string => fileURLToPath(new URL(`out/${path}`, root));

protocol.registerSchemesAsPrivileged([
  { scheme: PAGE_SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true } },
]);
app.enableSandbox();
app.setName('DeltaDock');

// Awaited, so that all of it is settled before Electron is ready; being ready itself waits for the end of this module.
try {
  await start();
} catch (error) {
  fail(error);
}

async function start(): Promise<void> {
  const { dataDir, coreAddress } = readCommandLine(process.argv);
  const { chooseDataDirectory, filesOf, prepareDataDirectory } = await import('../host/data-directory.ts');
  const directory = chooseDataDirectory(dataDir, {
    platform: process.platform,
    environment: process.env,
    homeDirectory: homedir(),
  });
  await prepareDataDirectory(directory);
  // Electron's own files belong to the data directory, so that the lock is one per data directory (D1).
  const desktopFolder = join(directory.path, 'desktop');
  await mkdir(desktopFolder, { recursive: true, mode: 0o700 });
  app.setPath('userData', desktopFolder);
  if (!app.requestSingleInstanceLock()) {
    app.exit(0);
    return;
  }
  const { createProductParts } = await import('../host/product-parts.ts');
  const parts = createProductParts(process.env, homedir());
  const files = filesOf(directory);
  const options = {
    directory,
    ...(coreAddress === undefined ? {} : { coreAddress }),
    desktopFolder,
    uiFolder: inBuild('renderer'),
    preload: inBuild('preload/preload.cjs'),
    engineLog: files.engineLog,
    parts,
    logger: parts.openLog(join(files.logs, 'desktop.log')),
  };
  app
    .whenReady()
    .then(() => runDesktop(options))
    .catch(fail);
}

function fail(error: unknown): void {
  const { code, message, next } = toWire(error);
  dialog.showErrorBox('DeltaDock could not start', `${message}\n\n${next}\n\n${code}`);
  app.exit(1);
}
