import { Fragment } from 'react';
import { CopyButton } from './copy-button.tsx';

interface CliTwinProps {
  readonly command: string;
}

/** The command that does the same as the buttons beside it. */
export function CliTwin({ command }: CliTwinProps) {
  return (
    <div className="flex min-h-[30px] min-w-0 items-start gap-2 rounded-control border border-line-1 bg-inset py-0.5 pr-[3px] pl-2.5">
      <span aria-hidden="true" className="mono leading-6 text-fg-3">
        $
      </span>
      <code className="mono min-w-0 flex-1 py-[3px] text-fg-2">
        {command.split(' ').map((word, index) => (
          // Lines break between words; a word alone on its line may break anywhere.
          // oxlint-disable-next-line react/no-array-index-key -- words are told apart by their place only
          <Fragment key={index}>
            {index > 0 && ' '}
            <span className="inline-block max-w-full wrap-anywhere">{word}</span>
          </Fragment>
        ))}
      </code>
      <CopyButton text={command} what="command" />
    </div>
  );
}
