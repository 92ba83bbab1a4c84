import { assertNever } from '../../../shared/assert-never.ts';
import type { InstallState } from '../../../shared/model/plugin.ts';

/**
 * The lifecycle of a plugin: a pure machine over the guide's states. `disabled` is an independent fact and not part of
 * it. No clock, no I/O: the service persists the next state, then carries out the effects.
 */
export type LifecycleState = InstallState | 'absent';

export type LifecycleEvent =
  /** Somebody wants an image that is not the one wanted now, or wants a failed one again. */
  | { readonly type: 'install-wished' }
  /** Another image is wished for an installed plugin: it goes on serving while that is prepared (D8). */
  | { readonly type: 'upgrade-wished' }
  /** The next version is prepared: the former one is stopped and kept, the next one started. */
  | { readonly type: 'switched' }
  /** Back to the version that was good before, by its exact image. */
  | { readonly type: 'rollback-wished' }
  /** Image present and container created: the end of PREPARE (D8). */
  | { readonly type: 'prepared' }
  /** Registered since its start, running, healthy, right image. */
  | { readonly type: 'ready' }
  /** Anything that ends a deploy for good, a cancellation included. */
  | { readonly type: 'failed' }
  /** The container of an installed plugin ended or vanished without our wish, and may be tried again. */
  | { readonly type: 'lost' }
  /** The container of an installed plugin is being started anew by us (after an orderly stop, D9). */
  | { readonly type: 'restarted' }
  | { readonly type: 'uninstall-wished' }
  /** No container of the plugin is left. */
  | { readonly type: 'removed' };

export type LifecycleEffect =
  | 'start-deploy'
  /** Prepares the next version beside the serving one. */
  | 'prepare-next'
  /** Ends the preparation of a next version, whose container goes. */
  | 'abort-next'
  /** Stops and keeps the former container, then starts the next one. */
  | 'switch-over'
  /** Ends the deploy under way; its container goes with the next deploy or removal. */
  | 'abort-deploy'
  | 'restart-container'
  | 'stop-container'
  | 'remove-containers'
  | 'forget';

export type Transition =
  | { readonly ok: true; readonly next: LifecycleState; readonly effects: readonly LifecycleEffect[] }
  | { readonly ok: false; readonly reason: string };

/** The next state and what has to be done for it; a refused event changes nothing. Total over every pair. */
export function transition(state: LifecycleState, event: LifecycleEvent): Transition {
  switch (event.type) {
    case 'install-wished':
      return installWished(state);
    case 'upgrade-wished':
      return state === 'INSTALLED'
        ? to('INSTALLED', 'abort-next', 'prepare-next')
        : refuse(state, 'only an installed plugin is upgraded');
    case 'switched':
      return state === 'INSTALLED'
        ? to('INSTALLING', 'switch-over')
        : refuse(state, 'nothing serves that could be replaced');
    case 'rollback-wished':
      return state === 'FAILED' ? to('PENDING', 'start-deploy') : refuse(state, 'only a failed plugin is rolled back');
    case 'prepared':
      return state === 'PENDING' ? to('INSTALLING') : refuse(state, 'nothing is being prepared');
    case 'ready':
      return state === 'INSTALLING' ? to('INSTALLED') : refuse(state, 'nothing is being installed');
    case 'failed':
      return failed(state);
    case 'lost':
      return state === 'INSTALLED'
        ? to('PENDING', 'abort-next', 'start-deploy')
        : refuse(state, 'only an installed plugin can lose its container');
    case 'restarted':
      return state === 'INSTALLED'
        ? to('INSTALLING', 'restart-container')
        : refuse(state, 'only an installed plugin is started again');
    case 'uninstall-wished':
      return uninstallWished(state);
    case 'removed':
      return state === 'REMOVING' ? to('absent', 'forget') : refuse(state, 'nothing is being removed');
    default:
      return assertNever(event);
  }
}

function installWished(state: LifecycleState): Transition {
  switch (state) {
    case 'absent':
    case 'FAILED':
      return to('PENDING', 'start-deploy');
    case 'PENDING':
    case 'INSTALLING':
      return to('PENDING', 'abort-deploy', 'start-deploy');
    case 'INSTALLED':
      return refuse(state, 'an upgrade is a transition of its own');
    case 'REMOVING':
      return refuse(state, 'it is being removed');
    default:
      return assertNever(state);
  }
}

function failed(state: LifecycleState): Transition {
  switch (state) {
    case 'PENDING':
    case 'INSTALLING':
      return to('FAILED', 'abort-deploy', 'stop-container');
    case 'INSTALLED':
      return to('FAILED', 'abort-next', 'stop-container');
    case 'FAILED':
    case 'REMOVING':
    case 'absent':
      return refuse(state, 'nothing is running');
    default:
      return assertNever(state);
  }
}

function uninstallWished(state: LifecycleState): Transition {
  switch (state) {
    case 'PENDING':
    case 'INSTALLING':
      return to('REMOVING', 'abort-deploy', 'remove-containers');
    case 'INSTALLED':
    case 'FAILED':
    case 'REMOVING':
      return to('REMOVING', 'remove-containers');
    case 'absent':
      return refuse(state, 'there is no such plugin');
    default:
      return assertNever(state);
  }
}

function to(next: LifecycleState, ...effects: LifecycleEffect[]): Transition {
  return { ok: true, next, effects };
}

function refuse(state: LifecycleState, reason: string): Transition {
  return { ok: false, reason: `${state}: ${reason}` };
}
