/**
 * Chromium lets nobody intercept a scheme of one's own, so `scheme://host/path` lives at `https://host.scheme.invalid/path`
 * (D19): header CSP is enforced there and no name is ever resolved. The application sees its own addresses only.
 */
export interface Schemes {
  register(scheme: string): void;
  handle(scheme: string, handler: PageHandler): void;
  unhandle(scheme: string): void;
  /** The handler for an address inside Chromium. */
  handlerOf(inside: string): PageHandler | undefined;
  /** The application's address as Chromium gets it, and back. Other addresses stay as they are. */
  toInside(address: string): string;
  toOutside(address: string): string;
  isHandled(scheme: string): boolean;
}

export type PageHandler = (request: Request) => Response | Promise<Response>;

export function createSchemes(): Schemes {
  const registered = new Set<string>();
  const handlers = new Map<string, PageHandler>();
  const schemeOf = (inside: string): string | undefined => {
    const scheme = /^https:\/\/(?:[^/:@]+\.)?([a-z][a-z0-9+-]*)\.invalid(?:[/?#]|$)/.exec(inside)?.[1];
    return scheme !== undefined && registered.has(scheme) ? scheme : undefined;
  };
  return {
    register: (scheme) => void registered.add(scheme),
    handle(scheme, handler) {
      if (handlers.has(scheme)) throw new Error(`Failed to register protocol: ${scheme}`);
      handlers.set(scheme, handler);
    },
    unhandle: (scheme) => void handlers.delete(scheme),
    handlerOf: (inside) => handlers.get(schemeOf(inside) ?? ''),
    isHandled: (scheme) => handlers.has(scheme),
    toInside(address) {
      const found = /^([a-z][a-z0-9+-]*):\/\/([^/?#]*)(.*)$/s.exec(address);
      const [, scheme = '', host = '', rest = ''] = found ?? [];
      if (!registered.has(scheme)) return address;
      return `https://${host === '' ? '' : `${host}.`}${scheme}.invalid${rest === '' ? '/' : rest}`;
    },
    toOutside(address) {
      const scheme = schemeOf(address);
      if (scheme === undefined) return address;
      const url = new URL(address);
      const host = url.hostname.slice(0, -`.${scheme}.invalid`.length);
      return `${scheme}://${host}${url.pathname}${url.search}${url.hash}`;
    },
  };
}
