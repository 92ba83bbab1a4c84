import type { WireError } from '../../shared/errors.ts';
import { Button } from './button.tsx';
import { Note } from './note.tsx';
import { TextWithCode } from './text-with-code.tsx';

interface ErrorNoteProps {
  readonly error: WireError;
  readonly onRetry?: () => void;
}

/** An error of a command: what happened, what to do now, its code. Stays until the next try. */
export function ErrorNote({ error, onRetry }: ErrorNoteProps) {
  const retry = onRetry !== undefined && error.retry && (
    <Button size="small" onClick={onRetry}>
      Try again
    </Button>
  );
  return (
    <Note role="alert" kind="fail" shape="failed" title={error.message} actions={retry}>
      <TextWithCode text={error.next} /> <code className="mono text-fg-2">{error.code}</code>
    </Note>
  );
}
