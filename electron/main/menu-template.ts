import type { MenuItemConstructorOptions } from 'electron';
import { WINDOW_THEMES, type WindowState } from './window-state.ts';

export interface MenuOptions {
  readonly isMac: boolean;
  readonly isPackaged: boolean;
  readonly theme: WindowState['theme'];
  readonly chooseTheme: (theme: WindowState['theme']) => void;
  readonly openDocumentation: () => void;
  readonly openDataFolder: () => void;
  readonly openEngineLog: () => void;
}

const THEME_LABELS = { system: 'Like the system', light: 'Light', dark: 'Dark' } as const;

/** The menu as data: the usual roles, the theme, help. */
export function menuTemplate(options: MenuOptions): MenuItemConstructorOptions[] {
  const { isMac, isPackaged } = options;
  const separator: MenuItemConstructorOptions = { type: 'separator' };
  return [
    ...(isMac ? [{ role: 'appMenu' } as const] : []),
    { label: '&File', submenu: [isMac ? { role: 'close' } : { role: 'quit', label: 'Quit DeltaDock' }] },
    { role: 'editMenu' },
    {
      label: '&View',
      submenu: [
        { label: 'Theme', submenu: WINDOW_THEMES.map((theme) => themeItem(theme, options)) },
        separator,
        { role: 'resetZoom' },
        { role: 'zoomIn' },
        { role: 'zoomOut' },
        separator,
        { role: 'reload' },
        { role: 'togglefullscreen' },
        ...(isPackaged ? [] : [{ role: 'toggleDevTools' } as const]),
      ],
    },
    { role: 'windowMenu' },
    {
      role: 'help',
      submenu: [
        { label: 'DeltaFi documentation', click: options.openDocumentation },
        separator,
        { label: 'Show the data folder', click: options.openDataFolder },
        { label: 'Show the engine log', click: options.openEngineLog },
        ...(isMac ? [] : [separator, { role: 'about', label: 'About DeltaDock' } as const]),
      ],
    },
  ];
}

function themeItem(theme: WindowState['theme'], options: MenuOptions): MenuItemConstructorOptions {
  return {
    id: `theme-${theme}`,
    label: THEME_LABELS[theme],
    type: 'radio',
    checked: options.theme === theme,
    click: () => options.chooseTheme(theme),
  };
}
