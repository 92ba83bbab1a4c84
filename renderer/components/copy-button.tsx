import { Check, Copy } from 'lucide-react';
import { useEffect, useState } from 'react';
import { Button } from './button.tsx';

interface CopyButtonProps {
  readonly text: string;
  /** What is copied, for the button's name: `Copy command`. */
  readonly what: string;
  /** Words beside the icon. */
  readonly label?: string;
}

/** Copies `text`; a tick says for a moment that it worked. */
export function CopyButton({ text, what, label }: CopyButtonProps) {
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return undefined;
    const timer = setTimeout(() => setCopied(false), 1500);
    return () => clearTimeout(timer);
  }, [copied]);
  const copy = (): void => {
    navigator.clipboard
      .writeText(text)
      .then(() => setCopied(true))
      .catch(reportError);
  };
  const name = copied ? 'Copied' : `Copy ${what}`;
  return (
    <Button
      variant="ghost"
      size={label === undefined ? 'smallIcon' : 'small'}
      aria-label={label === undefined ? name : undefined}
      title={name}
      onClick={copy}
    >
      {copied ? <Check aria-hidden="true" /> : <Copy aria-hidden="true" />}
      {label}
    </Button>
  );
}
