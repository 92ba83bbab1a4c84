import { type Chromium, type ChromiumEvent, ignoreGone, startChromium } from './chromium.ts';
import type { StandinCommand } from './command-line.ts';
import { join } from 'node:path';
import { createSchemes, type Schemes } from './schemes.ts';

/**
 * Protections that a test takes away, to show that it would notice: what the application asks for is then not done.
 * `STANDIN_WITHOUT=permissions,navigation` and the like.
 */
const PROTECTIONS = ['permissions', 'navigation', 'windows', 'headers', 'isolation'] as const;
export type Protection = (typeof PROTECTIONS)[number];

/** What all parts of the stand-in share. */
export interface Standin {
  readonly command: StandinCommand;
  readonly environment: NodeJS.ProcessEnv;
  readonly schemes: Schemes;
  readonly without: ReadonlySet<Protection>;
  /** Starts Chromium with the application's profile. */
  open(userData: string): Promise<void>;
  /** Throws before Electron would be ready. */
  chromium(): Chromium;
  /** Every event of Chromium goes to every listener. */
  onEvent(listener: (event: ChromiumEvent) => void): void;
  /** Resolves when Chromium is gone, whoever ended it. */
  onGone(listener: () => void): void;
}

let kept: Standin | undefined;

/** Made once by the launcher, before the application can import `electron`. */
export function keepStandin(command: StandinCommand, environment: NodeJS.ProcessEnv): Standin {
  kept = createStandin(command, environment);
  return kept;
}

export function theStandin(): Standin {
  if (kept === undefined) throw new Error('Electron stand-in: start it with its launcher.');
  return kept;
}

/** Says plainly that a part of Electron is not here, instead of pretending. */
export function strict<T extends object>(name: string, present: T): T {
  return new Proxy(present, {
    get(target, key): unknown {
      // Of the target itself, since private members are not known to a proxy.
      const value: unknown = Reflect.get(target, key);
      if (typeof value === 'function') return value.bind(target) as unknown;
      if (key in target || typeof key === 'symbol' || key === 'then' || key === 'toJSON') return value;
      throw new Error(`Electron stand-in: ${name}.${key} is not implemented.`);
    },
  });
}

function createStandin(command: StandinCommand, environment: NodeJS.ProcessEnv): Standin {
  const listeners = new Set<(event: ChromiumEvent) => void>();
  const goneListeners = new Set<() => void>();
  const asked = (environment['STANDIN_WITHOUT'] ?? '').split(',').filter((name) => name !== '');
  const unknown = asked.filter((name) => !PROTECTIONS.some((known) => known === name));
  if (unknown.length > 0) throw new Error(`Electron stand-in: there is no protection ${unknown.join(', ')}.`);
  let chromium: Chromium | undefined;
  /** A window that a page opens waits for that page's decision; any other is the application's own. */
  const resumeOwnWindow = ({ method, params }: ChromiumEvent): void => {
    if (method !== 'Target.attachedToTarget' || params['waitingForDebugger'] !== true) return;
    if ((params['targetInfo'] as { readonly openerId?: string }).openerId !== undefined) return;
    chromium?.send('Runtime.runIfWaitingForDebugger', {}, String(params['sessionId'])).catch(ignoreGone);
  };
  return {
    command,
    environment,
    schemes: createSchemes(),
    without: new Set(asked as Protection[]),
    async open(userData) {
      chromium = await startChromium({
        profile: join(userData, 'Chromium'),
        flags: command.flags,
        environment,
        onEvent: (event) => {
          resumeOwnWindow(event);
          for (const listener of listeners) listener(event);
        },
      });
      Object.defineProperty(process.versions, 'chrome', { value: chromium.product.split('/')[1], enumerable: true });
      await chromium.send('Target.setDiscoverTargets', { discover: true });
      await chromium.send('Target.setAutoAttach', {
        autoAttach: true,
        waitForDebuggerOnStart: true,
        flatten: true,
        filter: [{ type: 'page' }, { exclude: true }],
      });
      chromium.gone.then(
        () => {
          for (const listener of goneListeners) listener();
        },
        () => undefined,
      );
    },
    chromium() {
      if (chromium === undefined) throw new Error('Electron stand-in: this is not possible before the app is ready.');
      return chromium;
    },
    onEvent: (listener) => void listeners.add(listener),
    onGone: (listener) => void goneListeners.add(listener),
  };
}
