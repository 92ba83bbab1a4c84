import { EventEmitter } from 'node:events';
import { strict } from './standin.ts';

/** Parts of Electron without a screen: what was asked for is noted, and tests replace the answers. */

/** Nobody is there to click: a question is answered by cancelling it. */
export function createDialog() {
  return strict('dialog', {
    async showMessageBox(...args: readonly unknown[]): Promise<{ response: number; checkboxChecked: boolean }> {
      const { cancelId = 0 } = (args.at(-1) ?? {}) as { readonly cancelId?: number };
      return { response: cancelId, checkboxChecked: false };
    },
    showErrorBox(title: string, content: string): void {
      console.error(`${title}\n${content}`);
    },
  });
}

export function createShell() {
  const opened: string[] = [];
  const shown: string[] = [];
  return strict('shell', {
    opened,
    shown,
    async openExternal(address: string): Promise<void> {
      opened.push(address);
    },
    showItemInFolder(path: string): void {
      shown.push(path);
    },
  });
}

/** The source of the theme is noted; what the page shows is for the tester's `emulateMedia`. */
export function createNativeTheme() {
  const theme = Object.assign(new EventEmitter(), { themeSource: 'system' });
  Object.defineProperty(theme, 'shouldUseDarkColors', { get: () => theme.themeSource === 'dark' });
  return strict('nativeTheme', theme);
}

export function createScreen() {
  const area = { x: 0, y: 0, width: 1920, height: 1080 };
  const display = { id: 1, bounds: area, workArea: area, scaleFactor: 1 };
  return strict('screen', { getPrimaryDisplay: () => display, getAllDisplays: () => [display] });
}

/** A machine without a key ring: Electron says so in the same words. */
export function createSafeStorage() {
  const refuse = (): never => {
    throw new Error(
      'Error while encrypting the text provided to safeStorage.encryptString. Encryption is not available.',
    );
  };
  return strict('safeStorage', {
    isEncryptionAvailable: () => false,
    getSelectedStorageBackend: () => 'basic_text',
    encryptString: refuse,
    decryptString: refuse,
  });
}
