import { type ReactNode, useState } from 'react';
import { classNames } from './class-names.ts';
import { type Kind, Shape, type ShapeName } from './shape.tsx';

/** How a state looks: its shape, its word, its colour, and whether it wants to be read (`tint`) or not (`quiet`). */
export interface ChipLook {
  readonly kind: Kind;
  readonly shape: ShapeName;
  readonly word: string;
  readonly tone: 'quiet' | 'tint';
}

interface ChipProps {
  readonly look: ChipLook;
  /** Age of the state. */
  readonly since?: ReactNode;
  /** In a table a tinted chip moves left, so that all shapes share one vertical. */
  readonly inTable?: boolean;
}

/** Word, shape and colour of a state. A change of the word flashes its tint once. */
export function Chip({ look, since, inTable = false }: ChipProps) {
  const { kind, shape, word, tone } = look;
  // A chip that is new has not changed; another key starts the animation anew.
  const [seen, setSeen] = useState({ word, hasChanged: false });
  if (seen.word !== word) setSeen({ word, hasChanged: true });
  return (
    <span
      key={word}
      className={classNames(
        `k-${kind} inline-flex h-5 shrink-0 items-center gap-1.5 whitespace-nowrap text-small`,
        seen.hasChanged && 'flashes rounded-chip',
        tone === 'quiet' && 'text-fg-2',
        tone === 'tint' &&
          'rounded-chip bg-kind-bg pr-2 pl-[7px] font-medium text-kind shadow-[inset_0_0_0_1px_var(--kl)]',
        tone === 'tint' && inTable && '-ml-[7px]',
      )}
    >
      <Shape name={shape} />
      {word}
      {since !== undefined && <span className="figures font-normal text-fg-2">{since}</span>}
    </span>
  );
}
