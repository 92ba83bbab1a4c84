import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { type ChromiumEvent, ignoreGone } from './chromium.ts';
import { runInMainWorld, runInPreloadWorld } from './page-worlds.ts';
import { createRequests, type NavigationAsked, type RequestPaused } from './requests.ts';
import type { Standin } from './standin.ts';
import { createWire } from './wire.ts';

interface PageBounds {
  readonly x?: number;
  readonly y?: number;
  readonly width: number;
  readonly height: number;
}

/** A message of the preload script. */
export interface PageMessage {
  readonly type: 'send' | 'invoke';
  readonly id: number;
  readonly channel: string;
  readonly args: string;
}

/** What a page tells its window. Addresses are the application's. */
export interface PageHooks {
  onMessage(message: PageMessage, frame: { readonly url: string; readonly isMain: boolean }): void;
  /** Whether the navigation may go on. */
  onNavigate(asked: NavigationAsked): boolean;
  /** Whether the new window may be. */
  onWindowOpen(asked: { readonly url: string; readonly frameName: string; readonly features: string }): boolean;
  onCommitted(url: string): void;
  onDomReady(): void;
  onLoaded(): void;
  onTitle(title: string): void;
  onGone(isCrash: boolean): void;
}

/** One page of Chromium with the preload script in a world of its own. */
export interface Page {
  readonly targetId: string;
  command<Result = object>(method: string, params?: object): Promise<Result>;
  /** Rejects when nothing could be loaded. */
  navigate(url: string): Promise<void>;
  /** To the preload script; lost when there is none, as in Electron. */
  post(message: object): void;
  place(bounds: object): Promise<void>;
  close(): Promise<void>;
}

const WORLD = 'standin-preload';

export interface PageOptions {
  readonly bounds: PageBounds;
  readonly preload: string | undefined;
  readonly nodeIntegration: boolean;
}

