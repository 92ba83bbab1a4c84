import { ListChecks, Search } from 'lucide-react';
import { Button } from '../components/button.tsx';
import { KeyHint } from '../components/key-hint.tsx';
import { isChanging } from '../features/plugins/plugin-look.ts';
import { useBench } from './bench-context.tsx';
import { askFor } from './intent.ts';
import { DockerChip } from './docker-chip.tsx';
import { NotificationCentre } from './notification-centre.tsx';
import { ThemeChoice } from './theme-choice.tsx';

interface TopBarProps {
  readonly onSearch: () => void;
}

/** The palette's box, how Docker is, what runs, what failed, and the theme. */
export function TopBar({ onSearch }: TopBarProps) {
  const status = useBench((state) => state.status);
  return (
    <header className="flex h-11 flex-none items-center gap-2 border-b border-line-1 bg-rail pr-3 pl-5">
      <button
        type="button"
        aria-keyshortcuts="Control+K"
        aria-haspopup="dialog"
        onClick={onSearch}
        className="-ml-1 flex h-7 w-[280px] min-w-8 shrink items-center gap-2 overflow-hidden rounded-control border border-line-2 bg-inset pr-1 pl-[9px] text-small text-fg-3 ease-quick hover:text-fg-1"
      >
        <Search aria-hidden="true" className="size-3.5 shrink-0" />
        <span className="min-w-0 flex-1 truncate text-left">Search or run a command</span>
        <span className="max-wide:hidden">
          <KeyHint keys={['Ctrl', 'K']} />
        </span>
      </button>
      <span className="flex-1" />
      {status !== undefined && <DockerChip docker={status.docker} />}
      {status !== undefined && <TasksButton />}
      <NotificationCentre />
      <ThemeChoice />
    </header>
  );
}

function TasksButton() {
  const running = useBench((state) => state.plugins.filter(isChanging).length);
  return (
    <Button
      variant="ghost"
      className="figures gap-1.5 px-2 max-tiny:hidden"
      title="Show tasks"
      onClick={() => askFor('show-tasks')}
    >
      <ListChecks aria-hidden="true" />
      <span className="sr-only">Tasks running: </span>
      {running}
    </Button>
  );
}
