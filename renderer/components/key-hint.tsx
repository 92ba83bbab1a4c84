import { classNames } from './class-names.ts';

interface KeyHintProps {
  readonly keys: readonly string[];
  /** On an ink button. */
  readonly onInk?: boolean;
}

/** The keys that do the same; only where the shortcut works. */
export function KeyHint({ keys, onInk = false }: KeyHintProps) {
  return (
    <span aria-hidden="true" className="inline-flex gap-[3px]">
      {keys.map((key) => (
        <kbd
          key={key}
          className={classNames(
            'inline-flex h-[18px] min-w-[18px] items-center justify-center rounded-chip border px-[5px] font-ui text-micro',
            onInk ? 'border-current' : 'border-line-2 bg-panel text-fg-3',
          )}
        >
          {key}
        </kbd>
      ))}
    </span>
  );
}
