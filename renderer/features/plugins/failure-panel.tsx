import type { Failure } from '../../../shared/model/plugin.ts';
import { classNames } from '../../components/class-names.ts';
import { CopyButton } from '../../components/copy-button.tsx';
import { Fact, Facts } from '../../components/facts.tsx';
import { formatMoment } from '../../components/format/moment.ts';
import { RelativeTime } from '../../components/relative-time.tsx';
import { TextWithCode } from '../../components/text-with-code.tsx';
import { BestAction } from './best-action.tsx';
import { PanelSection } from './panel-section.tsx';
import type { PluginAction } from './plugin-actions.ts';
import { tellingLine } from './telling-line.ts';
import type { DirectActions } from './use-direct-actions.ts';

interface FailurePanelProps {
  readonly failure: Failure;
  /** What helps most; its refusal is shown in the panel's footer. */
  readonly best: PluginAction | undefined;
  readonly direct: DirectActions;
  readonly now: number;
}

/** Code and time, cause, evidence with the telling line marked, and the next step with its button. */
export function FailurePanel({ failure, best, direct, now }: FailurePanelProps) {
  const { headline, rest } = splitMessage(failure.message);
  const hasEvidence = failure.logTail.length > 0 || failure.evidence.length > 0 || failure.exitCode !== undefined;
  return (
    <>
      <section className="px-5 py-4">
        <div className="mb-1 flex flex-wrap items-center gap-2 text-small text-fg-3">
          <code className="mono inline-flex h-[18px] items-center rounded-chip border border-line-2 px-1.5 text-[11px] text-fg-2">
            {failure.code}
          </code>
          <RelativeTime at={failure.at} now={now} suffix="ago" />
        </div>
        <p className="mb-1 text-page font-semibold wrap-anywhere">{headline}</p>
        {rest !== '' && <p className="text-fg-2 wrap-anywhere">{rest}</p>}
      </section>
      {hasEvidence && (
        <PanelSection title="Evidence" aside={<CopyButton text={asText(failure)} what="evidence" label="Copy all" />}>
          <LogTail lines={failure.logTail} evidence={failure.evidence} />
          <Facts>
            {failure.exitCode !== undefined && <Fact name="Exit code">{failure.exitCode}</Fact>}
            {failure.evidence.map((fact, index) => (
              <Fact key={fact} name={index === 0 ? 'Found' : ''}>
                {fact}
              </Fact>
            ))}
          </Facts>
        </PanelSection>
      )}
      <PanelSection title="Next step">
        <NextStep text={failure.next} best={best} direct={direct} />
      </PanelSection>
    </>
  );
}

interface LogTailProps {
  readonly lines: readonly string[];
  readonly evidence: readonly string[];
}

function LogTail({ lines, evidence }: LogTailProps) {
  const telling = tellingLine(lines, evidence);
  if (lines.length === 0) return undefined;
  return (
    <section
      aria-label="Last log lines"
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls, so the keyboard must reach it
      tabIndex={0}
      className="mono mb-2.5 max-h-[252px] overflow-auto rounded-control border border-line-1 bg-inset py-2"
    >
      <ol className="w-max min-w-full">
        {lines.map((line, index) => (
          <li
            // oxlint-disable-next-line react/no-array-index-key -- equal lines are told apart by their place only
            key={index}
            className={classNames(
              'px-[11px] whitespace-pre text-fg-2',
              index === telling && 'bg-fail-bg text-fg-1 shadow-[inset_2px_0_0_var(--fail-solid)]',
            )}
          >
            {line === '' ? ' ' : line}
          </li>
        ))}
      </ol>
    </section>
  );
}

interface NextStepProps {
  readonly text: string;
  readonly best: PluginAction | undefined;
  readonly direct: DirectActions;
}

function NextStep({ text, best, direct }: NextStepProps) {
  return (
    <div className="flex items-center gap-3 rounded-card border border-line-2 py-2.5 pr-3 pl-3.5">
      <p className="min-w-0 flex-1 wrap-anywhere">
        <TextWithCode text={text} />
      </p>
      {best !== undefined && <BestAction action={best} direct={direct} size="small" />}
    </div>
  );
}

/** The first sentence and what follows it. */
function splitMessage(message: string): { readonly headline: string; readonly rest: string } {
  const end = /[.!?](?=\s)/.exec(message);
  if (end === null) return { headline: message.replace(/\.$/, ''), rest: '' };
  return { headline: message.slice(0, end.index), rest: message.slice(end.index + 1).trim() };
}

function asText({ code, at, message, exitCode, evidence, logTail, next }: Failure): string {
  const exit = exitCode === undefined ? [] : [`exit code ${String(exitCode)}`];
  return [`${code} at ${formatMoment(at)}`, message, ...exit, ...evidence, '', ...logTail, '', `Next: ${next}`].join(
    '\n',
  );
}
