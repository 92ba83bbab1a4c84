import { History } from 'lucide-react';
import type { HistoryEntry, PluginView } from '../../../shared/model/plugin.ts';
import { useQuery } from '../../app/use-query.ts';
import { EmptyState } from '../../components/empty-state.tsx';
import { ErrorNote } from '../../components/error-note.tsx';
import { LoadingState } from '../../components/loading-state.tsx';
import { RelativeTime } from '../../components/relative-time.tsx';

interface HistoryTabProps {
  readonly plugin: PluginView;
  readonly now: number;
}

const ACTORS: Readonly<Record<HistoryEntry['actor'], string>> = { user: 'You', engine: 'Engine', plugin: 'Plugin' };

/** What happened to the plugin, newest first: who, what, when, and the code of what went wrong. */
export function HistoryTab({ plugin, now }: HistoryTabProps) {
  const { value, error, refresh } = useQuery('plugin.history', { plugin: plugin.id }, happenedTo(plugin));
  if (error !== undefined) {
    return (
      <div className="p-5">
        <ErrorNote error={error} onRetry={refresh} />
      </div>
    );
  }
  if (value === undefined) return <LoadingState text="Asking the engine" />;
  if (value.length === 0)
    return <EmptyState icon={<History aria-hidden="true" />} text="Nothing is known to have happened." />;
  return (
    <ol aria-label="History">
      {value.map(({ at, actor, text, code, image }, index) => (
        <li
          // oxlint-disable-next-line react/no-array-index-key -- equal entries are told apart by their place only
          key={index}
          className="grid grid-cols-[52px_minmax(0,1fr)_auto] gap-x-3 border-t border-line-1 px-5 py-2 first:border-t-0"
        >
          <span className="text-small text-fg-3">{ACTORS[actor]}</span>
          <div className="min-w-0 wrap-anywhere">
            <p>{text}</p>
            {image !== undefined && <code className="mono block text-fg-2">{image}</code>}
            {code !== undefined && <code className="mono block text-fg-2">{code}</code>}
          </div>
          <span className="figures text-small whitespace-nowrap text-fg-3">
            <RelativeTime at={at} now={now} suffix="ago" />
          </span>
        </li>
      ))}
    </ol>
  );
}

/** Changes when something happened. */
function happenedTo({ installState, disabled, since, reason, watched, upgrade, lastOperation }: PluginView): string {
  return JSON.stringify([installState, disabled, since, reason, watched, upgrade, lastOperation]);
}
