import type { PluginView } from '../../shared/model/plugin.ts';

/** The guide's check of all plugins: the worst state decides; what is under way and what failed is named. Pure. */
export function healthSummary(plugins: readonly PluginView[]): string {
  const inState = (states: readonly PluginView['installState'][]): readonly PluginView[] =>
    plugins.filter(({ installState }) => states.includes(installState));
  const underWay = inState(['PENDING', 'INSTALLING', 'REMOVING']);
  const failed = inState(['FAILED']);
  if (plugins.length === 0) return 'none';
  if (underWay.length === 0 && failed.length === 0)
    return `All ${String(plugins.length)} plugin(s) are installed and healthy.`;
  const lines = [
    ...(failed.length === 0 ? [] : ['Failed Plugin Installations']),
    ...failed.map(
      ({ name, image, failure }) =>
        ` - ${image ?? name}: ${failure?.message ?? 'failed'} (\`deltafi plugin retry ${name}\`)`,
    ),
    ...(underWay.length === 0 ? [] : ['Plugins In Progress']),
    ...underWay.map(({ name, image, installState }) => ` - ${image ?? name} (${installState.toLowerCase()})`),
  ];
  return lines.join(`\n${' '.repeat(16)}`);
}
