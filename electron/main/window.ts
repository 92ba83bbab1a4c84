import { BrowserWindow, nativeTheme, screen } from 'electron';
import type { Logger } from '../engine/port/logger.ts';
import { PAGE_ADDRESS } from './page-address.ts';
import { windowOptions } from './window-options.ts';
import { fitBounds, type WindowState, writeWindowState } from './window-state.ts';

/** Milliseconds after the last move before the place is written. */
const SETTLED_AFTER = 500;

export interface MainWindowOptions {
  readonly preload: string;
  /** Changed as the window is moved; `theme` by the menu. */
  readonly state: WindowState;
  readonly stateFile: string;
  readonly logger: Logger;
}

/** The one window of a data directory. */
export interface MainWindow {
  readonly window: BrowserWindow;
  /** Brings it to the front. */
  focus(): void;
  /** What is to be kept now. */
  state(): WindowState;
  chooseTheme(theme: WindowState['theme']): void;
  /** Says in the title what the user should know of the engine. */
  setTitle(title: string): void;
  save(): Promise<void>;
}

export function openMainWindow({ preload, state: former, stateFile, logger }: MainWindowOptions): MainWindow {
  let { theme } = former;
  nativeTheme.themeSource = theme;
  const displays = screen.getAllDisplays().map(({ workArea }) => workArea);
  const bounds = fitBounds(former.bounds, displays);
  const window = new BrowserWindow(windowOptions(bounds, preload, nativeTheme.shouldUseDarkColors));
  let latest: WindowState = former;

  const look = (): void => {
    if (!window.isDestroyed()) latest = { bounds: window.getNormalBounds(), isMaximized: window.isMaximized(), theme };
  };
  const save = async (): Promise<void> => {
    look();
    try {
      await writeWindowState(stateFile, latest);
    } catch (error) {
      logger.warn('The place of the window could not be kept', { error: String(error) });
    }
  };
  const saveLater = debounce(SETTLED_AFTER, save);
  window.on('resize', saveLater);
  window.on('move', saveLater);
  window.on('close', look);
  window.once('ready-to-show', () => {
    if (former.isMaximized) window.maximize();
    window.show();
  });
  // The page's own title is the same for everybody.
  window.on('page-title-updated', (event) => event.preventDefault());
  window.loadURL(PAGE_ADDRESS).catch((error: unknown) => {
    logger.error('The page could not be loaded', { error: String(error) });
  });

  return {
    window,
    focus() {
      if (window.isDestroyed()) return;
      if (window.isMinimized()) window.restore();
      window.show();
      window.focus();
    },
    state: () => latest,
    chooseTheme(chosen) {
      theme = chosen;
      nativeTheme.themeSource = chosen;
      saveLater();
    },
    setTitle: (title) => window.setTitle(title),
    save,
  };
}

/** Runs `action` once nothing asked for it for `delay` milliseconds. */
function debounce(delay: number, action: () => Promise<void>): () => void {
  let timer: NodeJS.Timeout | undefined;
  return () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      action().catch(() => undefined);
    }, delay);
    timer.unref();
  };
}
