import { useSyncExternalStore } from 'react';

/** What the user chose; `system` follows the machine. */
const THEMES = ['system', 'light', 'dark', 'contrast'] as const;
export type Theme = (typeof THEMES)[number];

const KEY = 'deltadock.theme';
const choices = new EventTarget();

/** The chosen theme; `system` where nothing or nonsense is stored. */
export function storedTheme(storage: Pick<Storage, 'getItem'>): Theme {
  const stored = storage.getItem(KEY);
  return THEMES.find((theme) => theme === stored) ?? 'system';
}

/** Keeps the choice and shows it. */
export function chooseTheme(theme: Theme): void {
  window.localStorage.setItem(KEY, theme);
  showTheme(theme);
  choices.dispatchEvent(new Event('choice'));
}

/** The choice as it is now, wherever it was made. */
export function useTheme(): Theme {
  return useSyncExternalStore(subscribe, () => storedTheme(window.localStorage));
}

/** Shows a theme. Light and dark of the system are CSS's matter; a wish for more contrast needs the attribute. */
export function showTheme(theme: Theme): void {
  const wanted = theme === 'system' && window.matchMedia('(prefers-contrast: more)').matches ? 'contrast' : theme;
  if (wanted === 'system') delete document.documentElement.dataset['theme'];
  else document.documentElement.dataset['theme'] = wanted;
}

function subscribe(listener: () => void): () => void {
  choices.addEventListener('choice', listener);
  return () => choices.removeEventListener('choice', listener);
}
