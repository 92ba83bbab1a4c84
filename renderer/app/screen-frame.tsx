import type { ReactNode } from 'react';
import { TaskBar } from '../features/plugins/task-bar.tsx';
import { useMedia } from './use-media.ts';

interface ScreenFrameProps {
  readonly children: ReactNode;
  /** The side panel. It has the full height; below `narrow` it lies over the rest, which then waits. */
  readonly panel?: ReactNode;
}

/** A screen's body with the task bar below it and the side panel beside both. */
export function ScreenFrame({ children, panel }: ScreenFrameProps) {
  const isNarrow = useMedia('(max-width: 859px)');
  return (
    <div className="relative flex min-h-0 flex-1">
      <div
        inert={isNarrow && panel !== undefined && panel !== false}
        className="@container flex min-w-0 flex-1 flex-col"
      >
        {children}
        <TaskBar />
      </div>
      {panel}
    </div>
  );
}
