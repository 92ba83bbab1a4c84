import type { ReactNode } from 'react';
import { classNames } from './class-names.ts';
import { type Kind, Shape, type ShapeName } from './shape.tsx';

interface NoteProps {
  readonly kind: Kind;
  readonly shape: ShapeName;
  /** The first words, which say it all. */
  readonly title: string;
  readonly children?: ReactNode;
  readonly actions?: ReactNode;
  /** An alert is read out at once; only for what the user's own press has caused. */
  readonly role?: 'alert';
  readonly className?: string;
}

/** A tinted remark with its shape. */
export function Note({ kind, shape, title, children, actions, role, className }: NoteProps) {
  return (
    <div
      role={role}
      className={classNames(
        `k-${kind} flex items-start gap-2.5 rounded-control bg-kind-bg px-3 py-2.5 text-small shadow-[inset_0_0_0_1px_var(--kl)]`,
        className,
      )}
    >
      <Shape name={shape} className="mt-[3px]" />
      <div className="min-w-0 flex-1 wrap-anywhere">
        <b className="font-semibold text-kind">{title}</b> {children}
      </div>
      {actions}
    </div>
  );
}
