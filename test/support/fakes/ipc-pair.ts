import { createIpcDoor, type DoorEngine, type IpcDoor, type IpcPage } from '../../../electron/main/ipc-door.ts';
import { createBridge, type PageIpc } from '../../../electron/preload/bridge.ts';
import type { DesktopBridge, StreamMessage } from '../../../shared/contract/ipc.ts';
import type { Logger } from '../../../electron/engine/port/logger.ts';

/** A page and the door of the main process, joined as Electron joins them: every message is cloned and arrives later. */
export interface IpcPair {
  readonly bridge: DesktopBridge;
  readonly door: IpcDoor;
  readonly page: IpcPage;
  /** What the door has sent and the page has not been given yet, while `isFrozen`. */
  readonly held: StreamMessage[];
  /** A page that hangs: nothing arrives there. */
  setFrozen(isFrozen: boolean): void;
}

export function createIpcPair(engine: Promise<DoorEngine>, logger: Logger): IpcPair {
  const door = createIpcDoor(engine, logger);
  const listeners: ((event: unknown, message: StreamMessage) => void)[] = [];
  const held: StreamMessage[] = [];
  let isFrozen = false;
  const deliver = (message: StreamMessage): void => {
    queueMicrotask(() => {
      if (isFrozen) held.push(message);
      else for (const listener of listeners) listener({}, message);
    });
  };
  const page: IpcPage = { id: 1, send: (message) => deliver(structuredClone(message)) };
  const ipc: PageIpc = {
    async invoke(_channel, ...args) {
      const [name, input] = structuredClone(args);
      return structuredClone(await door.call(page, name, input));
    },
    send: (_channel, request) => {
      const message = structuredClone(request);
      queueMicrotask(() => door.stream(page, message));
    },
    on: (_channel, listener) => listeners.push(listener),
  };
  return {
    bridge: createBridge(ipc),
    door,
    page,
    held,
    setFrozen(frozen) {
      isFrozen = frozen;
      if (!frozen) for (const message of held.splice(0)) deliver(message);
    },
  };
}
