import { BrowserWindow, ipcMain, type WebContents } from 'electron';
import { IPC_CHANNELS } from '../../shared/contract/ipc.ts';
import { AppError, toWire } from '../../shared/errors.ts';
import type { Logger } from '../engine/port/logger.ts';
import type { IpcDoor, IpcPage } from './ipc-door.ts';
import { isTrustedSender, type SenderEvent } from './trusted-sender.ts';

/** Binds the door to the two channels. Whoever is not the main frame of one of our windows gets a refusal. */
export function bindIpc(door: IpcDoor, logger: Logger): void {
  ipcMain.handle(IPC_CHANNELS.call, (event, name: unknown, input: unknown) => {
    if (isTrusted(event, logger)) return door.call(pageOf(event.sender), name, input);
    return { ok: false, error: toWire(new AppError('ORIGIN_REFUSED', 'This frame may not speak with the engine.')) };
  });
  ipcMain.on(IPC_CHANNELS.stream, (event, request: unknown) => {
    if (isTrusted(event, logger)) door.stream(pageOf(event.sender), request);
  });
}

/** Ends the subscriptions of a window's page whenever another document takes its place, or it goes. */
export function forgetWithPage(door: IpcDoor, contents: WebContents): void {
  const { id } = contents;
  const forget = (): void => door.forget(id);
  contents.on('did-navigate', forget);
  contents.on('render-process-gone', forget);
  contents.on('destroyed', forget);
}

function isTrusted(event: SenderEvent, logger: Logger): boolean {
  const windowIds = new Set(BrowserWindow.getAllWindows().map(({ webContents }) => webContents.id));
  const trusted = isTrustedSender(event, windowIds);
  if (!trusted)
    logger.warn('A message was refused', { from: event.senderFrame?.url.slice(0, 200) ?? 'a frame that is gone' });
  return trusted;
}

function pageOf(contents: WebContents): IpcPage {
  return {
    id: contents.id,
    send(message) {
      if (!contents.isDestroyed()) contents.send(IPC_CHANNELS.stream, message);
    },
  };
}
