import { type ReactNode, type Ref, useId } from 'react';
import { classNames } from './class-names.ts';

interface TextFieldProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  /** What is wrong with the value, as a sentence. */
  readonly problem?: string | undefined;
  readonly hint?: ReactNode;
  readonly placeholder?: string;
  readonly ref?: Ref<HTMLInputElement>;
  /** Beside the input, as a button. */
  readonly beside?: ReactNode;
}

/** A labelled line of code-like text with a problem or a hint below it. */
export function TextField({ label, value, onChange, problem, hint, placeholder, ref, beside }: TextFieldProps) {
  const id = useId();
  const below = problem ?? hint;
  return (
    <div className="flex min-w-0 flex-col gap-[5px]">
      <label htmlFor={id} className="text-small font-medium text-fg-2">
        {label}
      </label>
      <div className="flex items-center gap-2">
        <input
          ref={ref}
          id={id}
          type="text"
          value={value}
          onChange={(event) => onChange(event.target.value)}
          placeholder={placeholder}
          aria-invalid={problem !== undefined}
          aria-describedby={below === undefined ? undefined : `${id}-below`}
          autoComplete="off"
          autoCapitalize="off"
          spellCheck={false}
          className={classNames(
            'mono h-8 min-w-0 flex-1 rounded-control border border-line-3 bg-inset px-[9px] text-fg-1 ease-quick focus-visible:border-here focus-visible:outline-offset-0 focus-visible:outline-1',
            problem !== undefined && 'border-fail-solid',
          )}
        />
        {beside}
      </div>
      <p
        id={`${id}-below`}
        className={classNames('min-h-4 text-small', problem === undefined ? 'text-fg-3' : 'text-fail')}
      >
        {below}
      </p>
    </div>
  );
}
