import type { PageHooks } from './page.ts';
import type { Standin } from './standin.ts';

/** An address to which a page wants to go by itself. */
export interface NavigationAsked {
  readonly url: string;
  readonly isMainFrame: boolean;
  readonly isRedirect: boolean;
}

/** `Fetch.requestPaused`, as far as it is read. */
export interface RequestPaused {
  readonly requestId: string;
  readonly request: {
    readonly url: string;
    readonly method: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly postData?: string;
  };
  readonly frameId: string;
  readonly resourceType: string;
  readonly redirectedRequestId?: string;
}

interface RequestsOptions {
  readonly standin: Standin;
  readonly command: <Result = object>(method: string, params?: object) => Promise<Result>;
  readonly isMainFrame: (frameId: string) => boolean;
  readonly hooks: PageHooks;
}

/** Requests of a page that the application decides: its own schemes, and every navigation. */
export function createRequests({ standin, command, isMainFrame, hooks }: RequestsOptions) {
  const { schemes, without } = standin;
  /** The address the application itself is loading; a page's own wish is asked about, this is not. */
  let expected: string | undefined;

  const isRefused = (paused: RequestPaused): boolean => {
    if (paused.resourceType !== 'Document') return false;
    const { url } = paused.request;
    const isRedirect = paused.redirectedRequestId !== undefined;
    if (url === expected && !isRedirect) {
      expected = undefined;
      return false;
    }
    const asked = { url: schemes.toOutside(url), isMainFrame: isMainFrame(paused.frameId), isRedirect };
    return !hooks.onNavigate(asked) && !without.has('navigation');
  };

  const answer = async (paused: RequestPaused): Promise<void> => {
    const { requestId, request } = paused;
    if (isRefused(paused)) {
      await command('Fetch.failRequest', { requestId, errorReason: 'Aborted' });
      return;
    }
    const handler = schemes.handlerOf(request.url);
    if (handler === undefined) {
      await command('Fetch.continueRequest', { requestId });
      return;
    }
    const { method, headers, postData } = request;
    const given = new Request(schemes.toOutside(request.url), {
      method,
      headers,
      ...(postData === undefined ? {} : { body: postData }),
    });
    const response = await handler(given);
    const body = Buffer.from(await response.arrayBuffer());
    const kept = [...response.headers].filter(([name]) => !without.has('headers') || name === 'content-type');
    await command('Fetch.fulfillRequest', {
      requestId,
      responseCode: response.status,
      responseHeaders: kept.map(([name, value]) => ({ name, value })),
      body: body.toString('base64'),
    });
  };

  return {
    async begin(): Promise<void> {
      await command('Fetch.enable', {
        patterns: [{ urlPattern: 'https://*.invalid/*' }, { urlPattern: '*', resourceType: 'Document' }],
      });
    },
    expect(inside: string): void {
      expected = inside;
    },
    decide(paused: RequestPaused): void {
      answer(paused).catch((error: unknown) => {
        console.error(`Electron stand-in: ${paused.request.url} was not answered: ${String(error)}`);
        // The page may be gone; then there is nobody left to tell.
        command('Fetch.failRequest', { requestId: paused.requestId, errorReason: 'Failed' }).catch(() => undefined);
      });
    },
  };
}
