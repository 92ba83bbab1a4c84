import { classNames } from '../../components/class-names.ts';
import { ProgressBar } from '../../components/progress-bar.tsx';
import type { DeployStepView } from './deploy-steps.ts';

interface DeployStepBarsProps {
  readonly steps: readonly DeployStepView[];
}

const KINDS = { done: 'ok', now: 'work', failed: 'fail', ahead: 'off' } as const;
const WORDS = { done: 'done', now: 'now', failed: 'failed', ahead: 'not yet' } as const;

/** Pull, Create, Start, Register, Healthy: done green, present blue with its share, the rest grey. */
export function DeployStepBars({ steps }: DeployStepBarsProps) {
  return (
    <ol className="grid grid-cols-5 gap-2">
      {steps.map(({ step, label, state, share }) => (
        <li key={step} aria-current={state === 'now' ? 'step' : undefined} className="min-w-0">
          <ProgressBar
            label={`${label}: ${WORDS[state]}`}
            kind={KINDS[state]}
            share={state === 'done' || state === 'failed' ? 1 : state === 'now' ? share : 0}
            className="mb-[7px] h-[3px]"
          />
          <span
            className={classNames(
              'text-small font-medium',
              state === 'ahead' && 'text-fg-3',
              state === 'done' && 'text-fg-2',
              state === 'now' && 'text-work',
              state === 'failed' && 'text-fail',
            )}
          >
            {label}
          </span>
        </li>
      ))}
    </ol>
  );
}
