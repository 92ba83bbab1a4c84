import { ArrowDown, ScrollText } from 'lucide-react';
import { useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { PluginView } from '../../../shared/model/plugin.ts';
import { useBench } from '../../app/bench-context.tsx';
import { engineLostAt } from '../../app/bench-time.ts';
import { useQuery } from '../../app/use-query.ts';
import { Button } from '../../components/button.tsx';
import { CopyButton } from '../../components/copy-button.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { ErrorNote } from '../../components/error-note.tsx';
import { formatCountOf } from '../../components/format/count.ts';
import { LoadingState } from '../../components/loading-state.tsx';

interface LogsTabProps {
  readonly plugin: PluginView;
}

const LINES = 200;
/** Milliseconds from an answer to the next question. */
const PAUSE = 2000;
/** Pixels from the end within which the newest line is followed. */
const NEAR = 24;

/**
 * The container's last log lines, asked again while the tab is open and the engine is there. Text only: nothing in a log
 * becomes markup. The newest line is followed until one scrolls up.
 */
export function LogsTab({ plugin }: LogsTabProps) {
  const { value, error, refresh } = useQuery(
    'plugin.logTail',
    { plugin: plugin.id, lines: LINES },
    plugin.installState,
  );
  const isLost = useBench((state) => engineLostAt(state) !== undefined);
  useEffect(() => {
    if (isLost || (value === undefined && error === undefined)) return undefined;
    const timer = setTimeout(refresh, PAUSE);
    return () => clearTimeout(timer);
  }, [value, error, refresh, isLost]);

  if (value === undefined && error === undefined) return <LoadingState text="Asking the engine" />;
  return (
    <>
      {error !== undefined && (
        <div className="p-5 pb-0">
          <ErrorNote error={error} onRetry={refresh} />
        </div>
      )}
      {value !== undefined &&
        (value.lines.length === 0 ? (
          <EmptyState icon={<ScrollText aria-hidden="true" />} text={nothingOf(plugin)} />
        ) : (
          <Lines lines={value.lines} />
        ))}
    </>
  );
}

interface LinesProps {
  readonly lines: readonly string[];
}

function Lines({ lines }: LinesProps) {
  const box = useRef<HTMLElement>(null);
  const [isFollowing, setFollowing] = useState(true);
  useLayoutEffect(() => {
    if (isFollowing && box.current !== null) box.current.scrollTop = box.current.scrollHeight;
  }, [lines, isFollowing]);
  return (
    <div className="relative flex min-h-0 flex-1 flex-col px-5 py-3.5">
      <div className="mb-2.5 flex min-h-6 items-center gap-2 text-small">
        <h3 className="figures flex-1 font-semibold">Last {formatCountOf(lines.length, 'line')}</h3>
        <CopyButton text={lines.join('\n')} what="log" label="Copy all" />
      </div>
      <section
        ref={box}
        aria-label="Log"
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls, so the keyboard must reach it
        tabIndex={0}
        onScroll={({ currentTarget: { scrollHeight, scrollTop, clientHeight } }) =>
          setFollowing(scrollHeight - scrollTop - clientHeight < NEAR)
        }
        className="mono min-h-[160px] flex-1 overflow-auto rounded-control border border-line-1 bg-inset py-2"
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
      {!isFollowing && (
        <div className="pointer-events-none absolute inset-x-0 bottom-7 flex justify-center">
          <Button className="pointer-events-auto rounded-full shadow-float" onClick={() => setFollowing(true)}>
            <ArrowDown aria-hidden="true" />
            Newest line
          </Button>
        </div>
      )}
    </div>
  );
}

function nothingOf({ attached, container }: PluginView): string {
  if (attached) return 'It runs outside Docker; its log is where you started it.';
  return container === undefined ? 'There is no container, so there is no log.' : 'It has logged nothing.';
}
