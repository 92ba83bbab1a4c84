import { Search } from 'lucide-react';
import { type KeyboardEvent, type RefObject, useEffect, useId, useRef, useState } from 'react';
import { classNames } from '../components/class-names.ts';
import { Dialog } from '../components/dialog.tsx';
import { KeyHint } from '../components/key-hint.tsx';
import { useBench } from './bench-context.tsx';
import { paletteEntries, type PaletteEntry } from './palette-entries.tsx';
import { findMatching } from './palette-match.ts';

interface PaletteProps {
  readonly open: boolean;
  readonly onClose: () => void;
  readonly showKeys: () => void;
}

/** Finds a screen, a plugin or a command by a few letters. What is chosen runs once the focus is back. */
export function Palette({ open, onClose, showKeys }: PaletteProps) {
  const field = useRef<HTMLInputElement>(null);
  const chosen = useRef<PaletteEntry>(undefined);
  const choose = (entry: PaletteEntry): void => {
    chosen.current = entry;
    onClose();
  };
  const runChosen = (): void => {
    const entry = chosen.current;
    chosen.current = undefined;
    entry?.run();
  };
  return (
    <Dialog
      open={open}
      onClose={onClose}
      onClosed={runChosen}
      title="Search or run a command"
      description="Arrow keys choose, Enter runs, Escape closes."
      bare
      size="small"
      initialFocus={field}
    >
      <PaletteBody field={field} onChoose={choose} showKeys={showKeys} />
    </Dialog>
  );
}

interface PaletteBodyProps {
  readonly field: RefObject<HTMLInputElement | null>;
  readonly onChoose: (entry: PaletteEntry) => void;
  readonly showKeys: () => void;
}

function PaletteBody({ field, onChoose, showKeys }: PaletteBodyProps) {
  const plugins = useBench((state) => state.plugins);
  const coreAddress = useBench((state) => state.status?.doors.core);
  const [text, setText] = useState('');
  const [at, setAt] = useState(0);
  const id = useId();
  const list = useRef<HTMLDivElement>(null);
  const found = findMatching(paletteEntries({ plugins, coreAddress, showKeys }), text);
  const current = found[Math.min(at, found.length - 1)];
  const optionId = (entry: PaletteEntry): string => `${id}-${entry.id}`;

  useEffect(() => {
    list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' });
  }, [current?.id]);

  const onKeyDown = (event: KeyboardEvent): void => {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (step !== 0) {
      event.preventDefault();
      if (found.length > 0) setAt((Math.min(at, found.length - 1) + step + found.length) % found.length);
    } else if (event.key === 'Enter' && !event.nativeEvent.isComposing && current !== undefined) {
      event.preventDefault();
      onChoose(current);
    }
  };

  return (
    <>
      <label className="flex h-11 flex-none items-center gap-2.5 border-b border-line-1 px-4">
        <Search aria-hidden="true" className="size-4 shrink-0 text-fg-3" />
        <span className="sr-only">Search or run a command</span>
        <input
          ref={field}
          role="combobox"
          aria-expanded="true"
          aria-controls={`${id}-list`}
          aria-autocomplete="list"
          aria-activedescendant={current === undefined ? undefined : optionId(current)}
          value={text}
          placeholder="Plugin, screen or command"
          autoComplete="off"
          spellCheck={false}
          onChange={(event) => {
            setText(event.target.value);
            setAt(0);
          }}
          onKeyDown={onKeyDown}
          className="min-w-0 flex-1 bg-transparent text-title outline-none"
        />
        <KeyHint keys={['Esc']} />
      </label>
      <div
        ref={list}
        id={`${id}-list`}
        // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- a select cannot be led by a field
        role="listbox"
        aria-label="Found"
        className="max-h-[360px] min-h-0 overflow-y-auto p-1.5"
      >
        {found.map((entry, index) => (
          <Option
            key={entry.id}
            id={optionId(entry)}
            entry={entry}
            // Groups are told apart only while nothing is searched for: matches are ordered by how well they match.
            head={text.trim() === '' && entry.group !== found[index - 1]?.group ? entry.group : undefined}
            selected={entry === current}
            onPoint={() => setAt(index)}
            onChoose={() => onChoose(entry)}
          />
        ))}
      </div>
      {found.length === 0 && <p className="px-4 pt-1 pb-5 text-center text-fg-2">Nothing matches.</p>}
    </>
  );
}

interface OptionProps {
  readonly id: string;
  readonly entry: PaletteEntry;
  readonly head: string | undefined;
  readonly selected: boolean;
  readonly onPoint: () => void;
  readonly onChoose: () => void;
}

function Option({ id, entry, head, selected, onPoint, onChoose }: OptionProps) {
  return (
    <>
      {head !== undefined && (
        <div aria-hidden="true" className="px-2.5 pt-2 pb-1 text-micro font-medium text-fg-3">
          {head}
        </div>
      )}
      {/* The keyboard's way to an option is the field above, by aria-activedescendant. */}
      {/* oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/interactive-supports-focus -- see above */}
      <div
        id={id}
        // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- an option element lives in a select only
        role="option"
        aria-selected={selected}
        onMouseMove={selected ? undefined : onPoint}
        onClick={onChoose}
        className={classNames(
          'flex min-h-[34px] items-center gap-2.5 rounded-control px-2.5 [&>svg]:size-4 [&>svg]:shrink-0 [&>svg]:text-fg-3 [&>svg]:[stroke-width:1.6]',
          selected && 'bg-selected shadow-[inset_2px_0_0_var(--here)]',
        )}
      >
        {entry.icon}
        <span className="shrink-0 font-medium">{entry.label}</span>
        <span className="min-w-0 flex-1 truncate text-small text-fg-2">{entry.note}</span>
        {entry.keys !== undefined && <KeyHint keys={entry.keys} />}
      </div>
    </>
  );
}
