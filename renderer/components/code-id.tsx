import { CopyButton } from './copy-button.tsx';
import { shortId } from './format/short-id.ts';

interface CodeIdProps {
  readonly id: string;
  /** What it is, as in `image id`. */
  readonly what: string;
  /** A list shows ids without a button. */
  readonly copyable?: boolean;
}

/** An id in short, whole on hover and in the copy. */
export function CodeId({ id, what, copyable = true }: CodeIdProps) {
  return (
    <span className="inline-flex items-center gap-0.5 whitespace-nowrap">
      <span className="mono text-fg-3" title={id}>
        {shortId(id)}
      </span>
      {copyable && <CopyButton text={id} what={what} />}
    </span>
  );
}
