import { useCallback, useEffect, useRef, useState } from 'react';
import type { CONTRACT, Input, Output, ProcedureName } from '../../shared/contract/contract.ts';
import type { WireError } from '../../shared/errors.ts';
import { useBenchStore, useClient } from './bench-context.tsx';
import { noteFailure } from './store/bench-store.ts';

type CommandName = { [N in ProcedureName]: (typeof CONTRACT)[N]['kind'] extends 'command' ? N : never }[ProcedureName];

export interface Command<N extends CommandName> {
  /** Sends the command; a second press while one is under way does nothing. `onDone` is called with the answer. */
  readonly run: (input: Input<N>, onDone?: (value: Output<N>) => void) => void;
  /** Sends the last one again. */
  readonly retry: () => void;
  /** Forgets the error. */
  readonly reset: () => void;
  readonly pending: boolean;
  readonly error: WireError | undefined;
}

/** The one way in which a view sends a command. What it caused is seen in the store, not in the answer. */
export function useCommand<N extends CommandName>(name: N): Command<N> {
  const client = useClient();
  const store = useBenchStore();
  const [pending, setPending] = useState(false);
  const [error, setError] = useState<WireError>();
  const last = useRef<Parameters<Command<N>['run']>>(undefined);
  const sending = useRef(false);
  const mounted = useRef(true);
  useEffect(() => {
    mounted.current = true;
    return () => {
      mounted.current = false;
    };
  }, []);

  const run = useCallback(
    (input: Input<N>, onDone?: (value: Output<N>) => void): void => {
      if (sending.current) return;
      sending.current = true;
      last.current = onDone === undefined ? [input] : [input, onDone];
      setPending(true);
      setError(undefined);
      client
        .call(name, input)
        .then((result) => {
          if (result.ok) onDone?.(result.value);
          else {
            const { code, message, next } = result.error;
            const subject = 'plugin' in input ? { pluginId: input.plugin } : {};
            noteFailure(store, {
              id: `${name} ${code} ${subject.pluginId ?? ''}`,
              at: Date.now(),
              title: message,
              text: next,
              code,
              ...subject,
            });
            if (mounted.current) setError(result.error);
          }
        })
        .finally(() => {
          sending.current = false;
          if (mounted.current) setPending(false);
        })
        .catch(reportError);
    },
    [client, store, name],
  );
  const retry = useCallback(() => {
    if (last.current !== undefined) run(...last.current);
  }, [run]);
  const reset = useCallback(() => setError(undefined), []);
  return { run, retry, reset, pending, error };
}
