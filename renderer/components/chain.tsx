import type { ReactNode } from 'react';
import { Shape, type Kind, type ShapeName } from './shape.tsx';

interface ChainItemProps {
  readonly mark: { readonly kind: Kind; readonly shape: ShapeName } | { readonly number: number };
  readonly title: ReactNode;
  readonly text?: ReactNode;
  /** At the right edge: a since, a limit, a countdown. */
  readonly aside?: ReactNode;
}

interface ChainProps {
  readonly children: ReactNode;
}

/** Causes or steps in order, joined by a thread. */
export function Chain({ children }: ChainProps) {
  return <ol className="flex flex-col">{children}</ol>;
}

export function ChainItem({ mark, title, text, aside }: ChainItemProps) {
  return (
    <li className="group relative grid grid-cols-[14px_minmax(0,1fr)_auto] gap-x-2.5 pb-3 last:pb-0">
      <span aria-hidden="true" className="absolute top-[18px] bottom-0 left-[6.5px] w-px bg-line-2 group-last:hidden" />
      {'number' in mark ? (
        <span
          aria-hidden="true"
          className="figures relative mt-px -ml-px size-4 rounded-full border border-line-3 bg-raised text-center text-[10.5px] leading-[14px] font-medium text-fg-2"
        >
          {mark.number}
        </span>
      ) : (
        <Shape name={mark.shape} kind={mark.kind} className="mx-0.5 mt-1" />
      )}
      <div className="min-w-0 wrap-anywhere">
        <div>{title}</div>
        {text !== undefined && <div className="text-small text-fg-2">{text}</div>}
      </div>
      <span className="figures pt-px text-small whitespace-nowrap text-fg-3">{aside}</span>
    </li>
  );
}
