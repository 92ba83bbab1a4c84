import { PlugZap } from 'lucide-react';
import type { Connection } from '../api/follow-events.ts';
import { Button } from '../components/button.tsx';
import { EmptyState } from '../components/empty-state.tsx';
import { CliTwin } from '../components/cli-twin.tsx';

interface NoEngineProps {
  readonly connection: Connection;
}

/** The page before it has heard anything: connecting, refused, or nobody there. */
export function NoEngine({ connection }: NoEngineProps) {
  if (connection.state === 'connecting' || connection.state === 'live') {
    return (
      <main className="flex flex-1 items-center justify-center text-fg-2">
        <output>Connecting to the engine…</output>
      </main>
    );
  }
  const isRefused = connection.state === 'refused';
  return (
    <main className="flex flex-1 flex-col items-center justify-center">
      <EmptyState
        icon={<PlugZap aria-hidden="true" />}
        text={isRefused ? refusals[connection.reason] : 'The engine does not answer. This page tries again by itself.'}
        action={isRefused ? undefined : <Button onClick={() => window.location.reload()}>Reload</Button>}
      />
      <div className="w-[360px] max-w-full px-5">
        <CliTwin command="deltafi serve" />
      </div>
    </main>
  );
}

const refusals = {
  'token-missing': 'This page was opened without its token. Open the address that this command prints:',
  'token-wrong': 'The engine was started anew. Open the address that this command printed last:',
} as const;
