import { ScrollText } from 'lucide-react';
import { useEffect } from 'react';
import { useQuery } from '../../app/use-query.ts';
import { CopyButton } from '../../components/copy-button.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { ErrorNote } from '../../components/error-note.tsx';
import { formatCountOf } from '../../components/format/count.ts';
import { PanelSection } from './panel-section.tsx';

interface LogsTabProps {
  readonly pluginId: string;
}

const LINES = 200;
/** Milliseconds from an answer to the next question. */
const PAUSE = 2000;

/** The container's last log lines, asked again while the tab is open. Text only: nothing in a log becomes markup. */
export function LogsTab({ pluginId }: LogsTabProps) {
  const { value, error, refresh } = useQuery('plugin.logTail', { plugin: pluginId, lines: LINES }, '');
  useEffect(() => {
    if (value === undefined && error === undefined) return undefined;
    const timer = setTimeout(refresh, PAUSE);
    return () => clearTimeout(timer);
  }, [value, error, refresh]);

  if (error !== undefined) {
    return (
      <div className="p-5">
        <ErrorNote error={error} onRetry={refresh} />
      </div>
    );
  }
  if (value === undefined) return <p className="px-5 py-3.5 text-fg-3">Asking the engine…</p>;
  const { lines } = value;
  if (lines.length === 0) return <EmptyState icon={<ScrollText aria-hidden="true" />} text="It has logged nothing." />;
  return (
    <PanelSection
      title={`Last ${formatCountOf(lines.length, 'line')}`}
      aside={<CopyButton text={lines.join('\n')} what="log" label="Copy all" />}
    >
      <section
        aria-label="Log"
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls, so the keyboard must reach it
        tabIndex={0}
        className="mono overflow-x-auto rounded-control border border-line-1 bg-inset py-2"
      >
        <ol className="w-max min-w-full">
          {lines.map((line, index) => (
            // oxlint-disable-next-line react/no-array-index-key -- equal lines are told apart by their place only
            <li key={index} className="px-[11px] whitespace-pre text-fg-2">
              {line === '' ? ' ' : line}
            </li>
          ))}
        </ol>
      </section>
    </PanelSection>
  );
}
