import { type KeyboardEvent, memo, useCallback, useState } from 'react';
import type { PluginView } from '../../../shared/model/plugin.ts';
import type { Lost } from '../../app/bench-time.ts';
import { LiveAge } from '../../app/live-time.tsx';
import type { Pull } from '../../app/store/bench-state.ts';
import { useNow } from '../../app/use-now.ts';
import { Chip } from '../../components/chip.tsx';
import { CodeId } from '../../components/code-id.tsx';
import { ImageName } from '../../components/image-name.tsx';
import { Cell, HeadCell, Table } from '../../components/table.tsx';
import { lastKnownAt, pluginLook } from './plugin-look.ts';
import { rowLine } from './row-line.ts';
import { useSteadyRows } from './use-steady-rows.ts';

interface PluginTableProps {
  /** What is shown, and everything that there is. */
  readonly plugins: readonly PluginView[];
  readonly all: readonly PluginView[];
  readonly pulls: Readonly<Record<string, Pull>>;
  readonly selectedId: string | undefined;
  readonly onSelect: (id: string, byKeyboard: boolean) => void;
  readonly lost: Lost;
}

/** Plugins in two-line rows: name over image, chip over reason. Arrow keys walk, Enter opens. */
export function PluginTable({ plugins, all, pulls, selectedId, onSelect, lost }: PluginTableProps) {
  const [isPointedAt, setPointedAt] = useState(false);
  const rows = useSteadyRows(plugins, all, isPointedAt);
  const hold = useCallback(() => setPointedAt(true), []);
  const release = useCallback(() => setPointedAt(false), []);
  return (
    <Table>
      <thead>
        <tr>
          <HeadCell className="w-[37%] pl-5 @max-[700px]:w-[42%]">Plugin</HeadCell>
          <HeadCell>State and reason</HeadCell>
          <HeadCell className="w-[136px] @max-[800px]:hidden">Version</HeadCell>
          <HeadCell className="w-[112px] @max-[960px]:hidden">Image id</HeadCell>
          <HeadCell className="w-[78px] pr-4 text-right @max-[480px]:w-[64px]">Since</HeadCell>
        </tr>
      </thead>
      <tbody onPointerEnter={hold} onPointerLeave={release}>
        {rows.map((plugin) => (
          <PluginRow
            key={plugin.id}
            plugin={plugin}
            pull={pulls[plugin.id]}
            selected={plugin.id === selectedId}
            onSelect={onSelect}
            lostAt={lastKnownAt(plugin, lost)}
          />
        ))}
      </tbody>
    </Table>
  );
}

interface PluginRowProps {
  readonly plugin: PluginView;
  readonly pull: Pull | undefined;
  readonly selected: boolean;
  readonly onSelect: (id: string, byKeyboard: boolean) => void;
  readonly lostAt: number | undefined;
}

/** Rendered anew only when its own plugin changes; what ticks in it ticks by itself. */
const PluginRow = memo(function PluginRow({ plugin, pull, selected, onSelect, lostAt }: PluginRowProps) {
  return (
    <tr className="group relative">
      <Cell selected={selected} className={selected ? 'pl-5 shadow-[inset_2px_0_0_var(--here)]' : 'pl-5'}>
        <div className="flex min-w-0 flex-col items-start gap-px">
          <button
            type="button"
            id={rowId(plugin.id)}
            data-row=""
            aria-expanded={selected}
            onKeyDown={walkRows}
            // A click of the keyboard has no count.
            onClick={(event) => onSelect(plugin.id, event.detail === 0)}
            className="max-w-full truncate font-medium after:absolute after:inset-0 after:content-[''] focus-visible:outline-none focus-visible:after:outline-2 focus-visible:after:-outline-offset-2 focus-visible:after:outline-here"
          >
            {plugin.displayName}
          </button>
          {plugin.image === undefined ? (
            <span className="max-w-full truncate text-small text-fg-3">runs outside Docker</span>
          ) : (
            <ImageName image={plugin.image} />
          )}
        </div>
      </Cell>
      <Cell selected={selected}>
        <div className="flex min-w-0 flex-col items-start gap-px">
          <Chip
            look={pluginLook(plugin, lostAt !== undefined)}
            since={lostAt === undefined ? undefined : <LiveAge at={lostAt} suffix="ago" />}
            inTable
          />
          <RowLine plugin={plugin} pull={pull} lostAt={lostAt} />
        </div>
      </Cell>
      <Cell selected={selected} className="truncate text-fg-2 @max-[800px]:hidden" title={plugin.version}>
        {plugin.version}
      </Cell>
      <Cell selected={selected} className="text-fg-3 @max-[960px]:hidden">
        {plugin.imageId === undefined ? '–' : <CodeId id={plugin.imageId} what="image id" copyable={false} />}
      </Cell>
      <Cell selected={selected} className="pr-4 text-right text-fg-2">
        <LiveAge at={plugin.since} lostAt={lostAt} />
      </Cell>
    </tr>
  );
});

type RowLineProps = Pick<PluginRowProps, 'plugin' | 'pull' | 'lostAt'>;

/** The reason, on two lines where one is too short for it. */
function RowLine({ plugin, pull, lostAt }: RowLineProps) {
  const line = rowLine(plugin, pull, useNow(plugin.reason.deadline === undefined ? (lostAt ?? plugin.since) : lostAt));
  return (
    <span className="figures line-clamp-2 max-w-full pl-4 text-small text-fg-2" title={line}>
      {line}
    </span>
  );
}

/** The element id of a plugin's row button, to which focus returns. */
export function rowId(pluginId: string): string {
  return `plugin-row-${pluginId}`;
}

function walkRows(event: KeyboardEvent<HTMLButtonElement>): void {
  const rows = [...document.querySelectorAll<HTMLButtonElement>('[data-row]')];
  const at = rows.indexOf(event.currentTarget);
  const next = { ArrowDown: rows[at + 1], ArrowUp: rows[at - 1], Home: rows[0], End: rows.at(-1) }[event.key];
  if (at === -1 || next === undefined) return;
  event.preventDefault();
  next.focus();
}
