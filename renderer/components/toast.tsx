import { X } from 'lucide-react';
import { useEffect } from 'react';
import { Button } from './button.tsx';
import { Shape } from './shape.tsx';

interface ToastProps {
  readonly kind: 'done' | 'failed';
  readonly title: string;
  readonly text: string;
  /** Absent when there is nothing to look at. */
  readonly onShow?: (() => void) | undefined;
  /** Absent when what was done stays done. */
  readonly onUndo?: (() => void) | undefined;
  readonly onDismiss: () => void;
}

/** Milliseconds that a good result is shown. A failure stays until it is looked at or dismissed. */
const SHOWN_FOR = 6000;

/** A result that nobody was looking at. Takes no focus. */
export function Toast({ kind, title, text, onShow, onUndo, onDismiss }: ToastProps) {
  useEffect(() => {
    if (kind === 'failed') return undefined;
    const timer = setTimeout(onDismiss, SHOWN_FOR);
    return () => clearTimeout(timer);
  }, [kind, onDismiss]);
  return (
    <li className="appears flex w-[360px] max-w-full items-start gap-2.5 rounded-card bg-raised py-[11px] pr-2 pl-3.5 shadow-float">
      <Shape name={kind === 'done' ? 'ready' : 'failed'} kind={kind === 'done' ? 'ok' : 'fail'} className="mt-1" />
      <div className="min-w-0 flex-1">
        <p className="font-semibold wrap-anywhere">{title}</p>
        <p className="line-clamp-3 text-small text-fg-2 wrap-anywhere">{text}</p>
      </div>
      {onUndo !== undefined && (
        <Button size="small" onClick={onUndo}>
          Undo
        </Button>
      )}
      {onShow !== undefined && (
        <Button variant="ghost" size="small" onClick={onShow}>
          Show
        </Button>
      )}
      <Button variant="ghost" size="smallIcon" aria-label={`Dismiss: ${title}`} onClick={onDismiss}>
        <X aria-hidden="true" />
      </Button>
    </li>
  );
}