export async function openPage(standin: Standin, options: PageOptions, hooks: PageHooks): Promise<Page> {
  const chromium = standin.chromium();
  const { schemes } = standin;
  const { x, y, width, height } = options.bounds;
  const { targetId } = await chromium.send<{ targetId: string }>('Target.createTarget', {
    url: 'about:blank',
    newWindow: true,
    width,
    height,
    ...(x === undefined ? {} : { left: x, top: y }),
  });
  const { sessionId } = await chromium.send<{ sessionId: string }>('Target.attachToTarget', {
    targetId,
    flatten: true,
  });
  const command = <Result = object>(method: string, params: object = {}): Promise<Result> =>
    chromium.send<Result>(method, params, sessionId);

  /** Worlds of the preload script by number, with the frame each belongs to. */
  const worlds = new Map<number, string>();
  const frames = new Map<string, string>();
  let mainFrame = '';
  let isGone = false;
  const requests = createRequests({ standin, command, isMainFrame: (frame) => frame === mainFrame, hooks });
  const opened: { url: string; frameName: string; features: string }[] = [];

  const events: Readonly<Record<string, (params: never) => void>> = {
    'Runtime.executionContextCreated': ({ context }: { context: ContextFacts }) => {
      if (context.name === WORLD) worlds.set(context.id, context.auxData.frameId);
    },
    'Runtime.executionContextDestroyed': ({ executionContextId }: { executionContextId: number }) =>
      void worlds.delete(executionContextId),
    'Runtime.executionContextsCleared': () => worlds.clear(),
    'Runtime.bindingCalled': ({ payload, executionContextId }: { payload: string; executionContextId: number }) => {
      const frame = worlds.get(executionContextId) ?? '';
      const url = schemes.toOutside(frames.get(frame) ?? '');
      hooks.onMessage(JSON.parse(payload) as PageMessage, { url, isMain: frame === mainFrame });
    },
    'Page.frameNavigated': ({ frame }: { frame: { id: string; parentId?: string; url: string } }) => {
      frames.set(frame.id, frame.url);
      if (frame.parentId !== undefined) return;
      mainFrame = frame.id;
      hooks.onCommitted(schemes.toOutside(frame.url));
    },
    'Page.domContentEventFired': () => hooks.onDomReady(),
    'Page.loadEventFired': () => hooks.onLoaded(),
    'Page.windowOpen': (asked: { url: string; windowName: string; windowFeatures: readonly string[] }) =>
      void opened.push({
        url: schemes.toOutside(asked.url),
        frameName: asked.windowName,
        features: asked.windowFeatures.join(','),
      }),
    'Fetch.requestPaused': (paused: RequestPaused) => requests.decide(paused),
    'Inspector.targetCrashed': () => hooks.onGone(true),
  };
  /** A window that this page opens waits, with nothing loaded, until the application has decided. */
  const decideWindow = ({ sessionId: child, targetInfo }: AttachedTarget): void => {
    if (targetInfo.openerId !== targetId) return;
    const asked = opened.shift() ?? { url: targetInfo.url, frameName: '', features: '' };
    const isAllowed = hooks.onWindowOpen(asked) || standin.without.has('windows');
    const next = isAllowed
      ? chromium.send('Runtime.runIfWaitingForDebugger', {}, child)
      : chromium.send('Target.closeTarget', { targetId: targetInfo.targetId });
    next.catch(ignoreGone);
  };
  standin.onEvent((event: ChromiumEvent) => {
    if (event.sessionId === sessionId) events[event.method]?.(event.params as never);
    if (event.method === 'Target.attachedToTarget') decideWindow(event.params as unknown as AttachedTarget);
    if (event.method === 'Target.targetDestroyed' && event.params['targetId'] === targetId && !isGone) {
      isGone = true;
      hooks.onGone(false);
    }
    if (event.method === 'Target.targetInfoChanged') {
      const info = event.params['targetInfo'] as { readonly targetId: string; readonly title: string };
      if (info.targetId === targetId && info.title !== '') hooks.onTitle(info.title);
    }
  });

  await command('Page.enable');
  await command('Runtime.addBinding', { name: 'standinSend', executionContextName: WORLD });
  for (const script of pageScripts(options)) await command('Page.addScriptToEvaluateOnNewDocument', script);
  await command('Runtime.enable');
  await requests.begin();

  return {
    targetId,
    command,
    async navigate(url) {
      const inside = schemes.toInside(url);
      requests.expect(inside);
      const { errorText } = await command<{ errorText?: string }>('Page.navigate', { url: inside });
      if (errorText !== undefined) throw new Error(`${errorText} loading '${url}'`);
    },
    post(message) {
      const world = [...worlds].find(([, frame]) => frame === mainFrame)?.[0];
      if (world === undefined) return;
      const expression = `standinReceive(${JSON.stringify(message)})`;
      command('Runtime.evaluate', { contextId: world, expression }).catch(ignoreGone);
    },
    async place(bounds) {
      const { windowId } = await chromium.send<{ windowId: number }>('Browser.getWindowForTarget', { targetId });
      await chromium.send('Browser.setWindowBounds', { windowId, bounds });
    },
    async close() {
      await chromium.send('Target.closeTarget', { targetId });
    },
  };
}

interface ContextFacts {
  readonly id: number;
  readonly name: string;
  readonly auxData: { readonly frameId: string };
}

interface AttachedTarget {
  /** A session with the new target. */
  readonly sessionId: string;
  readonly targetInfo: { readonly targetId: string; readonly url: string; readonly openerId?: string };
}

/** What runs before any script of a page, in each of its two worlds. */
function pageScripts({ preload, nodeIntegration }: PageOptions): readonly { source: string; worldName?: string }[] {
  const secret = JSON.stringify(`standin-${randomUUID()}-`);
  const wire = createWire.toString();
  const mainWorld = { source: `(${runInMainWorld.toString()})(${secret}, ${wire}, ${String(nodeIntegration)})` };
  if (preload === undefined) return [mainWorld];
  const { electron, chrome, node } = process.versions;
  const versions = JSON.stringify({ electron, chrome, node });
  const bundle = `function (require, module, exports, process) {${readFileSync(preload, 'utf8')}\n}`;
  const source = `(${runInPreloadWorld.toString()})(${secret}, ${wire}, ${versions}, ${bundle})\n//# sourceURL=${preload}`;
  return [mainWorld, { source, worldName: WORLD }];
}
