import { Popover as Radix } from 'radix-ui';
import type { ReactElement, ReactNode } from 'react';
import { classNames } from './class-names.ts';

interface PopoverProps {
  /** The button that opens it. */
  readonly trigger: ReactElement;
  readonly label: string;
  readonly children: ReactNode;
  readonly className?: string;
}

/**
 * A small surface at its button. Escape and a click elsewhere close it. Not modal: Radix's scroll lock adds a style
 * element, which the strict CSP refuses (D19).
 */
export function Popover({ trigger, label, children, className }: PopoverProps) {
  return (
    <Radix.Root>
      <Radix.Trigger asChild>{trigger}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          aria-label={label}
          align="end"
          sideOffset={6}
          collisionPadding={8}
          className={classNames(
            'appears z-8 flex max-h-[calc(100vh-64px)] w-[360px] max-w-[calc(100vw-16px)] flex-col overflow-hidden rounded-card bg-raised shadow-float focus:outline-none',
            className,
          )}
        >
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
