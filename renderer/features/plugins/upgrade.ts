import { tryParseImageReference } from '../../../shared/image-reference.ts';
import type { PluginView } from '../../../shared/model/plugin.ts';
import { STEP_LABELS } from './deploy-steps.ts';

/** The version serves, and the newest upgrade of it did not come about. */
export function hasFailedUpgrade({ installState, upgrade, lastOperation }: PluginView): boolean {
  return (
    installState === 'INSTALLED' &&
    upgrade === undefined &&
    lastOperation?.kind === 'upgrade' &&
    lastOperation.outcome === 'failed'
  );
}

/** `1.0.0 → 1.1.0 is being prepared (Pull)`; undefined where none is. */
export function upgradeLine({ version, upgrade }: Pick<PluginView, 'version' | 'upgrade'>): string | undefined {
  if (upgrade === undefined) return undefined;
  const step = upgrade.step === undefined ? '' : ` (${STEP_LABELS[upgrade.step]})`;
  return `${version} → ${tagOf(upgrade.image)} is being prepared${step}`;
}

/** `The upgrade to 1.1.0 failed: why`; undefined where none did. */
export function failedUpgradeLine(plugin: PluginView): string | undefined {
  if (!hasFailedUpgrade(plugin)) return undefined;
  const { image, message, code } = plugin.lastOperation ?? {};
  const target = image === undefined ? '' : ` to ${tagOf(image)}`;
  const why = message ?? code;
  return `The upgrade${target} failed${why === undefined ? '' : `: ${why.replace(/\.$/, '')}`}`;
}

/** What tells an image apart from another of its repository: its tag, or its digest's beginning. */
function tagOf(image: string): string {
  const reference = tryParseImageReference(image);
  if (typeof reference === 'string') return image;
  return reference.tag ?? reference.digest?.slice(0, 19) ?? 'latest';
}
