import type { Answer } from '../../shared/contract/dispatch.ts';
import type { Transport } from './contract-suite.ts';

/** The contract over HTTP as a browser would speak it: plain fetch, nothing of our own client. */
export function httpTransport(control: string, token: string): Transport {
  const headers = { Authorization: `Bearer ${token}` };
  return {
    async call(name, input) {
      const response = await fetch(`${control}/api/call/${encodeURIComponent(name)}`, {
        method: 'POST',
        headers: { ...headers, 'Content-Type': 'application/json' },
        body: JSON.stringify(input),
      });
      const answer = (await response.json()) as Answer;
      if (response.ok !== answer.ok) throw new Error(`status ${String(response.status)} with ok ${String(answer.ok)}`);
      return answer;
    },
    subscribe(onEvent) {
      const abort = new AbortController();
      const read = async (): Promise<void> => {
        const response = await fetch(`${control}/api/events`, { headers, signal: abort.signal });
        let rest = '';
        for await (const text of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
          const frames = (rest + text).split('\n\n');
          rest = frames.pop() ?? '';
          for (const frame of frames) {
            if (frame.startsWith('data: ')) onEvent(JSON.parse(frame.slice('data: '.length)));
          }
        }
      };
      // A cut connection ends the reading; the suite sees it by what does not arrive.
      read().catch(() => undefined);
      return { dispose: () => abort.abort() };
    },
  };
}
