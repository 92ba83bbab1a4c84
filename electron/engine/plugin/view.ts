import { tryParseImageReference } from '../../../shared/image-reference.ts';
import type { ContainerView, PluginView } from '../../../shared/model/plugin.ts';
import type { ContainerFacts } from '../port/container-runtime.ts';
import type { PluginRecord } from '../../../shared/model/engine-state.ts';
import type { LivePlugin } from './live.ts';
import { reasonOf } from './reasons.ts';

/** A plugin as every door shows it. Pure. */
export function pluginView(record: PluginRecord, live: LivePlugin, now: number): PluginView {
  const { identity, deploy } = record;
  const failure = record.installState === 'FAILED' ? live.failure : undefined;
  return {
    id: record.id,
    name: record.name,
    displayName: identity?.displayName ?? record.name,
    description: identity?.description ?? '',
    version: versionOf(record),
    installState: record.installState,
    disabled: record.disabled,
    watched: record.watched ?? false,
    canRollback: canRollback(record),
    status: statusOf(record),
    reason: reasonOf(record, live, now),
    since: record.stateSince,
    attached: record.attached,
    fresh: record.attached || live.fresh,
    ...present('coordinates', identity?.coordinates),
    ...present('actionKitVersion', identity?.actionKitVersion),
    ...present('image', record.image),
    ...present('imageId', deploy?.imageId),
    ...present('digest', deploy?.digest),
    ...present('heartbeatAt', live.heartbeatAt),
    ...present(
      'step',
      record.installState === 'PENDING' || record.installState === 'INSTALLING' ? live.step : undefined,
    ),
    ...present('rollbackTo', canRollback(record) ? rollbackTo(record) : undefined),
    ...present('upgrade', upgradeOf(record, live)),
    ...present('container', live.container === undefined ? undefined : containerView(live.container)),
    ...present('failure', failure),
    ...present('lastOperation', record.lastOperation),
  };
}

/** Whether a good version is kept that is not the failed one (guide, "Rollback"; D8). */
export function canRollback(record: PluginRecord): boolean {
  return (
    record.installState === 'FAILED' &&
    !record.disabled &&
    record.good !== undefined &&
    record.good.imageId !== record.deploy?.imageId
  );
}

/** The text of the Status column (`lifecycle.md` §6.2). */
function statusOf(record: PluginRecord): string {
  if (record.disabled) return 'DISABLED';
  return canRollback(record) ? 'FAILED (rollback available)' : record.installState;
}

function rollbackTo({ good }: PluginRecord): PluginView['rollbackTo'] {
  return good === undefined ? undefined : { image: good.image, version: good.version };
}

function upgradeOf({ next }: PluginRecord, live: LivePlugin): PluginView['upgrade'] {
  return next === undefined
    ? undefined
    : { image: next.image, since: next.startedAt, ...present('step', live.upgrade?.step) };
}

/** Registered version once there is one, the wished image's tag until then (`lifecycle.md` §6.2). */
function versionOf(record: PluginRecord): string {
  if (record.identity !== undefined && (record.installState === 'INSTALLED' || record.image === undefined))
    return record.identity.coordinates.version;
  const reference = record.image === undefined ? undefined : tryParseImageReference(record.image);
  return (typeof reference === 'object' ? reference.tag : undefined) ?? record.identity?.coordinates.version ?? '-';
}

function containerView(facts: ContainerFacts): ContainerView {
  return {
    id: facts.id,
    name: facts.name,
    status: facts.status,
    health: facts.health,
    memory: facts.memory,
    pids: facts.pids,
    network: facts.networks[0] ?? '',
    ...present('startedAt', facts.startedAt),
    ...present('exitCode', facts.status === 'exited' || facts.status === 'dead' ? facts.exitCode : undefined),
  };
}

/** `{ [key]: value }`, or nothing for undefined: exact optional properties. */
function present<K extends string, V>(key: K, value: V | undefined): { readonly [P in K]?: V } {
  return value === undefined ? {} : ({ [key]: value } as { readonly [P in K]: V });
}
