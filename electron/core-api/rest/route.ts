import type { Caller } from '../../engine/plugin/doors.ts';

/** What a request asks of the core door. */
export type Route =
  | { readonly kind: 'plugins'; readonly token?: string }
  /** The right path with another method. */
  | { readonly kind: 'method' }
  /** DeltaFi has it, this door does not: not in this version (`later`), or not at all (D23). */
  | { readonly kind: 'not-available'; readonly later: boolean }
  | { readonly kind: 'not-for-containers' }
  | { readonly kind: 'unknown' };

/**
 * `POST /plugins` and `POST /c/<token>/plugins` (D3). On the bridge there is nothing else (D2). Doubled slashes count as
 * one, since kits append `/plugins` to a CORE_URL that may end in a slash.
 */
export function routeOf(method: string, target: string, listener: Caller['listener']): Route {
  const path = (target.split('?', 1)[0] ?? '').replace(/\/{2,}/g, '/');
  const { token, rest } = splitToken(path);
  if (rest === '/plugins') {
    if (method === 'POST') return { kind: 'plugins', ...(token === undefined ? {} : { token }) };
    return listener === 'bridge' ? { kind: 'not-for-containers' } : { kind: 'method' };
  }
  if (listener === 'bridge') return { kind: 'not-for-containers' };
  if (LATER.test(rest)) return { kind: 'not-available', later: true };
  return DELTAFI.test(rest) ? { kind: 'not-available', later: false } : { kind: 'unknown' };
}

const TOKEN = /^\/c\/([\w.~-]{1,512})(\/.*)$/;
/** Ingress, GraphQL and what the official TUI asks (`flows.md` §5, §7). */
const LATER =
  /^\/(?:api\/v2\/(?:deltafile\/ingress|graphql|me|status|versions|content)|deltafile\/ingress|graphql)(?:\/|$)/;
const DELTAFI = /^\/api\/v[12](?:\/|$)/;

function splitToken(path: string): { readonly token?: string; readonly rest: string } {
  const [, token, rest] = TOKEN.exec(path) ?? [];
  return token === undefined || rest === undefined ? { rest: path } : { token, rest };
}
