import type Docker from 'dockerode';
import { LABELS } from '../../../electron/engine/port/container-runtime.ts';

/** What Docker itself told of the containers of a data directory while the watch was open. */
export interface RunningWatch {
  /** Moments at which more than one container of one plugin ran. */
  readonly doubles: readonly string[];
  /** Starts seen, so that an empty list of doubles says something. */
  readonly starts: number;
  close(): void;
}

/** Follows Docker's own events, beside the engine: `start` and `die` in their order make the set of running containers. */
export async function watchRunning(docker: Docker, directoryId: string): Promise<RunningWatch> {
  const label = [`${LABELS.directory}=${directoryId}`];
  const stream = await docker.getEvents({ filters: JSON.stringify({ type: ['container'], label }) });
  const running = new Map<string, Set<string>>();
  const doubles: string[] = [];
  let starts = 0;
  let rest = '';
  const onLine = (line: string): void => {
    const event = JSON.parse(line) as {
      readonly Action: string;
      readonly time: number;
      readonly Actor: { readonly ID: string; readonly Attributes: Readonly<Record<string, string>> };
    };
    const plugin = event.Actor.Attributes[LABELS.plugin] ?? '';
    const set = running.get(plugin) ?? new Set();
    running.set(plugin, set);
    if (event.Action === 'die') set.delete(event.Actor.ID);
    if (event.Action !== 'start') return;
    starts += 1;
    set.add(event.Actor.ID);
    if (set.size > 1) doubles.push(`at ${String(event.time)}: ${[...set].map((id) => id.slice(0, 12)).join(', ')}`);
  };
  stream.on('data', (chunk: Buffer) => {
    const lines = (rest + chunk.toString()).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) if (line.trim() !== '') onLine(line);
  });
  return {
    doubles,
    get starts() {
      return starts;
    },
    close() {
      (stream as NodeJS.ReadableStream & { destroy(): void }).destroy();
    },
  };
}
