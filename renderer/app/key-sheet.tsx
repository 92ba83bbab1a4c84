import { useRef } from 'react';
import { Button } from '../components/button.tsx';
import { Dialog } from '../components/dialog.tsx';
import { KeyHint } from '../components/key-hint.tsx';

interface KeySheetProps {
  readonly open: boolean;
  readonly onClose: () => void;
}

const KEYS = [
  { keys: ['Ctrl', 'K'], what: 'Search or run a command' },
  { keys: ['Ctrl', '1'], what: 'Plugins' },
  { keys: ['Ctrl', 'I'], what: 'Install plugin' },
  { keys: ['/'], what: 'Filter the list' },
  { keys: ['↑', '↓'], what: 'Walk the rows' },
  { keys: ['Enter'], what: 'Open the row' },
  { keys: ['Esc'], what: 'Close what lies on top' },
  { keys: ['?'], what: 'These keys' },
] as const;

/** Every key that works. */
export function KeySheet({ open, onClose }: KeySheetProps) {
  const close = useRef<HTMLButtonElement>(null);
  return (
    <Dialog
      open={open}
      onClose={onClose}
      title="Keys"
      description="On macOS, Command does what Ctrl does here."
      size="small"
      initialFocus={close}
      footer={
        <>
          <span className="flex-1" />
          <Button ref={close} onClick={onClose}>
            Done
          </Button>
        </>
      }
    >
      <dl className="grid grid-cols-[104px_minmax(0,1fr)] items-center gap-y-2 px-5 pb-4">
        {KEYS.map(({ keys, what }) => (
          <div key={what} className="contents">
            <dt>
              <KeyHint keys={keys} />
              <span className="sr-only">{keys.join(' + ')}</span>
            </dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}
