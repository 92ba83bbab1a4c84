import { type KeyboardEvent, memo } from 'react';
import type { PluginView } from '../../../shared/model/plugin.ts';
import type { Pull } from '../../app/store/bench-state.ts';
import { Chip } from '../../components/chip.tsx';
import { classNames } from '../../components/class-names.ts';
import { CodeId } from '../../components/code-id.tsx';
import { ImageName } from '../../components/image-name.tsx';
import { RelativeTime } from '../../components/relative-time.tsx';
import { pluginLook } from './plugin-look.ts';
import { rowLine } from './row-line.ts';

interface PluginTableProps {
  readonly plugins: readonly PluginView[];
  readonly pulls: Readonly<Record<string, Pull>>;
  readonly selectedId: string | undefined;
  readonly onSelect: (id: string, byKeyboard: boolean) => void;
  readonly engineLost: boolean;
  readonly now: number;
}

const HEAD =
  'sticky top-0 z-1 h-[30px] border-b border-line-1 bg-canvas px-2.5 text-left text-micro font-medium text-fg-3';

/** Plugins in two-line rows: name over image, chip over reason. Arrow keys walk, Enter opens. */
export function PluginTable({ plugins, pulls, selectedId, onSelect, engineLost, now }: PluginTableProps) {
  return (
    <table className="w-full table-fixed border-separate border-spacing-0">
      <thead>
        <tr>
          <th scope="col" className={classNames(HEAD, 'w-[37%] pl-5')}>
            Plugin
          </th>
          <th scope="col" className={HEAD}>
            State and reason
          </th>
          <th scope="col" className={classNames(HEAD, 'w-[136px] @max-[800px]:hidden')}>
            Version
          </th>
          <th scope="col" className={classNames(HEAD, 'w-[112px] @max-[960px]:hidden')}>
            Image id
          </th>
          <th scope="col" className={classNames(HEAD, 'w-[78px] pr-4 text-right')}>
            Since
          </th>
        </tr>
      </thead>
      <tbody>
        {plugins.map((plugin) => (
          <PluginRow
            key={plugin.id}
            plugin={plugin}
            reason={rowLine(plugin, pulls[plugin.id], now)}
            selected={plugin.id === selectedId}
            onSelect={onSelect}
            engineLost={engineLost}
            now={now}
          />
        ))}
      </tbody>
    </table>
  );
}

interface PluginRowProps {
  readonly plugin: PluginView;
  readonly reason: string;
  readonly selected: boolean;
  readonly onSelect: (id: string, byKeyboard: boolean) => void;
  readonly engineLost: boolean;
  readonly now: number;
}

const CELL = 'h-[50px] overflow-hidden border-b border-line-1 px-2.5 py-1 align-middle whitespace-nowrap ease-quick';

const PluginRow = memo(function PluginRow(props: PluginRowProps) {
  const { plugin, reason, selected, onSelect, engineLost, now } = props;
  const cell = classNames(CELL, selected ? 'bg-selected' : 'group-hover:bg-hover');
  return (
    <tr className="group relative">
      <td className={classNames(cell, 'pl-5', selected && 'shadow-[inset_2px_0_0_var(--here)]')}>
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
      </td>
      <td className={cell}>
        <div className="flex min-w-0 flex-col items-start gap-px">
          <Chip look={pluginLook(plugin, engineLost)} inTable />
          <span className="figures line-clamp-2 max-w-full pl-4 text-small whitespace-normal text-fg-2" title={reason}>
            {reason}
          </span>
        </div>
      </td>
      <td className={classNames(cell, 'truncate text-fg-2 @max-[800px]:hidden')} title={plugin.version}>
        {plugin.version}
      </td>
      <td className={classNames(cell, 'text-fg-3 @max-[960px]:hidden')}>
        {plugin.imageId === undefined ? '–' : <CodeId id={plugin.imageId} what="image id" copyable={false} />}
      </td>
      <td className={classNames(cell, 'pr-4 text-right text-fg-2')}>
        <RelativeTime at={plugin.since} now={now} />
      </td>
    </tr>
  );
});

/** The element id of a plugin's row button, to which focus returns. */
export function rowId(pluginId: string): string {
  return `plugin-row-${pluginId}`;
}

function walkRows(event: KeyboardEvent<HTMLButtonElement>): void {
  if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
  const rows = [...document.querySelectorAll<HTMLButtonElement>('[data-row]')];
  const at = rows.indexOf(event.currentTarget);
  const next = rows[at + (event.key === 'ArrowDown' ? 1 : -1)];
  if (at === -1 || next === undefined) return;
  event.preventDefault();
  next.focus();
}
