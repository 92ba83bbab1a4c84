import { describe, expect, it } from 'vitest';
import {
  assessReadiness,
  type ReadinessInput,
  type RegistrationFacts,
} from '../../../../../electron/engine/plugin/deploy/readiness.ts';
import type { ContainerFacts } from '../../../../../electron/engine/port/container-runtime.ts';
import { DEFAULT_SETTINGS } from '../../../../../shared/model/settings.ts';

const RUNNING: ContainerFacts = {
  id: 'c1',
  name: 'tool',
  imageId: 'sha256:one',
  image: 'tool:1',
  status: 'running',
  startedAt: 'start-1',
  outOfMemory: false,
  error: '',
  health: 'starting',
  labels: {},
  networks: ['deltafi'],
  memory: 0,
  pids: 0,
};
const ACCEPTED: RegistrationFacts = { kind: 'accepted', start: 'start-1', at: 1000 };

function assess(container: Partial<ContainerFacts> | undefined, registration: RegistrationFacts, now = 2000): string {
  const input: ReadinessInput = {
    container: container === undefined ? undefined : { ...RUNNING, ...container },
    wantedImageId: 'sha256:one',
    registration,
    now,
    startedAt: 0,
    settings: DEFAULT_SETTINGS,
  };
  const verdict = assessReadiness(input);
  if (verdict.kind === 'failed') return `${verdict.code} at ${verdict.step}`;
  return verdict.kind === 'waiting' ? `waiting for ${verdict.step} until ${String(verdict.deadline)}` : 'ready';
}

describe('readiness of a started container (D8)', () => {
  it('is reached by a running, registered, healthy container of the wished image', () => {
    expect(assess({ health: 'healthy' }, ACCEPTED)).toBe('ready');
    expect(assess({ health: 'none' }, ACCEPTED)).toBe('ready');
  });

  it('needs a registration of this very start', () => {
    expect(assess({ health: 'healthy', startedAt: 'start-2' }, ACCEPTED)).toBe('waiting for register until 60000');
  });

  it('needs the wished image', () => {
    expect(assess({ health: 'healthy', imageId: 'sha256:two' }, ACCEPTED)).toBe('CREATE_FAILED at create');
  });

  it('waits for health after the registration, and for the registration before it', () => {
    expect(assess({}, ACCEPTED)).toBe('waiting for healthy until 181000');
    expect(assess({}, { kind: 'none' })).toBe('waiting for register until 60000');
    expect(assess({ health: 'healthy' }, { kind: 'none' })).toBe('waiting for register until 60000');
    expect(assess({ status: 'paused', health: 'healthy' }, ACCEPTED)).toBe('waiting for healthy until 181000');
  });

  it('tells a plugin that never registers from one that is only late', () => {
    expect(assess({ health: 'unhealthy' }, { kind: 'none' })).toBe('NEVER_REGISTERED at register');
    expect(assess({ health: 'starting' }, { kind: 'none' }, 60_000)).toBe('NEVER_REGISTERED at register');
    expect(assess({ health: 'healthy' }, { kind: 'none' }, 60_000)).toBe('REGISTRATION_TIMEOUT at register');
    expect(assess({ health: 'healthy' }, { kind: 'none' }, 59_999)).toBe('waiting for register until 60000');
  });

  it('tells failing health from health that never came', () => {
    expect(assess({ health: 'unhealthy' }, ACCEPTED)).toBe('UNHEALTHY at healthy');
    expect(assess({ health: 'starting' }, ACCEPTED, 181_000)).toBe('HEALTH_TIMEOUT at healthy');
  });

  it('names how a container ended', () => {
    expect(assess({ status: 'exited', exitCode: 3 }, { kind: 'none' })).toBe('CONTAINER_EXITED at register');
    expect(assess({ status: 'exited', exitCode: 0 }, { kind: 'none' })).toBe('CONTAINER_EXITED at register');
    expect(assess({ status: 'exited', exitCode: 134 }, { kind: 'none' })).toBe('CONTAINER_CRASHED at register');
    expect(assess({ status: 'exited', exitCode: 137, outOfMemory: true }, { kind: 'none' })).toBe(
      'CONTAINER_OUT_OF_MEMORY at register',
    );
    expect(assess({ status: 'exited', exitCode: 4 }, ACCEPTED)).toBe('EXITED_AFTER_REGISTRATION at healthy');
    expect(assess(undefined, ACCEPTED)).toBe('CONTAINER_GONE at start');
  });

  it('gives up at once when the core refused the registration', () => {
    expect(assess({ health: 'healthy' }, { kind: 'refused', code: 'REGISTRATION_INVALID', lines: ['x'] })).toBe(
      'REGISTRATION_REFUSED at register',
    );
    expect(assess({}, { kind: 'refused', code: 'COORDINATES_TAKEN', lines: ['x'] })).toBe(
      'COORDINATES_TAKEN at register',
    );
  });
});
