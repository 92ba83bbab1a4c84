import { Bell, X } from 'lucide-react';
import { Button } from '../components/button.tsx';
import { EmptyState } from '../components/empty-state.tsx';
import { formatCount, formatCountOf } from '../components/format/count.ts';
import { Popover } from '../components/popover.tsx';
import { RelativeTime } from '../components/relative-time.tsx';
import { Shape } from '../components/shape.tsx';
import { TextWithCode } from '../components/text-with-code.tsx';
import { useBench, useBenchStore } from './bench-context.tsx';
import { navigate } from './route.ts';
import { dismissAllFailures, dismissFailure } from './store/bench-store.ts';
import type { FailureNote } from './store/failure-list.ts';
import { useNow } from './use-now.ts';

/** The bell: every failure of a command or a plugin until the user dismisses it. */
export function NotificationCentre() {
  const store = useBenchStore();
  const failures = useBench((state) => state.failures);
  const count = failures.length;
  const name = count === 0 ? 'Notifications' : `Notifications, ${formatCountOf(count, 'failure')}`;
  const trigger = (
    <Button variant="ghost" className="figures min-w-8 gap-1.5 px-2" aria-label={name} title={name}>
      <Bell aria-hidden="true" />
      {count > 0 && <span className="text-fail">{formatCount(count)}</span>}
    </Button>
  );
  return (
    <Popover trigger={trigger} label="Notifications" className="w-[400px]">
      <header className="flex min-h-10 flex-none items-center gap-2 border-b border-line-1 pr-2 pl-4">
        <h2 className="flex-1 font-semibold">Notifications</h2>
        {count > 0 && (
          <Button variant="ghost" size="small" onClick={() => dismissAllFailures(store)}>
            Dismiss all
          </Button>
        )}
      </header>
      {count === 0 ? (
        <EmptyState icon={<Bell aria-hidden="true" />} text="Nothing has failed since this page was opened." />
      ) : (
        <ul aria-label="Failures" className="min-h-0 overflow-y-auto">
          {failures.map((failure) => (
            <FailureItem key={failure.id} failure={failure} />
          ))}
        </ul>
      )}
    </Popover>
  );
}

interface FailureItemProps {
  readonly failure: FailureNote;
}

function FailureItem({ failure: { id, at, title, text, code, pluginId } }: FailureItemProps) {
  const store = useBenchStore();
  const now = useNow();
  const isThere = useBench((state) => state.plugins.some((plugin) => plugin.id === pluginId));
  return (
    <li className="flex items-start gap-2.5 border-b border-line-1 py-2.5 pr-2 pl-4 last:border-b-0">
      <Shape name="failed" kind="fail" className="mt-1" />
      <div className="min-w-0 flex-1 wrap-anywhere">
        <p className="font-medium">{title}</p>
        <p className="text-small text-fg-2">
          <TextWithCode text={text} />
        </p>
        <p className="mt-0.5 flex flex-wrap items-center gap-x-2 text-small text-fg-3">
          <RelativeTime at={at} now={now} suffix="ago" />
          {code !== undefined && <code className="mono text-fg-2">{code}</code>}
        </p>
      </div>
      {isThere && (
        <Button
          variant="ghost"
          size="small"
          aria-label={`Show: ${title}`}
          onClick={() => navigate({ screen: 'plugins', pluginId })}
        >
          Show
        </Button>
      )}
      <Button
        variant="ghost"
        size="smallIcon"
        aria-label={`Dismiss: ${title}`}
        onClick={() => dismissFailure(store, id)}
      >
        <X aria-hidden="true" />
      </Button>
    </li>
  );
}
