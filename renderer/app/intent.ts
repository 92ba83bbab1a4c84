import { useEffect, useRef } from 'react';

/** What the frame may ask of the screen that can do it. */
type Intent = 'install-plugin' | 'show-tasks';

const intents = new EventTarget();

export function askFor(intent: Intent): void {
  intents.dispatchEvent(new Event(intent));
}

/** Runs `action` when somebody asks for it while the view is shown. */
export function useIntent(intent: Intent, action: () => void): void {
  const current = useRef(action);
  useEffect(() => {
    current.current = action;
  });
  useEffect(() => {
    const listen = (): void => current.current();
    intents.addEventListener(intent, listen);
    return () => intents.removeEventListener(intent, listen);
  }, [intent]);
}
