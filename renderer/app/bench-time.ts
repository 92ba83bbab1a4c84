import { useBench } from './bench-context.tsx';
import type { BenchState } from './store/bench-state.ts';

/** Since when what is shown is only last known, milliseconds since the epoch; undefined while it is observed. */
export interface Lost {
  /** The engine is away: everything. */
  readonly engineAt: number | undefined;
  /** Docker is away: what rests on Docker. */
  readonly dockerAt: number | undefined;
}

export function engineLostAt({ connection }: Pick<BenchState, 'connection'>): number | undefined {
  return connection.state === 'lost' || connection.state === 'refused' ? connection.at : undefined;
}

export function dockerLostAt({ status }: Pick<BenchState, 'status'>): number | undefined {
  return status?.docker.state === 'down' ? status.docker.since : undefined;
}

export function useLost(): Lost {
  return { engineAt: useBench(engineLostAt), dockerAt: useBench(dockerLostAt) };
}

/** When the bench was last observed as a whole, while it is not. */
export function useStandsStill(): number | undefined {
  const { engineAt, dockerAt } = useLost();
  return engineAt === undefined || dockerAt === undefined ? (engineAt ?? dockerAt) : Math.min(engineAt, dockerAt);
}
