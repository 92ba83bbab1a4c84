import { X } from 'lucide-react';
import { Dialog as Radix } from 'radix-ui';
import { type ReactNode, type RefObject, useRef } from 'react';
import { Button } from './button.tsx';
import { classNames } from './class-names.ts';

interface DialogProps {
  readonly open: boolean;
  readonly onClose: () => void;
  readonly title: string;
  /** One sentence below the title. */
  readonly description: ReactNode;
  readonly children: ReactNode;
  readonly footer?: ReactNode;
  /** Without head and foot: title and description are only read out. */
  readonly bare?: boolean;
  /** Called when it is closed and the focus is back. */
  readonly onClosed?: () => void;
  readonly size?: 'normal' | 'small';
  /** What gets the focus at first: the field, or in a destructive dialog the safe choice. */
  readonly initialFocus: RefObject<HTMLElement | null>;
}

/**
 * A modal dialog. Focus stays inside and goes back to the opener; Escape and the scrim close it.
 * The scrim is our own: Radix's overlay adds a style element for its scroll lock, which the strict CSP refuses (D19),
 * and this page does not scroll.
 */
export function Dialog(props: DialogProps) {
  const { open, onClose, title, description, children, footer, size = 'normal', initialFocus } = props;
  const { bare = false, onClosed } = props;
  const opener = useRef<Element>(null);
  return (
    <Radix.Root open={open} onOpenChange={(next) => !next && onClose()}>
      <Radix.Portal>
        <div className="fixed inset-0 z-10 flex items-start justify-center overflow-y-auto bg-scrim p-4 pt-16 max-narrow:pt-4">
          <Radix.Content
            onOpenAutoFocus={(event) => {
              event.preventDefault();
              opener.current = document.activeElement;
              initialFocus.current?.focus();
            }}
            onCloseAutoFocus={(event) => {
              // Radix knows only openers that are its own triggers.
              event.preventDefault();
              if (opener.current instanceof HTMLElement) opener.current.focus();
              if (onClosed !== undefined) queueMicrotask(onClosed);
            }}
            className={classNames(
              'appears flex max-h-full flex-col overflow-hidden rounded-dialog bg-raised shadow-dialog focus:outline-none',
              size === 'normal' ? 'w-[720px] max-w-full' : 'w-[520px] max-w-full',
            )}
          >
            {bare ? (
              <>
                <Radix.Title className="sr-only">{title}</Radix.Title>
                <Radix.Description className="sr-only">{description}</Radix.Description>
                {children}
              </>
            ) : (
              <>
                <header className="flex items-start gap-2.5 px-5 pt-4 pb-3">
                  <div className="min-w-0 flex-1">
                    <Radix.Title className="text-page font-semibold wrap-anywhere">{title}</Radix.Title>
                    <Radix.Description className="text-small text-fg-2">{description}</Radix.Description>
                  </div>
                  <Radix.Close asChild>
                    <Button variant="ghost" size="smallIcon" aria-label="Close" title="Close">
                      <X aria-hidden="true" />
                    </Button>
                  </Radix.Close>
                </header>
                <div className="min-h-0 overflow-y-auto">{children}</div>
                <footer className="flex shrink-0 items-center gap-2 border-t border-line-1 bg-panel px-5 py-3">
                  {footer}
                </footer>
              </>
            )}
          </Radix.Content>
        </div>
      </Radix.Portal>
    </Radix.Root>
  );
}
