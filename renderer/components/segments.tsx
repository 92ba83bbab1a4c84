import { type ReactNode, useId } from 'react';
import { classNames } from './class-names.ts';

interface Segment<V extends string> {
  readonly value: V;
  readonly label: string;
  /** Beside the label. */
  readonly note?: ReactNode;
  readonly icon?: ReactNode;
}

interface SegmentsProps<V extends string> {
  readonly label: string;
  readonly segments: readonly Segment<V>[];
  readonly value: V;
  readonly onChange: (value: V) => void;
  /** Only the icons are seen; the labels are still read out. */
  readonly iconsOnly?: boolean;
}

/** One choice of a few: native radio buttons in one frame, so arrow keys and names come with them. */
export function Segments<V extends string>({ label, segments, value, onChange, iconsOnly = false }: SegmentsProps<V>) {
  const name = useId();
  return (
    <fieldset className="inline-flex h-7 shrink-0 gap-px rounded-control border border-line-2 bg-inset p-0.5">
      <legend className="sr-only">{label}</legend>
      {segments.map((segment) => (
        <label
          key={segment.value}
          title={iconsOnly ? segment.label : undefined}
          className={classNames(
            'relative flex items-center gap-1.5 whitespace-nowrap rounded-chip text-small text-fg-2 ease-quick hover:text-fg-1 has-checked:bg-selected has-checked:font-medium has-checked:text-fg-1 has-checked:shadow-[0_0_0_1px_var(--line-2)] has-focus-visible:outline-2 has-focus-visible:outline-here [&>svg]:size-3.5 [&>svg]:[stroke-width:1.7]',
            iconsOnly ? 'px-1.5' : 'px-2.5',
          )}
        >
          <input
            type="radio"
            name={name}
            value={segment.value}
            checked={segment.value === value}
            onChange={() => onChange(segment.value)}
            className="absolute inset-0 m-0 size-full appearance-none opacity-0"
          />
          {segment.icon}
          <span className={classNames(iconsOnly && 'sr-only')}>{segment.label}</span>
          {segment.note}
        </label>
      ))}
    </fieldset>
  );
}
