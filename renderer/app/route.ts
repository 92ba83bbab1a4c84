import { useSyncExternalStore } from 'react';

/** Where the page stands. Later screens join here. */
export interface Route {
  /** `gallery` shows the components to tests and designers; no screen leads to it. */
  readonly screen: 'plugins' | 'gallery';
  /** The plugin whose panel is open. */
  readonly pluginId: string | undefined;
}

/** The route of an address's fragment, as in `#/plugins/<id>`. Anything unknown is the first screen. */
export function parseRoute(hash: string): Route {
  const [screen, subject] = hash.replace(/^#\/?/, '').split('/');
  if (screen === 'gallery') return { screen, pluginId: undefined };
  const known = screen === 'plugins' && subject !== undefined && subject !== '';
  return { screen: 'plugins', pluginId: known ? decode(subject) : undefined };
}

/** The fragment of a route. */
export function formatRoute({ screen, pluginId }: Route): string {
  return pluginId === undefined ? `#/${screen}` : `#/${screen}/${encodeURIComponent(pluginId)}`;
}

/** The present route, kept in the address bar so that a reload and the back button keep it. */
export function useRoute(): Route {
  return parseRoute(useSyncExternalStore(subscribe, () => window.location.hash));
}

export function navigate(route: Route): void {
  window.location.hash = formatRoute(route);
}

function subscribe(listener: () => void): () => void {
  window.addEventListener('hashchange', listener);
  return () => window.removeEventListener('hashchange', listener);
}

function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
