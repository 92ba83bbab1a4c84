import type { DeployStep, Failure } from '../../../shared/model/plugin.ts';
import type { PullProgress } from '../../../shared/model/progress.ts';
import type { ContainerFacts } from '../port/container-runtime.ts';
import type { Disposable } from '../port/disposable.ts';
import type { RegistrationFacts } from './deploy/readiness.ts';

/**
 * What is known of a plugin only while this engine runs: observations, the deploy under way, signs of life.
 * Nothing here is needed after a crash; it is observed anew.
 */
export interface LivePlugin {
  container: ContainerFacts | undefined;
  /** Whether `container` was observed since the Docker connection came up. */
  fresh: boolean;
  registration: RegistrationFacts;
  progress: PullProgress | undefined;
  /** Wall-clock end of the present wait, for display. */
  deadline: number | undefined;
  /** Newest sign of life at the work queue, wall clock. */
  heartbeatAt: number | undefined;
  /** Where the deploy under way is. */
  step: DeployStep | undefined;
  /** The next version that is being prepared. */
  upgrade: { readonly abort: AbortController; step: DeployStep | undefined } | undefined;
  /** A stop of its container that is under way; a start has to wait for its end. */
  stopping: Promise<void> | undefined;
  /** Ends the deploy under way. */
  abort: AbortController | undefined;
  /** Fails the plugin when no sign of life came in time. */
  heartbeatWatch: Disposable | undefined;
  /** Makes the deploy look again; replaced by each wait. */
  wake: () => void;
  /** The stored failure with its evidence, loaded once. */
  failure: Failure | undefined;
  /** Why the work that is wanted cannot go on now, such as Docker being away. */
  blockedBy:
    | { readonly code: string; readonly message: string; readonly next: string; readonly since: number }
    | undefined;
}

export function createLivePlugin(): LivePlugin {
  return {
    container: undefined,
    fresh: false,
    registration: { kind: 'none' },
    progress: undefined,
    deadline: undefined,
    heartbeatAt: undefined,
    step: undefined,
    upgrade: undefined,
    stopping: undefined,
    abort: undefined,
    heartbeatWatch: undefined,
    wake: () => undefined,
    failure: undefined,
    blockedBy: undefined,
  };
}
