import { assertNever } from '../../../shared/assert-never.ts';
import type { ContainerFacts } from '../port/container-runtime.ts';
import type { PluginRecord } from '../../../shared/model/engine-state.ts';

/**
 * What has to be done so that the machine agrees with the wish. Pure: desired × observed → one step.
 *
 * - `deploy`: everything anew from PENDING, earlier containers removed.
 * - `start`: start the kept container and wait for its registration.
 * - `await`: the container runs; wait until it is ready.
 * - `adopt`: it runs and has registered since this start; nothing to do (D9).
 */
export type ReconcileStep =
  | { readonly do: 'nothing' }
  | { readonly do: 'adopt' }
  | { readonly do: 'await'; readonly because: string }
  | { readonly do: 'start'; readonly because: string; readonly countExit: boolean }
  | { readonly do: 'deploy'; readonly because: string }
  | { readonly do: 'stop'; readonly because: string }
  | { readonly do: 'remove'; readonly because: string };

export interface Observed {
  /** The container of the record's deploy. */
  readonly container: ContainerFacts | undefined;
  /** Whether doors and events were there without a gap since the state was last known to be right: a registration cannot have been missed. */
  readonly watched: boolean;
}

export function planReconcile(record: PluginRecord, observed: Observed): ReconcileStep {
  if (record.installState === 'REMOVING') return { do: 'remove', because: 'it is being removed' };
  if (record.attached) return { do: 'nothing' };
  const { container, watched } = observed;
  if (record.disabled)
    return container !== undefined && isUp(container)
      ? { do: 'stop', because: 'a disabled plugin does not run' }
      : { do: 'nothing' };
  switch (record.installState) {
    case 'PENDING':
      return { do: 'deploy', because: 'its installation was not finished' };
    case 'INSTALLING':
      return isRegistered(record, container)
        ? { do: 'await', because: 'it has registered and may still become healthy' }
        : { do: 'deploy', because: 'its registration may have been missed' };
    case 'INSTALLED':
      return installed(record, container, watched);
    case 'FAILED':
      return container !== undefined && isUp(container)
        ? { do: 'stop', because: 'a failed plugin does not go on taking work' }
        : { do: 'nothing' };
    default:
      return assertNever(record.installState);
  }
}

/** Whether this very start of the container has registered. */
function isRegistered(record: PluginRecord, container: ContainerFacts | undefined): boolean {
  return (
    container !== undefined && container.status === 'running' && record.deploy?.registeredStart === container.startedAt
  );
}

function installed(record: PluginRecord, container: ContainerFacts | undefined, watched: boolean): ReconcileStep {
  if (container === undefined) return { do: 'deploy', because: 'its container is gone' };
  if (container.imageId !== record.deploy?.imageId)
    return { do: 'deploy', because: 'its container runs another image' };
  if (isRegistered(record, container)) return { do: 'adopt' };
  switch (container.status) {
    case 'running':
    case 'restarting':
      return watched
        ? { do: 'await', because: 'its container was started again' }
        : { do: 'deploy', because: 'its container was started again while nobody was listening' };
    case 'created':
    case 'exited':
    case 'dead':
      return { do: 'start', because: 'its container has ended', countExit: watched };
    case 'paused':
    case 'removing':
      return { do: 'nothing' };
    default:
      return assertNever(container.status);
  }
}

function isUp(container: ContainerFacts): boolean {
  return container.status === 'running' || container.status === 'restarting' || container.status === 'paused';
}
