interface LoadingStateProps {
  /** What is awaited, as in `Asking the engine`. */
  readonly text: string;
}

/** Something that was never seen yet is on its way. What is merely old is shown as last known instead. */
export function LoadingState({ text }: LoadingStateProps) {
  return <p className="px-5 py-3.5 text-fg-3">{text}…</p>;
}
