import type { DeployStep } from '../../../shared/model/plugin.ts';
import { classNames } from '../../components/class-names.ts';
import { ProgressBar } from '../../components/progress-bar.tsx';
import type { DeployStepView } from './deploy-steps.ts';

interface DeployStepBarsProps {
  readonly steps: readonly DeployStepView[];
}

const KINDS = { done: 'ok', now: 'work', failed: 'fail', ahead: 'off' } as const;
const WORDS = { done: 'done', now: 'now', failed: 'failed', ahead: 'not yet' } as const;

const PHASES: readonly { readonly name: string; readonly steps: ReadonlySet<DeployStep>; readonly span: string }[] = [
  { name: 'Prepare', steps: new Set(['pull', 'create']), span: 'col-span-2' },
  { name: 'Switch', steps: new Set(['start', 'register', 'healthy']), span: 'col-span-3' },
];

/** Pull and Create prepare; Start, Register and Healthy switch (D8). Done green, present blue with its share, the rest grey. */
export function DeployStepBars({ steps }: DeployStepBarsProps) {
  return (
    <>
      <div className="mb-1.5 grid grid-cols-5 gap-2 text-micro text-fg-3">
        {PHASES.map(({ name, steps: own, span }) => {
          const isNow = steps.some(({ step, state }) => own.has(step) && (state === 'now' || state === 'failed'));
          return (
            <span key={name} className={classNames(span, isNow && 'font-medium text-fg-1')}>
              {name}
            </span>
          );
        })}
      </div>
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
    </>
  );
}
