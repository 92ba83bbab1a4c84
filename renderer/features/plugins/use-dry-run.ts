import { useEffect, useState } from 'react';
import type { WireError } from '../../../shared/errors.ts';
import type { DryRun, PullPolicy } from '../../../shared/model/plugin.ts';
import { useClient } from '../../app/bench-context.tsx';

export interface DryRunState {
  readonly asking: boolean;
  readonly value: DryRun | undefined;
  readonly error: WireError | undefined;
}

interface Answer {
  readonly key: string;
  readonly value?: DryRun;
  readonly error?: WireError;
}

/** Milliseconds without a change before the engine is asked. */
const PAUSE = 400;

/** What an install of `image` would find; an answer for what is no longer asked is dropped. */
export function useDryRun(image: string | undefined, pull: PullPolicy): DryRunState {
  const client = useClient();
  const [answer, setAnswer] = useState<Answer>();
  const key = image === undefined ? undefined : `${pull} ${image}`;

  useEffect(() => {
    if (image === undefined) return undefined;
    const abandoned = new AbortController();
    const timer = setTimeout(() => {
      client
        .call('plugin.dryRun', { image, pull }, abandoned.signal)
        .then((result) => {
          if (abandoned.signal.aborted) return;
          const asked = `${pull} ${image}`;
          setAnswer(result.ok ? { key: asked, value: result.value } : { key: asked, error: result.error });
        })
        .catch(reportError);
    }, PAUSE);
    return () => {
      clearTimeout(timer);
      abandoned.abort();
    };
  }, [client, image, pull]);

  const current = answer?.key === key ? answer : undefined;
  return { asking: key !== undefined && current === undefined, value: current?.value, error: current?.error };
}
