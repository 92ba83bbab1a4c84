import { assertNever } from '../../../shared/assert-never.ts';
import type { DeployStep, Reason } from '../../../shared/model/plugin.ts';
import type { PullProgress } from '../../../shared/model/progress.ts';
import type { PluginRecord } from '../../../shared/model/engine-state.ts';
import type { LivePlugin } from './live.ts';

/** How long an attached plugin counts as alive after its last sign of life, milliseconds (D22). */
export const STALE_AFTER = 30_000;

/** Why the plugin is in its state and what would end it, as sentences for the user. Pure. */
export function reasonOf(record: PluginRecord, live: LivePlugin, now: number): Reason {
  if (live.blockedBy !== undefined && record.installState !== 'FAILED')
    return {
      text: live.blockedBy.message,
      since: live.blockedBy.since,
      release: live.blockedBy.next,
      code: live.blockedBy.code,
    };
  if (record.disabled)
    return {
      text: 'Disabled by you; its container is stopped and kept',
      since: record.stateSince,
      release: `deltafi plugin enable ${record.name}`,
    };
  const since = record.stateSince;
  const withDeadline = live.deadline === undefined ? {} : { deadline: live.deadline };
  switch (record.installState) {
    case 'PENDING':
      return {
        text: pendingText(live.step, live.progress),
        since,
        release: 'Goes on by itself',
        ...withDeadline,
      };
    case 'INSTALLING':
      return installingReason(live.step, since, withDeadline);
    case 'INSTALLED':
      return installedReason(record, live, now);
    case 'FAILED':
      return failedReason(record, since);
    case 'REMOVING':
      return { text: 'Its container is being stopped and removed', since, release: 'Goes on by itself' };
    default:
      return assertNever(record.installState);
  }
}

function pendingText(step: DeployStep | undefined, progress: PullProgress | undefined): string {
  if (step === 'create') return 'Its container is being created';
  if (progress === undefined) return 'The image is being looked up';
  const percent = progress.total === 0 ? undefined : Math.floor((progress.current / progress.total) * 100);
  return percent === undefined ? 'The image is being pulled' : `The image is being pulled, ${String(percent)} %`;
}

function installingReason(
  step: DeployStep | undefined,
  since: number,
  deadline: { readonly deadline?: number },
): Reason {
  switch (step) {
    case 'healthy':
      return {
        text: 'It registered; its health check has not passed yet',
        since,
        release: 'Installed when it is healthy',
        ...deadline,
      };
    case 'register':
      return {
        text: 'Its container runs and has not registered yet',
        since,
        release: 'Installed when it registers and is healthy',
        ...deadline,
      };
    default:
      return {
        text: 'Its container is starting',
        since,
        release: 'Installed when it registers and is healthy',
        ...deadline,
      };
  }
}

function installedReason(record: PluginRecord, live: LivePlugin, now: number): Reason {
  const since = record.stateSince;
  if (record.next !== undefined)
    return {
      text: `This version serves while ${record.next.image} is prepared`,
      since: record.next.startedAt,
      release: 'Switched over when it is prepared; a failure leaves this version as it is',
    };
  const { lastOperation } = record;
  if (lastOperation?.kind === 'upgrade' && lastOperation.outcome === 'failed')
    return {
      text: `Registered and healthy; the upgrade to ${lastOperation.image ?? 'another image'} failed: ${lastOperation.message ?? ''}`,
      since: lastOperation.finishedAt ?? since,
      release: `deltafi plugin retry ${record.name}`,
      ...(lastOperation.code === undefined ? {} : { code: lastOperation.code }),
    };
  if (!record.attached) {
    const waits = record.identity?.hasActions === true && live.heartbeatAt === undefined;
    return waits
      ? {
          text: 'Registered and healthy; no sign of life at the work queue yet',
          since,
          release: 'Its first heartbeat',
          ...(live.deadline === undefined ? {} : { deadline: live.deadline }),
        }
      : { text: 'Registered and healthy', since };
  }
  if (record.identity?.hasActions !== true) return { text: 'Attached; it registered from this machine', since };
  const at = live.heartbeatAt;
  if (at !== undefined && now - at < STALE_AFTER)
    return { text: 'Attached; it registered from this machine and is alive', since };
  return {
    text: 'Attached, but it has shown no sign of life at the work queue for 30 s; it may have ended',
    since: at ?? since,
    release: 'Start it again with the environment of `deltafi plugin attach`',
    code: 'NO_HEARTBEAT',
  };
}

function failedReason(record: PluginRecord, since: number): Reason {
  const failure = record.failure;
  if (failure === undefined) return { text: 'The installation failed', since };
  return { text: failure.message, since, release: failure.next, code: failure.code };
}
