import { systemClock } from '../../../../electron/adapter/system/system-clock.ts';
import { type ControlDoor, createControlDoor } from '../../../../electron/http/control-door.ts';
import { loadUiFiles } from '../../../../electron/page/ui-files.ts';
import type { FakeEngine } from './fake-engine.ts';

/** The product's own control door, with its strict CSP and the built page, before a fake engine. */
export interface FakeControlDoor {
  /** The page's address with its token. */
  readonly address: string;
  /** Goes away: streams end and nothing answers. */
  close(): Promise<void>;
  /** Comes back on the same port; with another token as after a new start of the engine. */
  reopen(token?: string): Promise<void>;
}

const TOKEN = 'test-token';

export async function openFakeControlDoor(engine: FakeEngine, uiFolder: string): Promise<FakeControlDoor> {
  const ui = await loadUiFiles(uiFolder);
  const quiet = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
  let port = 0;
  let door: ControlDoor | undefined;

  const open = async (token: string): Promise<void> => {
    door = createControlDoor({ engine, token, ui, clock: systemClock, logger: quiet });
    port = await door.listen(port);
  };
  await open(TOKEN);
  return {
    address: `http://127.0.0.1:${String(port)}/#token=${TOKEN}`,
    async close() {
      await door?.close(200);
    },
    reopen: (token = TOKEN) => open(token),
  };
}
