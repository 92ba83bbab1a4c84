import { useEffect, useRef } from 'react';

/** Shortcuts by their keys: `Ctrl+i` (Command on macOS), `/`, `Escape`. */
export type Shortcuts = Readonly<Record<string, () => void>>;

/** Listens to shortcuts while the view is shown. They rest while a dialog is open; single letters also while one types. */
export function useKeys(shortcuts: Shortcuts): void {
  const current = useRef(shortcuts);
  useEffect(() => {
    current.current = shortcuts;
  });
  useEffect(() => {
    const listen = (event: KeyboardEvent): void => {
      const action = current.current[nameOf(event)];
      if (action === undefined || event.defaultPrevented || document.querySelector('[role="dialog"]') !== null) return;
      if (isTyping(event.target) && event.key.length === 1 && !event.ctrlKey && !event.metaKey) return;
      event.preventDefault();
      action();
    };
    document.addEventListener('keydown', listen);
    return () => document.removeEventListener('keydown', listen);
  }, []);
}

function nameOf({ key, ctrlKey, metaKey }: KeyboardEvent): string {
  return `${ctrlKey || metaKey ? 'Ctrl+' : ''}${key}`;
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.matches('input:not([type="radio"]), textarea, [contenteditable]');
}
