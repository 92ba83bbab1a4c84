import { Tabs as Radix } from 'radix-ui';
import type { ReactNode } from 'react';

interface TabsProps<V extends string> {
  readonly label: string;
  readonly tabs: readonly TabItem<V>[];
  readonly value: V;
  readonly onChange: (value: V) => void;
  /** The body of the chosen tab. */
  readonly children: ReactNode;
}

export interface TabItem<V extends string> {
  readonly value: V;
  readonly label: string;
  readonly count?: number | undefined;
}

/** One body of several. Arrow keys choose; only the chosen body exists. */
export function Tabs<V extends string>({ label, tabs, value, onChange, children }: TabsProps<V>) {
  return (
    <Radix.Root
      value={value}
      onValueChange={(next) => onChange(next as V)}
      className="flex min-h-0 flex-1 flex-col [@media(max-height:560px)]:flex-none"
    >
      <Radix.List
        aria-label={label}
        className="mt-1 flex h-[34px] flex-none gap-3 overflow-x-auto overflow-y-hidden border-b border-line-1 px-5 [scrollbar-width:none]"
      >
        {tabs.map((tab) => (
          <Radix.Trigger
            key={tab.value}
            value={tab.value}
            className="flex shrink-0 items-center gap-1 border-b-2 border-transparent text-small whitespace-nowrap text-fg-2 ease-quick hover:text-fg-1 focus-visible:-outline-offset-2 data-[state=active]:border-here data-[state=active]:font-medium data-[state=active]:text-fg-1"
          >
            {tab.label}
            {tab.count !== undefined && tab.count > 0 && (
              <span className="figures font-normal text-fg-3 max-wide:sr-only">{tab.count}</span>
            )}
          </Radix.Trigger>
        ))}
      </Radix.List>
      <Radix.Content
        value={value}
        className="flex min-h-0 flex-1 flex-col overflow-y-auto focus-visible:-outline-offset-2 [@media(max-height:560px)]:flex-none [@media(max-height:560px)]:overflow-visible"
      >
        {children}
      </Radix.Content>
    </Radix.Root>
  );
}
