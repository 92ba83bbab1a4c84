import { CopyButton } from './copy-button.tsx';

interface CodeTextProps {
  readonly text: string;
  /** What it is, as in `address of the core API`. */
  readonly what: string;
}

/** A piece of code in full, to be copied. */
export function CodeText({ text, what }: CodeTextProps) {
  return (
    <span className="inline-flex min-w-0 max-w-full items-center gap-0.5">
      <code className="mono truncate text-fg-2" title={text}>
        {text}
      </code>
      <CopyButton text={text} what={what} />
    </span>
  );
}
