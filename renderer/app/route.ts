import { useMemo, useSyncExternalStore } from 'react';

const PLUGIN_TABS = ['status', 'history', 'flows', 'actions', 'variables', 'container', 'logs'] as const;
export type PluginTab = (typeof PLUGIN_TABS)[number];

/** Where the page stands. Later screens join here; `gallery` is for development and tests and not in the rail. */
export interface Route {
  readonly screen: 'plugins' | 'gallery';
  /** The plugin whose panel is open. */
  readonly pluginId?: string | undefined;
  /** The tab of its panel; the first unless told. */
  readonly tab?: PluginTab | undefined;
}

/** The route of an address's fragment, as in `#/plugins/<id>/logs`. Anything unknown is the first screen. */
export function parseRoute(hash: string): Route {
  const [screen, subject, tab] = hash.replace(/^#\/?/, '').split('/');
  if (screen === 'gallery') return { screen };
  const pluginId = screen === 'plugins' && subject !== undefined && subject !== '' ? decode(subject) : undefined;
  if (pluginId === undefined) return { screen: 'plugins' };
  return { screen: 'plugins', pluginId, tab: PLUGIN_TABS.find((known) => known === tab) };
}

/** The fragment of a route. */
export function formatRoute({ screen, pluginId, tab }: Route): string {
  const parts = [screen, pluginId === undefined ? undefined : encodeURIComponent(pluginId), tab];
  return `#/${parts.filter((part) => part !== undefined).join('/')}`;
}

/** The present route, kept in the address bar so that a reload and the back button keep it. */
export function useRoute(): Route {
  const hash = useSyncExternalStore(subscribe, () => window.location.hash);
  return useMemo(() => parseRoute(hash), [hash]);
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
