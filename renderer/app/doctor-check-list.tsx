import type { DoctorCheck } from '../../shared/model/engine.ts';
import { Shape } from '../components/shape.tsx';
import { TextWithCode } from '../components/text-with-code.tsx';

interface DoctorCheckListProps {
  readonly checks: readonly DoctorCheck[];
}

const LOOKS = {
  ok: { kind: 'ok', shape: 'done' },
  note: { kind: 'wait', shape: 'note' },
  problem: { kind: 'fail', shape: 'failed' },
  skipped: { kind: 'off', shape: 'unknown' },
} as const;

/** What the doctor found, each with what to do. */
export function DoctorCheckList({ checks }: DoctorCheckListProps) {
  return (
    <ul className="@container flex flex-col gap-2.5">
      {checks.map(({ id, title, outcome, finding, next }) => (
        <li key={id} className="grid grid-cols-[10px_minmax(0,1fr)] gap-x-2.5">
          <Shape name={LOOKS[outcome].shape} kind={LOOKS[outcome].kind} className="mt-1" />
          <div className="grid min-w-0 gap-x-2.5 @min-[560px]:grid-cols-[200px_minmax(0,1fr)]">
            <span>
              {title}
              <span className="sr-only">: {outcome}</span>
            </span>
            <span className="min-w-0 text-small leading-[18px] wrap-anywhere text-fg-2">
              <TextWithCode text={finding} />
              {next !== undefined && (
                <span className="block text-fg-1">
                  <TextWithCode text={next} />
                </span>
              )}
            </span>
          </div>
        </li>
      ))}
    </ul>
  );
}
