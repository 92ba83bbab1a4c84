import type { ReactNode } from 'react';

interface SidePanelProps {
  readonly label: string;
  readonly head: ReactNode;
  readonly foot: ReactNode;
  readonly children: ReactNode;
}

/**
 * One thing in full, beside its list. Never over a part of the list: it is narrower where there is less room, and below
 * `narrow` it has the whole room. Where it is too low for a head and a foot that stand still, all of it scrolls.
 */
export function SidePanel({ label, head, foot, children }: SidePanelProps) {
  return (
    <aside
      aria-label={label}
      className="appears flex min-h-0 w-[464px] flex-none flex-col border-l border-line-1 bg-panel max-wide:w-[396px] max-narrow:absolute max-narrow:inset-0 max-narrow:z-3 max-narrow:w-auto max-narrow:border-l-0 [@media(max-height:560px)]:overflow-y-auto"
    >
      <header className="flex flex-none flex-col gap-2 px-5 pt-3.5">{head}</header>
      {children}
      <footer className="flex flex-none flex-col gap-2.5 border-t border-line-1 px-5 py-3.5">{foot}</footer>
    </aside>
  );
}
