const KEY = 'deltadock.token';

/** The parts of a window that {@link takeToken} reads and changes. */
export interface TokenWindow {
  readonly location: { readonly hash: string; readonly pathname: string; readonly search: string };
  readonly history: { replaceState(data: unknown, unused: string, url: string): void };
  readonly sessionStorage: { getItem(key: string): string | null; setItem(key: string, value: string): void };
}

/**
 * The token of the control door. It arrives as `#token=…`, is kept for this tab only, and leaves the address bar at
 * once, so that neither history nor a screenshot holds it. Undefined when the page was opened without one.
 */
export function takeToken({ location, history, sessionStorage }: TokenWindow): string | undefined {
  const arrived = new URLSearchParams(location.hash.slice(1)).get('token');
  if (arrived === null || arrived === '') return sessionStorage.getItem(KEY) ?? undefined;
  sessionStorage.setItem(KEY, arrived);
  history.replaceState(null, '', location.pathname + location.search);
  return arrived;
}
