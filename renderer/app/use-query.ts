import { useCallback, useEffect, useState } from 'react';
import type { CONTRACT, Input, Output, ProcedureName } from '../../shared/contract/contract.ts';
import type { WireError } from '../../shared/errors.ts';
import { useClient } from './bench-context.tsx';

type QueryName = { [N in ProcedureName]: (typeof CONTRACT)[N]['kind'] extends 'query' ? N : never }[ProcedureName];

export interface Query<N extends QueryName> {
  /** The newest answer; stays while it is asked again for the same input, also when that fails. */
  readonly value: Output<N> | undefined;
  readonly error: WireError | undefined;
  /** Asks again. */
  readonly refresh: () => void;
}

interface Asked<N extends QueryName> {
  readonly key: string;
  readonly value?: Output<N>;
  readonly error?: WireError;
}

/** Asks `name` whenever the input changes, or `version`, which stands for the state that the answer depends on. */
export function useQuery<N extends QueryName>(name: N, input: Input<N>, version: string): Query<N> {
  const client = useClient();
  const [asked, setAsked] = useState<Asked<N>>();
  const [round, setRound] = useState(0);
  const key = JSON.stringify(input);

  useEffect(() => {
    const abandoned = new AbortController();
    client
      .call(name, JSON.parse(key) as Input<N>, abandoned.signal)
      .then((result) => {
        if (!abandoned.signal.aborted) {
          setAsked((before) =>
            result.ok ? { key, value: result.value } : { ...ofKey(before, key), key, error: result.error },
          );
        }
      })
      .catch(reportError);
    return () => abandoned.abort();
    // `version` and `round` only say that it is time to ask again.
  }, [client, name, key, version, round]);

  const refresh = useCallback(() => setRound((count) => count + 1), []);
  const current = asked?.key === key ? asked : undefined;
  return { value: current?.value, error: current?.error, refresh };
}

function ofKey<N extends QueryName>(asked: Asked<N> | undefined, key: string): Asked<N> | undefined {
  return asked?.key === key ? asked : undefined;
}
