import type { ReactNode } from 'react';

interface EmptyStateProps {
  readonly icon: ReactNode;
  readonly text: string;
  /** The next step's button. */
  readonly action?: ReactNode;
}

/** Nothing here: an icon, one line, one button. */
export function EmptyState({ icon, text, action }: EmptyStateProps) {
  return (
    <div className="flex flex-col items-center gap-2 p-8 text-center text-fg-2 [&>svg]:size-5 [&>svg]:text-fg-3 [&>svg]:[stroke-width:1.6]">
      {icon}
      <p>{text}</p>
      {action}
    </div>
  );
}
