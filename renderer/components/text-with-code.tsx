import { Fragment } from 'react';

interface TextWithCodeProps {
  readonly text: string;
}

/** A sentence of the engine: what stands between backticks is shown as code. An odd backtick stays one. */
export function TextWithCode({ text }: TextWithCodeProps) {
  const parts = text.split(/`([^`]+)`/);
  return parts.map((part, index) => (
    // oxlint-disable-next-line react/no-array-index-key -- parts are told apart by their place only
    <Fragment key={index}>{index % 2 === 1 ? <code className="mono text-fg-1">{part}</code> : part}</Fragment>
  ));
}
