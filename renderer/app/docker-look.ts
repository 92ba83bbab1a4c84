import { assertNever } from '../../shared/assert-never.ts';
import type { DockerFacts } from '../../shared/model/docker.ts';
import type { Kind, ShapeName } from '../components/shape.tsx';

/** How Docker's state looks in the top bar. */
export interface DockerLook {
  readonly kind: Kind;
  readonly shape: ShapeName;
  readonly title: string;
  readonly facts: readonly string[];
}

/** The look of what is known of Docker; last known when the engine that watches it is away. */
export function dockerLook(docker: DockerFacts, engineLost: boolean): DockerLook {
  const title = docker.version === undefined ? 'Docker' : `Docker ${docker.version}`;
  const api = docker.apiVersion === undefined ? [] : [`API ${docker.apiVersion}`];
  if (engineLost) return { kind: 'off', shape: 'unknown', title, facts: [] };
  switch (docker.state) {
    case 'connecting':
      return { kind: 'work', shape: 'working', title, facts: ['connecting'] };
    case 'up': {
      const latency = docker.latency === undefined ? [] : [`${String(Math.max(1, Math.round(docker.latency)))} ms`];
      return { kind: 'ok', shape: 'ready', title, facts: [...api, ...latency] };
    }
    case 'down':
      return { kind: 'fail', shape: 'failed', title: 'Docker is not reachable', facts: [] };
    default:
      return assertNever(docker.state);
  }
}
