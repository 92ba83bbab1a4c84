import { app, type Session, session, shell, type WebContents } from 'electron';
import type { Logger } from '../engine/port/logger.ts';
import { mayOpenOutside } from './external-links.ts';
import { isPageAddress } from './page-address.ts';
import { mayHavePermission } from './permissions.ts';

/** Applies the rules to every session and every page that will ever be made. Call it before the first window. */
export function secureEverything(logger: Logger): void {
  app.on('web-contents-created', (_event, contents) => secureContents(contents, logger));
  app.on('session-created', (created) => secureSession(created));
  secureSession(session.defaultSession);
}

/** Opens an address in the user's browser if it may be opened there. */
export function openOutside(address: string, logger: Logger): void {
  if (!mayOpenOutside(address)) {
    logger.warn('An address was not opened', { address: address.slice(0, 200) });
    return;
  }
  shell.openExternal(address).catch((error: unknown) => {
    logger.warn('The browser could not be opened', { error: String(error) });
  });
}

function secureContents(contents: WebContents, logger: Logger): void {
  contents.on('will-frame-navigate', (event) => {
    if (event.isMainFrame && isPageAddress(event.url)) return;
    event.preventDefault();
    logger.warn('A navigation was refused', { address: event.url.slice(0, 200) });
  });
  contents.on('will-redirect', (event) => {
    event.preventDefault();
  });
  contents.setWindowOpenHandler(({ url }) => {
    openOutside(url, logger);
    return { action: 'deny' };
  });
  contents.on('will-attach-webview', (event) => {
    event.preventDefault();
  });
}

function secureSession(secured: Session): void {
  secured.setPermissionRequestHandler((_contents, permission, answer, details) => {
    answer(mayHavePermission(permission, details.requestingUrl));
  });
  secured.setPermissionCheckHandler((_contents, permission, origin) => mayHavePermission(permission, origin));
  secured.setDevicePermissionHandler(() => false);
}
