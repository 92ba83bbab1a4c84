import { Plus, Search, SearchX } from 'lucide-react';
import { useCallback, useMemo, useRef, useState } from 'react';
import { useBench } from '../../app/bench-context.tsx';
import { useLost } from '../../app/bench-time.ts';
import { useIntent } from '../../app/intent.ts';
import { navigate, type PluginTab, useRoute } from '../../app/route.ts';
import { ScreenFrame } from '../../app/screen-frame.tsx';
import { useKeys } from '../../app/use-keys.ts';
import { Button } from '../../components/button.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { formatCount } from '../../components/format/count.ts';
import { KeyHint } from '../../components/key-hint.tsx';
import { Segments } from '../../components/segments.tsx';
import { FirstRun } from './first-run.tsx';
import { InstallDialog } from './install-dialog.tsx';
import { countOf, filterPlugins, type PluginSegment } from './plugin-filter.ts';
import { PluginPanel } from './plugin-panel.tsx';
import { PluginTable, rowId } from './plugin-table.tsx';

/** The plugins of this bench: table, side panel, tasks; an empty bench greets instead. */
export function PluginsScreen() {
  const plugins = useBench((state) => state.plugins);
  const pulls = useBench((state) => state.pulls);
  const lost = useLost();
  const { pluginId, tab } = useRoute();
  const [installing, setInstalling] = useState(false);
  const [segment, setSegment] = useState<PluginSegment>('all');
  const [text, setText] = useState('');
  const [byKeyboard, setByKeyboard] = useState(false);
  const filter = useRef<HTMLInputElement>(null);

  const selected = plugins.find(({ id }) => id === pluginId);
  const shown = useMemo(() => filterPlugins(plugins, segment, text), [plugins, segment, text]);

  const select = useCallback((id: string, viaKeyboard: boolean): void => {
    setByKeyboard(viaKeyboard);
    navigate({ screen: 'plugins', pluginId: id });
  }, []);
  const accepted = useCallback((id: string) => select(id, false), [select]);
  const changeTab = useCallback(
    (next: PluginTab): void => navigate({ screen: 'plugins', pluginId, tab: next }),
    [pluginId],
  );
  const close = (): void => {
    navigate({ screen: 'plugins', pluginId: undefined });
    if (pluginId !== undefined) document.getElementById(rowId(pluginId))?.focus();
  };
  useIntent('install-plugin', () => setInstalling(true));
  useKeys({
    'Ctrl+i': () => setInstalling(true),
    '/': () => filter.current?.focus(),
    Escape: () => selected !== undefined && close(),
  });

  return (
    <div className="relative flex min-h-0 flex-1 flex-col">
      <div className="flex min-h-[52px] flex-none flex-wrap items-center gap-x-3 gap-y-2 py-2 border-b border-line-1 pr-4 pl-5">
        <h1 className="text-page font-semibold">Plugins</h1>
        {plugins.length > 0 && (
          <>
            <span className="figures text-fg-3">{formatCount(plugins.length)}</span>
            <label className="ml-2 flex h-7 w-[196px] min-w-[110px] shrink items-center max-narrow:ml-0 gap-2 rounded-control border border-line-2 bg-inset pr-1.5 pl-[9px] has-focus-visible:border-here has-focus-visible:outline-1 has-focus-visible:outline-here">
              <Search aria-hidden="true" className="size-3.5 text-fg-3" />
              <span className="sr-only">Filter plugins</span>
              <input
                ref={filter}
                type="search"
                value={text}
                placeholder="Filter"
                onChange={(event) => setText(event.target.value)}
                onKeyDown={(event) => {
                  if (event.key !== 'Escape' || text === '') return;
                  event.stopPropagation();
                  setText('');
                }}
                className="min-w-0 flex-1 bg-transparent text-small outline-none [&::-webkit-search-cancel-button]:appearance-none"
              />
              {text === '' && <KeyHint keys={['/']} />}
            </label>
            <Segments
              label="Which plugins"
              value={segment}
              onChange={setSegment}
              segments={[
                { value: 'all', label: 'All' },
                { value: 'changing', label: 'Changing', note: <Count of={countOf(plugins, 'changing')} /> },
                { value: 'failed', label: 'Failed', note: <Count of={countOf(plugins, 'failed')} /> },
              ]}
            />
          </>
        )}
        <span className="flex-1" />
        <Button
          variant={plugins.length > 0 ? 'primary' : 'plain'}
          aria-keyshortcuts="Control+I"
          title="Install plugin (Ctrl+I)"
          onClick={() => setInstalling(true)}
        >
          <Plus aria-hidden="true" />
          Install plugin
        </Button>
      </div>
      <ScreenFrame
        panel={
          selected !== undefined && (
            <PluginPanel
              key={selected.id}
              plugin={selected}
              pull={pulls[selected.id]}
              tab={tab ?? 'status'}
              onTab={changeTab}
              onClose={close}
              takeFocus={byKeyboard}
            />
          )
        }
      >
        <div className="flex min-h-0 flex-1 flex-col overflow-y-auto">
          {plugins.length === 0 ? (
            <FirstRun onAccepted={accepted} />
          ) : shown.length > 0 ? (
            <PluginTable
              plugins={shown}
              all={plugins}
              pulls={pulls}
              selectedId={selected?.id}
              onSelect={select}
              lost={lost}
            />
          ) : (
            <EmptyState
              icon={<SearchX aria-hidden="true" />}
              text={text === '' ? `No plugin is ${segment}.` : 'No plugin matches.'}
              action={
                <Button
                  onClick={() => {
                    setText('');
                    setSegment('all');
                  }}
                >
                  Show all
                </Button>
              }
            />
          )}
        </div>
      </ScreenFrame>
      <InstallDialog open={installing} onClose={() => setInstalling(false)} onAccepted={accepted} />
    </div>
  );
}

interface CountProps {
  readonly of: number;
}

function Count({ of }: CountProps) {
  return of > 0 && <span className="figures font-normal text-fg-3">{formatCount(of)}</span>;
}
