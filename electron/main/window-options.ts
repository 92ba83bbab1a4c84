import type { BrowserWindowConstructorOptions } from 'electron';
import { type Bounds, SMALLEST } from './window-state.ts';

/** How every window of ours is made. The page is sandboxed, isolated from the preload script and knows no Node. */
export function windowOptions(
  bounds: Partial<Bounds>,
  preload: string,
  isDark: boolean,
): BrowserWindowConstructorOptions {
  return {
    ...bounds,
    minWidth: SMALLEST.width,
    minHeight: SMALLEST.height,
    title: 'DeltaDock',
    show: false,
    backgroundColor: isDark ? '#111416' : '#f7f8f9',
    webPreferences: {
      preload,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      webviewTag: false,
      navigateOnDragDrop: false,
      // Dictionaries would be fetched from outside; nothing leaves this machine unasked.
      spellcheck: false,
    },
  };
}
