import type { ReactNode } from 'react';

interface FactsProps {
  readonly children: ReactNode;
}

interface FactProps {
  readonly name: string;
  readonly children: ReactNode;
}

/** Names and values in two columns. */
export function Facts({ children }: FactsProps) {
  return (
    <dl className="grid grid-cols-[112px_minmax(0,1fr)] items-baseline gap-x-3 gap-y-[7px] text-small">{children}</dl>
  );
}

export function Fact({ name, children }: FactProps) {
  return (
    <>
      <dt className="text-fg-3">{name}</dt>
      <dd className="min-w-0 wrap-anywhere text-fg-1">{children}</dd>
    </>
  );
}
