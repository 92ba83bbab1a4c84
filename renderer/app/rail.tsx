import { Package } from 'lucide-react';
import { classNames } from '../components/class-names.ts';
import { formatCount } from '../components/format/count.ts';
import { Shape } from '../components/shape.tsx';
import { Tooltip } from '../components/tooltip.tsx';
import { useBench } from './bench-context.tsx';
import { Brand } from './brand.tsx';
import { formatRoute, useRoute } from './route.ts';

/** The screens that work, and the engine behind them. */
export function Rail() {
  const { screen } = useRoute();
  const failed = useBench((state) => state.plugins.filter(({ installState }) => installState === 'FAILED').length);
  return (
    <nav
      aria-label="Screens"
      className="flex w-[204px] flex-none flex-col border-r border-line-1 bg-rail max-wide:w-[52px]"
    >
      <Brand />
      <div className="flex flex-col gap-px px-2 pt-1">
        <a
          href={formatRoute({ screen: 'plugins', pluginId: undefined })}
          aria-current={screen === 'plugins' ? 'page' : undefined}
          className={classNames(
            'group relative flex h-[30px] items-center gap-2.5 rounded-control px-2 font-medium',
            screen === 'plugins'
              ? "bg-selected before:absolute before:top-[7px] before:bottom-[7px] before:-left-2 before:w-0.5 before:rounded-r-[2px] before:bg-here before:content-['']"
              : 'hover:bg-hover',
          )}
        >
          <Package aria-hidden="true" className="size-4 [stroke-width:1.6]" />
          <span className="flex-1 max-wide:sr-only">Plugins</span>
          <Tooltip text={failed > 0 ? `Plugins, ${formatCount(failed)} failed` : 'Plugins'} />
          {failed > 0 && (
            <span className="figures flex items-center gap-[5px] text-micro text-fg-3 max-wide:absolute max-wide:top-0.5 max-wide:right-0.5">
              <Shape name="failed" kind="fail" />
              <span className="max-wide:sr-only">{failed}</span>
              <span className="sr-only"> failed</span>
            </span>
          )}
        </a>
      </div>
      <RailFoot />
    </nav>
  );
}

const MODES = {
  serve: 'Started with deltafi serve',
  borrowed: 'Started by the CLI',
  desktop: 'In this window',
} as const;

function RailFoot() {
  const status = useBench((state) => state.status);
  const live = useBench((state) => state.connection.state === 'live' && !state.stopping);
  if (status === undefined) return undefined;
  return (
    <div
      className="mt-auto flex flex-col gap-[3px] border-t border-line-1 px-4 pt-2.5 pb-3"
      title={`Data directory ${status.directory.path}, process ${String(status.pid)}`}
    >
      <span className="flex items-center gap-[7px] text-small whitespace-nowrap text-fg-2">
        <Shape name={live ? 'ready' : 'unknown'} kind={live ? 'ok' : 'off'} />
        <span className="max-wide:sr-only">
          Engine {status.version}
          {!live && ', last known'}
        </span>
      </span>
      <span className="truncate text-micro text-fg-3 max-wide:sr-only">{MODES[status.mode]}</span>
    </div>
  );
}
