import type { Caller } from '../../engine/plugin/doors.ts';

/** What of a request says from where it was sent. */
export interface Sender {
  readonly listener: Caller['listener'];
  /** The port of the listener. */
  readonly port: number;
  readonly host: string | undefined;
  readonly origin: string | undefined;
  /** The path carries a token: a page that knows none cannot have made it, so any name for this machine will do (D3). */
  readonly hasToken: boolean;
}

/**
 * Why a request is refused for where it comes from, or undefined. A web page of somewhere else, and one that reaches
 * loopback under a name of its own (DNS rebinding), must not register plugins (D2).
 */
export function originProblem({ listener, port, host, origin, hasToken }: Sender): string | undefined {
  if (origin !== undefined && !(listener === 'loopback' && isOwnOrigin(origin, port))) {
    return 'Requests of web pages are not taken here.';
  }
  if (listener === 'bridge' || hasToken) return undefined;
  return host !== undefined && LOOPBACK_HOST.test(host)
    ? undefined
    : 'This door answers to localhost and 127.0.0.1 only.';
}

const LOOPBACK_HOST = /^(?:localhost|127\.0\.0\.1|\[::1\])(?::\d{1,5})?$/i;

function isOwnOrigin(origin: string, port: number): boolean {
  return ['localhost', '127.0.0.1', '[::1]'].some((name) => origin === `http://${name}:${String(port)}`);
}
