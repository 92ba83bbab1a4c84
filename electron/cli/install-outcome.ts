import { ERRORS, type ErrorCode, isErrorCode, nextStep } from '../../shared/errors.ts';
import type { Failure, PluginView } from '../../shared/model/plugin.ts';

/** What was asked for: an image, and the record that the engine made of it. */
export interface InstallRequest {
  readonly image: string;
  readonly id: string;
  readonly name: string;
}

export type Judgement =
  | { readonly kind: 'waiting' }
  /** INSTALLED; whether its actions work is known when it has given a sign of life. */
  | { readonly kind: 'installed'; readonly hasSignOfLife: boolean }
  | { readonly kind: 'failed'; readonly failure: Failure };

/**
 * What the state of a plugin says about an install that was asked for. Pure. `plugin` is undefined when the engine
 * does not know it any more. A plugin that serves another image than the asked one was not installed by this request,
 * whatever its state (D8).
 */
export function judgeInstall(request: InstallRequest, plugin: PluginView | undefined): Judgement {
  if (plugin === undefined) {
    return failed('SUPERSEDED', `${request.name} was uninstalled before it was INSTALLED.`, 0);
  }
  const { lastOperation, installState, failure, since } = plugin;
  const isOurs = lastOperation?.image === request.image;
  if (
    isOurs &&
    (lastOperation.outcome === 'failed' || lastOperation.outcome === 'cancelled') &&
    installState !== 'FAILED'
  ) {
    const code = lastOperation.outcome === 'cancelled' ? 'CANCELLED' : (lastOperation.code ?? 'INTERNAL');
    const cause = lastOperation.message === undefined ? '' : ` ${lastOperation.message}`;
    return failed(
      code,
      `The install of ${request.image} failed; ${plugin.image ?? 'the former image'} goes on serving.${cause}`,
      since,
    );
  }
  // The former version serves while the wished one is prepared (D8).
  if (isOurs && lastOperation.outcome === 'running' && plugin.image !== request.image) return { kind: 'waiting' };
  if (plugin.image !== request.image) {
    return failed('SUPERSEDED', `${plugin.image ?? 'Another plugin'} took the place of ${request.image}.`, since);
  }
  switch (installState) {
    case 'PENDING':
    case 'INSTALLING':
      return { kind: 'waiting' };
    case 'REMOVING':
      return failed('SUPERSEDED', `${request.name} is being uninstalled.`, since);
    case 'FAILED':
      return failure === undefined
        ? failed('INTERNAL', `${request.image} is FAILED without a cause.`, since)
        : { kind: 'failed', failure };
    case 'INSTALLED':
      if (plugin.disabled) return failed('SUPERSEDED', `${request.name} was disabled.`, since);
      return { kind: 'installed', hasSignOfLife: isAfter(plugin.heartbeatAt, lastOperation?.startedAt) };
  }
}

/** A sign of life of an earlier deploy says nothing about this one. */
function isAfter(heartbeatAt: number | undefined, startedAt: number | undefined): boolean {
  return heartbeatAt !== undefined && heartbeatAt >= (startedAt ?? 0);
}

function failed(code: ErrorCode | (string & {}), message: string, at: number): Judgement {
  const known: ErrorCode = isErrorCode(code) ? code : 'INTERNAL';
  const next = known in ERRORS ? nextStep(known) : '';
  return { kind: 'failed', failure: { code, message, next, at, logTail: [], evidence: [] } };
}
