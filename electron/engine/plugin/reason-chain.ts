import type { PluginRecord } from '../../../shared/model/engine-state.ts';
import type { ReasonLink } from '../../../shared/model/plugin.ts';
import type { LivePlugin } from './live.ts';
import { reasonOf } from './reasons.ts';

/**
 * Why a plugin does not serve, from the effect over each cause to what releases it. Empty for one that serves and has
 * nothing to tell. Pure.
 */
export function reasonChain(record: PluginRecord, live: LivePlugin, now: number): ReasonLink[] {
  const reason = reasonOf(record, live, now);
  const isQuiet = record.installState === 'INSTALLED' && !record.disabled && reason.release === undefined;
  if (isQuiet) return [];
  return [
    { kind: 'effect', text: effectOf(record), since: record.stateSince },
    {
      kind: 'cause',
      text: reason.text,
      since: reason.since,
      ...(reason.code === undefined ? {} : { code: reason.code }),
    },
    ...containerLink(live, record),
    ...failureLinks(live, record),
    ...(reason.release === undefined
      ? []
      : [
          {
            kind: 'release' as const,
            text: reason.release,
            ...(reason.deadline === undefined ? {} : { deadline: reason.deadline }),
          },
        ]),
  ];
}

function effectOf(record: PluginRecord): string {
  if (record.disabled) return `${record.name} takes no work, and its flows reject data`;
  switch (record.installState) {
    case 'INSTALLED':
      return `${record.name} serves`;
    case 'FAILED':
      return `${record.name} takes no work; data for its flows waits until it is installed`;
    case 'PENDING':
    case 'INSTALLING':
      return `${record.name} takes no work yet; data for its flows waits`;
    case 'REMOVING':
      return `${record.name} is going; data for its flows waits`;
  }
}

function containerLink({ container, fresh }: LivePlugin, record: PluginRecord): ReasonLink[] {
  if (container === undefined || record.installState === 'PENDING') return [];
  const exit =
    container.exitCode === undefined || container.status === 'running'
      ? ''
      : `, exit code ${String(container.exitCode)}`;
  const health = container.health === 'none' ? '' : `, health ${container.health}`;
  const known = fresh ? '' : ' (last known)';
  return [{ kind: 'evidence', text: `Container ${container.name} is ${container.status}${health}${exit}${known}` }];
}

function failureLinks({ failure }: LivePlugin, record: PluginRecord): ReasonLink[] {
  if (failure === undefined || record.installState !== 'FAILED') return [];
  const lastLine = failure.logTail.at(-1);
  return [
    ...failure.evidence.slice(0, 3).map((text) => ({ kind: 'evidence' as const, text })),
    ...(lastLine === undefined ? [] : [{ kind: 'evidence' as const, text: `Last log line: ${lastLine}` }]),
  ];
}
