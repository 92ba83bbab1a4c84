import { join } from 'node:path';
import { app, Menu, protocol, shell } from 'electron';
import type { DataDirectory } from '../host/data-directory.ts';
import type { HostLog, HostParts } from '../host/host-parts.ts';
import { loadUiFiles } from '../page/ui-files.ts';
import { askToQuit, tellStartFailure } from './dialogs.ts';
import { type EngineSource, openEngineSource } from './engine-source.ts';
import { DOCUMENTATION } from './external-links.ts';
import { bindIpc, forgetWithPage } from './ipc.ts';
import { createIpcDoor } from './ipc-door.ts';
import { menuTemplate } from './menu-template.ts';
import { PAGE_SCHEME } from './page-address.ts';
import { answerPageRequest } from './page-files.ts';
import { createQuit } from './quit.ts';
import { openOutside, secureEverything } from './security.ts';
import { type MainWindow, openMainWindow } from './window.ts';
import { readWindowState, type WindowState } from './window-state.ts';

const isMac = process.platform === 'darwin';

export interface DesktopOptions {
  readonly directory: DataDirectory;
  readonly coreAddress?: string;
  /** The files of the window itself: `window.json`, Electron's profile. */
  readonly desktopFolder: string;
  readonly uiFolder: string;
  readonly preload: string;
  readonly engineLog: string;
  readonly parts: HostParts;
  readonly logger: HostLog;
}

/** Runs the window and its engine until the user quits. Electron must be ready. */
export async function runDesktop(options: DesktopOptions): Promise<void> {
  const { directory, desktopFolder, preload, logger } = options;
  const stateFile = join(desktopFolder, 'window.json');
  const [ui, state] = await Promise.all([loadUiFiles(options.uiFolder), readWindowState(stateFile)]);
  secureEverything(logger);
  protocol.handle(PAGE_SCHEME, (request) => answerPageRequest(ui, request));

  const opening = Promise.withResolvers<EngineSource>();
  // Whoever needs the engine waits for it; that it failed is told by a dialog, not by a rejection nobody awaits.
  opening.promise.catch(() => undefined);
  const door = createIpcDoor(opening.promise, logger);
  bindIpc(door, logger);

  const open = (from: WindowState): MainWindow => {
    const opened = openMainWindow({ preload, state: from, stateFile, logger });
    forgetWithPage(door, opened.window.webContents);
    opened.window.on('close', (event) => {
      // On macOS an application lives on without a window.
      if (isMac) return;
      event.preventDefault();
      hand(quit.request());
    });
    return opened;
  };
  const hand = (ending: Promise<void>): void => {
    ending.catch((error: unknown) => logger.error('Quitting failed', { error: String(error) }));
  };
  const quit = createQuit({
    engine: opening.promise,
    ask: (question) => askToQuit(main, question),
    logger,
    exit: async () => {
      await main.save();
      logger.close();
      app.exit(0);
    },
  });
  let main = open(state);
  const reopen = (): void => {
    if (main.window.isDestroyed()) main = open(main.state());
    else main.focus();
  };

  app.on('second-instance', reopen);
  app.on('activate', reopen);
  app.on('window-all-closed', () => undefined);
  app.on('before-quit', (event) => {
    event.preventDefault();
    hand(quit.request());
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => hand(quit.now()));

  Menu.setApplicationMenu(
    Menu.buildFromTemplate(
      menuTemplate({
        isMac,
        isPackaged: app.isPackaged,
        theme: state.theme,
        chooseTheme: (theme) => main.chooseTheme(theme),
        openDocumentation: () => openOutside(DOCUMENTATION, logger),
        openDataFolder: () => shell.showItemInFolder(directory.path),
        openEngineLog: () => shell.showItemInFolder(options.engineLog),
      }),
    ),
  );

  const engine = await openWithPatience(options, main);
  if (engine === undefined) {
    opening.reject(new Error('The user gave up.'));
    return quit.now();
  }
  opening.resolve(engine);
  if (engine.kind === 'client') main.setTitle('DeltaDock (engine of deltafi serve)');
  await engine.ended;
  return quit.now();
}

/** The engine, tried again as often as the user asks; undefined when they gave up. */
async function openWithPatience(options: DesktopOptions, main: MainWindow): Promise<EngineSource | undefined> {
  const { directory, coreAddress, uiFolder, parts, logger } = options;
  let freshState = false;
  for (;;) {
    try {
      return await openEngineSource({
        directory,
        version: app.getVersion(),
        uiFolder,
        freshState,
        ...(coreAddress === undefined ? {} : { coreAddress }),
        loadParts: async () => parts,
      });
    } catch (error) {
      logger.error('The engine could not be started', { error: String(error) });
      const answer = await tellStartFailure(main, error);
      if (answer === 'quit') return undefined;
      freshState = answer === 'fresh';
    }
  }
}
