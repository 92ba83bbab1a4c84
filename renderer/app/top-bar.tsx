import { CopyButton } from '../components/copy-button.tsx';
import { useBench } from './bench-context.tsx';
import { DockerChip } from './docker-chip.tsx';
import { ThemeChoice } from './theme-choice.tsx';

/** Where plugins reach this bench, how Docker is, and the theme. */
export function TopBar() {
  const status = useBench((state) => state.status);
  return (
    <header className="flex h-11 flex-none items-center gap-2 border-b border-line-1 bg-rail pr-3 pl-5">
      {status !== undefined && (
        <div className="flex min-w-0 items-center gap-1.5 text-small text-fg-3">
          <span className="whitespace-nowrap">Core API</span>
          <code className="mono truncate text-fg-2">{status.doors.core}</code>
          <CopyButton text={status.doors.core} what="address of the core API" />
        </div>
      )}
      <span className="flex-1" />
      {status !== undefined && <DockerChip docker={status.docker} />}
      <ThemeChoice />
    </header>
  );
}
