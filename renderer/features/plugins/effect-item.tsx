import type { ReactNode } from 'react';
import { Shape } from '../../components/shape.tsx';

interface EffectItemProps {
  readonly stays: boolean;
  readonly children: ReactNode;
}

/** One consequence of a press in the list of its confirmation. */
export function EffectItem({ stays, children }: EffectItemProps) {
  return (
    <li className="flex items-start gap-2.5">
      <Shape name={stays ? 'done' : 'removing'} kind={stays ? 'ok' : 'off'} className="mt-1" />
      <span className="min-w-0 wrap-anywhere">{children}</span>
    </li>
  );
}
