import { Component, Contrast, Copy, Keyboard, ListChecks, Monitor, Moon, Package, Plus, Sun } from 'lucide-react';
import type { ReactNode } from 'react';
import type { PluginView } from '../../shared/model/plugin.ts';
import { pluginWord } from './plugin-word.ts';
import type { Findable } from './palette-match.ts';
import { askFor } from './intent.ts';
import { navigate } from './route.ts';
import { chooseTheme, type Theme } from './theme.ts';

export interface PaletteEntry extends Findable {
  readonly id: string;
  readonly group: 'Screens' | 'Commands' | 'Plugins';
  readonly icon: ReactNode;
  readonly keys?: readonly string[];
  readonly run: () => void;
}

interface PaletteFacts {
  readonly plugins: readonly PluginView[];
  readonly coreAddress: string | undefined;
  readonly showKeys: () => void;
}

const THEMES = [
  { theme: 'system', label: 'Theme: as the system', icon: <Monitor aria-hidden="true" /> },
  { theme: 'light', label: 'Theme: light', icon: <Sun aria-hidden="true" /> },
  { theme: 'dark', label: 'Theme: dark', icon: <Moon aria-hidden="true" /> },
  { theme: 'contrast', label: 'Theme: high contrast', icon: <Contrast aria-hidden="true" /> },
] as const satisfies readonly { theme: Theme; label: string; icon: ReactNode }[];

/** Everything the palette offers now. */
export function paletteEntries({ plugins, coreAddress, showKeys }: PaletteFacts): readonly PaletteEntry[] {
  const copy: readonly PaletteEntry[] =
    coreAddress === undefined
      ? []
      : [
          {
            id: 'copy-core',
            group: 'Commands',
            label: 'Copy core address',
            note: coreAddress,
            icon: <Copy aria-hidden="true" />,
            run: () => void navigator.clipboard.writeText(coreAddress).catch(reportError),
          },
        ];
  return [
    {
      id: 'screen-plugins',
      group: 'Screens',
      label: 'Plugins',
      icon: <Package aria-hidden="true" />,
      keys: ['Ctrl', '1'],
      run: () => navigate({ screen: 'plugins', pluginId: undefined }),
    },
    {
      id: 'install',
      group: 'Commands',
      label: 'Install plugin',
      icon: <Plus aria-hidden="true" />,
      keys: ['Ctrl', 'I'],
      run: () => askFor('install-plugin'),
    },
    {
      id: 'tasks',
      group: 'Commands',
      label: 'Show tasks',
      icon: <ListChecks aria-hidden="true" />,
      run: () => askFor('show-tasks'),
    },
    ...copy,
    ...THEMES.map(
      ({ theme, label, icon }): PaletteEntry => ({
        id: `theme-${theme}`,
        group: 'Commands',
        label,
        icon,
        run: () => chooseTheme(theme),
      }),
    ),
    {
      id: 'keys',
      group: 'Commands',
      label: 'Show keys',
      icon: <Keyboard aria-hidden="true" />,
      keys: ['?'],
      run: showKeys,
    },
    ...plugins.map(
      (plugin): PaletteEntry => ({
        id: `plugin-${plugin.id}`,
        group: 'Plugins',
        label: plugin.displayName,
        note: [pluginWord(plugin), plugin.image].filter(Boolean).join(' · '),
        icon: <Component aria-hidden="true" />,
        run: () => navigate({ screen: 'plugins', pluginId: plugin.id }),
      }),
    ),
  ];
}
