import type { EngineStatus } from '../../shared/model/engine.ts';
import type { Connection } from '../api/follow-events.ts';
import { useBench } from './bench-context.tsx';
import { useNow } from './use-now.ts';

/** Since when nothing of the bench is observed any more; undefined while the engine and Docker answer. */
export function lastObservedAt(connection: Connection, docker: EngineStatus['docker'] | undefined): number | undefined {
  const losses = [
    ...(connection.state === 'lost' || connection.state === 'refused' ? [connection.at] : []),
    ...(docker?.state === 'down' ? [docker.since] : []),
  ];
  return losses.length === 0 ? undefined : Math.min(...losses);
}

/** The bench's time: it stands still while the engine or Docker is away, and every countdown with it. */
export function useBenchNow(): number {
  const now = useNow();
  return useStandsStill() ?? now;
}

/** When the bench was last observed, while it is not. */
export function useStandsStill(): number | undefined {
  return useBench(({ connection, status }) => lastObservedAt(connection, status?.docker));
}
