import type { PluginView } from '../../../shared/model/plugin.ts';
import { isChanging } from './plugin-look.ts';

export type PluginSegment = 'all' | 'changing' | 'failed';

/** The plugins of a segment whose name, image, coordinates, state or reason hold every word of `text`. */
export function filterPlugins(
  plugins: readonly PluginView[],
  segment: PluginSegment,
  text: string,
): readonly PluginView[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  return plugins.filter((plugin) => {
    if (!isInSegment(plugin, segment)) return false;
    const searched = searchedText(plugin);
    return words.every((word) => searched.includes(word));
  });
}

/** How many plugins a segment has. */
export function countOf(plugins: readonly PluginView[], segment: PluginSegment): number {
  return plugins.filter((plugin) => isInSegment(plugin, segment)).length;
}

function isInSegment(plugin: PluginView, segment: PluginSegment): boolean {
  if (segment === 'all') return true;
  return segment === 'failed' ? plugin.installState === 'FAILED' : isChanging(plugin);
}

function searchedText({ name, displayName, image, coordinates, status, reason }: PluginView): string {
  const identity = coordinates && [coordinates.groupId, coordinates.artifactId, coordinates.version].join(':');
  return [name, displayName, image, identity, status, reason.text].join('\n').toLowerCase();
}
