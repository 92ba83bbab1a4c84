import type { JSX } from 'react';
import { classNames } from './class-names.ts';

/** The six kinds of state colour (VISUAL "Colour tokens"). */
export type Kind = 'ok' | 'work' | 'wait' | 'reject' | 'fail' | 'off';

/** One silhouette per state (VISUAL "State shapes"), so that colour is never the only sign. */
const SHAPES = {
  ready: <circle cx="5" cy="5" r="4" fill="currentColor" />,
  running: <path d="M2 .9 9.2 5 2 9.1z" fill="currentColor" />,
  working: (
    <>
      <circle cx="5" cy="5" r="3.9" fill="none" stroke="currentColor" strokeWidth="1.6" opacity=".32" />
      <path
        className="arc-turns"
        d="M5 1.1A3.9 3.9 0 0 1 8.9 5"
        fill="none"
        stroke="currentColor"
        strokeWidth="1.8"
        strokeLinecap="round"
      />
      <circle cx="5" cy="5" r="1.4" fill="currentColor" />
    </>
  ),
  pending: (
    <circle cx="5" cy="5" r="3.9" fill="none" stroke="currentColor" strokeWidth="1.6" strokeDasharray="2.04 2.04" />
  ),
  paused: (
    <>
      <rect x="1.6" y="1" width="2.5" height="8" rx=".6" fill="currentColor" />
      <rect x="5.9" y="1" width="2.5" height="8" rx=".6" fill="currentColor" />
    </>
  ),
  queued: (
    <>
      <rect x="1" y="1" width="8" height="2" rx=".7" fill="currentColor" />
      <rect x="1" y="4" width="8" height="2" rx=".7" fill="currentColor" />
      <rect x="1" y="7" width="8" height="2" rx=".7" fill="currentColor" />
    </>
  ),
  stopped: <rect x="1.3" y="1.3" width="7.4" height="7.4" rx="1" fill="currentColor" />,
  disabled: (
    <>
      <circle cx="5" cy="5" r="3.9" fill="none" stroke="currentColor" strokeWidth="1.6" />
      <path d="M2.3 7.7 7.7 2.3" stroke="currentColor" strokeWidth="1.6" />
    </>
  ),
  failed: (
    <>
      <path d="M5 .2 9.8 5 5 9.8.2 5z" fill="currentColor" />
      <path d="M5 2.9v2.5M5 6.8v.4" stroke="var(--bg-panel)" strokeWidth="1.3" strokeLinecap="round" />
    </>
  ),
  rejected: (
    <>
      <path d="M3.1.6h3.8l2.5 2.5v3.8L6.9 9.4H3.1L.6 6.9V3.1z" fill="currentColor" />
      <path d="M3 5h4" stroke="var(--bg-panel)" strokeWidth="1.5" strokeLinecap="round" />
    </>
  ),
  done: (
    <path
      d="M1.2 5.4 3.9 8 8.8 2.2"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.9"
      strokeLinecap="round"
      strokeLinejoin="round"
    />
  ),
  filtered: <path d="M.8 1.2h8.4L6 5.3v3L4 9.4V5.3z" fill="currentColor" />,
  dropped: (
    <>
      <path
        d="M5 1v6.4M2.2 5 5 7.8 7.8 5"
        fill="none"
        stroke="currentColor"
        strokeWidth="1.6"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
      <path d="M1.6 9.3h6.8" stroke="currentColor" strokeWidth="1.3" />
    </>
  ),
  removing: (
    <>
      <circle cx="5" cy="5" r="3.9" fill="none" stroke="currentColor" strokeWidth="1.6" />
      <path d="M3 5h4" stroke="currentColor" strokeWidth="1.6" />
    </>
  ),
  unknown: (
    <>
      <circle cx="5" cy="5" r="3.9" fill="none" stroke="currentColor" strokeWidth="1.4" strokeDasharray="1.2 1.86" />
      <circle cx="5" cy="5" r="1" fill="currentColor" />
    </>
  ),
  attached: (
    <>
      <circle cx="5" cy="5" r="2.2" fill="currentColor" />
      <circle cx="5" cy="5" r="4.1" fill="none" stroke="currentColor" strokeWidth="1.2" />
    </>
  ),
  process: (
    <path
      d="M1 5h6.4M5 2l3.2 3L5 8"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.7"
      strokeLinecap="round"
      strokeLinejoin="round"
    />
  ),
  note: (
    <>
      <path d="M5 .7 9.7 9.2H.3z" fill="currentColor" />
      <path d="M5 3.7v2.3M5 7.6v.2" stroke="var(--bg-panel)" strokeWidth="1.2" strokeLinecap="round" />
    </>
  ),
} as const satisfies Readonly<Record<string, JSX.Element>>;

export type ShapeName = keyof typeof SHAPES;

/** All of them, in the order of the list above. */
export const SHAPE_NAMES = Object.keys(SHAPES) as readonly ShapeName[];

interface ShapeProps {
  readonly name: ShapeName;
  /** Sets the colour; without it the nearest kind above decides. */
  readonly kind?: Kind;
  readonly className?: string;
}

/** A state shape, 10 by 10. It is decoration: the word beside it says the same. */
export function Shape({ name, kind, className }: ShapeProps) {
  return (
    <svg
      className={classNames(
        'size-2.5 shrink-0 overflow-visible text-kind-solid',
        kind !== undefined && `k-${kind}`,
        className,
      )}
      viewBox="0 0 10 10"
      aria-hidden="true"
    >
      {SHAPES[name]}
    </svg>
  );
}
