import type { DryRun, DryRunCheck } from '../../../shared/model/plugin.ts';
import { Chain, ChainItem } from '../../components/chain.tsx';
import { Shape } from '../../components/shape.tsx';

interface DryRunPreviewProps {
  readonly dryRun: DryRun;
}

/** What the dry run asked and found, and what an install will do, in order. */
export function DryRunPreview({ dryRun: { checks, steps } }: DryRunPreviewProps) {
  return (
    <div className="grid grid-cols-2 gap-5 max-[640px]:grid-cols-1">
      <section aria-label="Checks">
        <h3 className="mb-2.5 text-small font-semibold">Checks</h3>
        <ul className="flex flex-col gap-2.5">
          {checks.map((check) => (
            <Check key={check.id} check={check} />
          ))}
        </ul>
      </section>
      <section aria-label="What will happen">
        <h3 className="mb-2.5 text-small font-semibold">What will happen</h3>
        {steps.length === 0 && <p className="text-fg-2">Nothing.</p>}
        <Chain>
          {steps.map(({ title, detail }, index) => (
            <ChainItem key={title} mark={{ number: index + 1 }} title={title} text={detail} />
          ))}
        </Chain>
      </section>
    </div>
  );
}

const LOOKS = {
  ok: { kind: 'ok', shape: 'done' },
  note: { kind: 'wait', shape: 'note' },
  problem: { kind: 'fail', shape: 'failed' },
} as const;

interface CheckProps {
  readonly check: DryRunCheck;
}

function Check({ check: { title, outcome, finding, code } }: CheckProps) {
  const { kind, shape } = LOOKS[outcome];
  return (
    <li className="grid grid-cols-[10px_minmax(0,1fr)] gap-x-2.5">
      <Shape name={shape} kind={kind} className="mt-1" />
      <div className="min-w-0 wrap-anywhere">
        {title}
        <span className="sr-only">: {outcome}</span>
        <p className="text-small text-fg-2">
          {finding} {code !== undefined && <code className="mono">{code}</code>}
        </p>
      </div>
    </li>
  );
}
