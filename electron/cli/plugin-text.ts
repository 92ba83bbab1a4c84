import type { PluginDetail, PluginView } from '../../shared/model/plugin.ts';
import { tableText } from './print.ts';

/** The list as in DeltaFi's own command (`deltafi/lifecycle.md` §6.2), with what failed and the next step below. */
export function listText(plugins: readonly PluginView[], plain: boolean): string {
  const rows = plugins.map(({ name, image, version, status }) => [name, image ?? '-', version, status]);
  const failures = plugins.flatMap(({ name, failure, installState }) => {
    if (failure === undefined || installState !== 'FAILED') return [];
    const hasMore = failure.logTail.length > 0 || failure.evidence.length > 0;
    const more = hasMore ? `  Its last words: deltafi plugin describe ${name}\n` : '';
    return [
      `${name} failed: ${failure.message.replace(/\.$/, '')} (${failure.code})\n  Next: ${failure.next}\n${more}`,
    ];
  });
  const waits = plugins.flatMap(({ name, installState, reason: { text, code, release } }) =>
    code === undefined || installState === 'FAILED' || installState === 'INSTALLED'
      ? []
      : [`${name} waits: ${text.replace(/\.$/, '')} (${code})\n${release === undefined ? '' : `  Next: ${release}\n`}`],
  );
  const notes = plugins.flatMap(({ name, installState, lastOperation }) =>
    installState === 'INSTALLED' && lastOperation?.kind === 'upgrade' && lastOperation.outcome === 'failed'
      ? [
          `${name} goes on serving; its upgrade to ${lastOperation.image ?? 'another image'} failed: ${(lastOperation.message ?? '').replace(/\.$/, '')} (${lastOperation.code ?? 'INTERNAL'})\n  Next: deltafi plugin retry ${name}\n`,
        ]
      : [],
  );
  const isOld = plugins.some(({ fresh, installState }) => !fresh && installState === 'INSTALLED');
  const old = isOld ? ['Docker cannot be reached: what is listed is last known. See `deltafi doctor`.\n'] : [];
  const none =
    plugins.length === 0 && !plain ? ['No plugins yet. Install one: deltafi plugin install IMAGE --wait\n'] : [];
  const below = [...none, ...old, ...failures, ...waits, ...notes].join('');
  return `${tableText(['Name', 'Image', 'Version', 'Status'], rows, plain)}${below === '' ? '' : `\n${below}`}`;
}

export function describeText({ plugin, reasons, actions, variables, flowPlans }: PluginDetail): string {
  const { coordinates, container, failure } = plugin;
  const head: readonly (readonly [string, string | undefined])[] = [
    ['Name', plugin.displayName === plugin.name ? plugin.name : `${plugin.displayName} (${plugin.name})`],
    ['Description', plugin.description === '' ? undefined : plugin.description],
    ['Coordinates', coordinates && `${coordinates.groupId}:${coordinates.artifactId}:${coordinates.version}`],
    ['Action Kit Version', plugin.actionKitVersion],
    ['Image', plugin.image],
    ['Image Id', plugin.imageId],
    ['Status', plugin.fresh ? plugin.status : `${plugin.status} (last known)`],
    ['Reason', plugin.reason.text],
    ['Attached', plugin.attached ? 'runs outside Docker' : undefined],
    ['Heartbeat', plugin.heartbeatAt === undefined ? undefined : new Date(plugin.heartbeatAt).toISOString()],
    ['Container', container && containerText(container)],
    [
      'Limits',
      container && `${String(Math.round(container.memory / 1024 / 1024))} MiB, ${String(container.pids)} processes`,
    ],
  ];
  const parts = [
    head.flatMap(([title, text]) => (text === undefined ? [] : [`${title.padEnd(20)}${text}\n`])).join(''),
    failure === undefined ? whyText(reasons) : failureText(failure),
    section(
      ['Action Name', 'Type', 'Description'],
      actions.map(({ name, type, description }) => [name, type, description]),
    ),
    section(
      ['Variable', 'Type', 'Value', 'Description'],
      variables.map(({ name, dataType, value, defaultValue, masked, description }) => [
        name,
        dataType,
        masked ? '*********' : (value ?? defaultValue ?? '-'),
        description,
      ]),
    ),
    section(
      ['Flow', 'Type', 'Description'],
      flowPlans.map(({ name, type, description }) => [name, type, description]),
    ),
  ];
  return parts.filter((part) => part !== '').join('\n');
}

/** The chain from what the user notices to what would end it, a line each. */
function whyText(reasons: PluginDetail['reasons']): string {
  const words = { effect: 'Effect', cause: 'Because', evidence: 'Seen', release: 'Ends' } as const;
  return reasons
    .map(({ kind, text, code }) => `${words[kind].padEnd(20)}${text}${code === undefined ? '' : ` (${code})`}\n`)
    .join('');
}

/**
 * Everything known of a failure: cause, exit code, evidence, last log lines, next step; nothing of it twice. `subject` is
 * what failed, told where the message does not name it.
 */
export function failureText(failure: NonNullable<PluginView['failure']>, subject = ''): string {
  const { code, message, next, exitCode, logTail } = failure;
  const evidence = failure.evidence.filter((line) => !message.includes(line));
  return [
    `[FAIL]   ${message.includes(subject) ? '' : `${subject}: `}${message.replace(/\.$/, '')} (${code})`,
    ...(exitCode === undefined ? [] : [`         Exit code: ${String(exitCode)}`]),
    ...evidence.map((line) => `         ${line}`),
    ...(logTail.length === 0 ? [] : ['         Last log lines:', ...logTail.map((line) => `           ${line}`)]),
    `         Next: ${next}`,
  ]
    .map((line) => `${line}\n`)
    .join('');
}

/** The health of a container that has ended says nothing: Docker calls it unhealthy whatever it was. */
function containerText({ name, status, health, exitCode }: NonNullable<PluginView['container']>): string {
  const end = exitCode === undefined ? '' : `, exit code ${String(exitCode)}`;
  return `${name}, ${status}${status === 'running' ? `, health ${health}` : end}`;
}

/** `export NAME='value'` lines that any POSIX shell reads back unchanged. */
export function environmentText(environment: Readonly<Record<string, string>>): string {
  return Object.entries(environment)
    .map(([name, value]) => `export ${name}='${value.replaceAll("'", "'\\''")}'\n`)
    .join('');
}

function section(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return rows.length === 0 ? '' : tableText(head, rows);
}
