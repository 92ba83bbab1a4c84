import type { EngineStatus } from '../../shared/model/engine.ts';
import type { Connection } from '../api/follow-events.ts';
import type { Kind, ShapeName } from '../components/shape.tsx';
import { formatAgo } from '../components/format/duration.ts';

/** Something about the whole bench that the user should know now. */
export interface BenchNote {
  readonly id: string;
  readonly kind: Kind;
  readonly shape: ShapeName;
  readonly title: string;
  readonly text: string;
}

/** What is wrong with the bench, the gravest first. An engine that is away hides what it said of Docker. */
export function benchNotes(
  connection: Connection,
  status: EngineStatus | undefined,
  hasPlugins: boolean,
  heardAt: number,
  now: number,
): readonly BenchNote[] {
  const away = connectionNote(connection, heardAt, now);
  if (away !== undefined) return [away];
  if (status === undefined) return [];
  const { docker, doorProblem, state } = status;
  const notes: BenchNote[] = [];
  if (docker.state === 'down') {
    const age = hasPlugins ? `Everything shown is last known, ${formatAgo(now - docker.since)}. ` : '';
    const cause = docker.error?.message ?? 'it does not answer.';
    notes.push({
      id: 'docker',
      kind: 'fail',
      shape: 'failed',
      title: `Docker is not reachable: ${cause}`,
      text: `${age}${docker.error?.next ?? ''}`,
    });
  }
  if (doorProblem !== undefined) {
    notes.push({ id: 'door', kind: 'wait', shape: 'note', title: doorProblem.message, text: doorProblem.next });
  }
  if (state.kind !== 'new' && state.kind !== 'loaded') {
    notes.push({ id: 'state', kind: 'wait', shape: 'note', title: 'State file:', text: state.message });
  }
  return notes;
}

function connectionNote(connection: Connection, heardAt: number, now: number): BenchNote | undefined {
  if (connection.state === 'live' || connection.state === 'connecting') return undefined;
  const known = heardAt === 0 ? '' : `Everything shown is last known, ${formatAgo(now - heardAt)}. `;
  const look = { id: 'engine', kind: 'fail', shape: 'failed' } as const;
  if (connection.state === 'refused') {
    const text = 'Open the address that `deltafi serve` printed last.';
    return { ...look, title: 'The engine was started anew and no longer knows this page.', text: `${known}${text}` };
  }
  if (connection.reason === 'not-understood') {
    const text = 'Reload the page; DeltaDock may have been updated.';
    return { ...look, title: 'The engine speaks a form that this page does not know.', text: `${known}${text}` };
  }
  const text = 'Start it with `deltafi serve`; this page connects again by itself.';
  return { ...look, title: 'The engine does not answer.', text: `${known}${text}` };
}
