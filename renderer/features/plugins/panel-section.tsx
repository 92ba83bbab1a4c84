import type { ReactNode } from 'react';

interface PanelSectionProps {
  readonly title: string;
  /** At the right of the title. */
  readonly aside?: ReactNode;
  readonly children: ReactNode;
}

/** A part of the side panel, split from its neighbours by a hairline. */
export function PanelSection({ title, aside, children }: PanelSectionProps) {
  return (
    <section className="border-t border-line-1 px-5 py-3.5 first:border-t-0">
      <div className="mb-2.5 flex min-h-4 items-center gap-2 text-small">
        <h3 className="flex-1 font-semibold">{title}</h3>
        <span className="figures text-fg-3">{aside}</span>
      </div>
      {children}
    </section>
  );
}
