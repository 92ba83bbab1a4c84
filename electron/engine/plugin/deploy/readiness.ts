import type { ErrorCode } from '../../../../shared/errors.ts';
import type { DeployStep } from '../../../../shared/model/plugin.ts';
import type { Settings } from '../../../../shared/model/settings.ts';
import type { ContainerFacts } from '../../port/container-runtime.ts';

/** What the core door knows of the deploy's registration. */
export type RegistrationFacts =
  | { readonly kind: 'none' }
  /** `start` is Docker's text of the container start that registered. */
  | { readonly kind: 'accepted'; readonly start: string; readonly at: number }
  | { readonly kind: 'refused'; readonly code: ErrorCode; readonly lines: readonly string[] };

export interface ReadinessInput {
  readonly container: ContainerFacts | undefined;
  readonly wantedImageId: string;
  readonly registration: RegistrationFacts;
  /** Milliseconds on the monotonic clock: now, and when the container was started. */
  readonly now: number;
  readonly startedAt: number;
  readonly settings: Settings;
}

export type Verdict =
  | { readonly kind: 'ready' }
  /** `deadline` on the monotonic clock; the verdict at that moment is a failure unless something changed. */
  | { readonly kind: 'waiting'; readonly step: DeployStep; readonly deadline: number }
  | {
      readonly kind: 'failed';
      readonly code: ErrorCode;
      readonly step: DeployStep;
      readonly message: string;
      readonly evidence: readonly string[];
    };

/**
 * Whether a started container is an installed plugin (D8): running, registered since this start, healthy or without
 * health check, of the wished image. What can no longer become ready fails at once instead of at a deadline.
 */
export function assessReadiness(input: ReadinessInput): Verdict {
  const { container, registration } = input;
  if (registration.kind === 'refused') return refused(registration);
  if (container === undefined)
    return fail('CONTAINER_GONE', 'start', 'The container is gone: somebody removed it during the installation.');
  if (container.status === 'exited' || container.status === 'dead')
    return exited(container, registration.kind === 'accepted');
  if (container.imageId !== input.wantedImageId)
    return fail('CREATE_FAILED', 'create', 'The container does not run the wished image.', [
      `wished ${input.wantedImageId}`,
      `runs ${container.imageId}`,
    ]);

  const registered = registration.kind === 'accepted' && registration.start === container.startedAt;
  return registered ? afterRegistration(input, container, registration.at) : beforeRegistration(input, container);
}

function beforeRegistration(input: ReadinessInput, container: ContainerFacts): Verdict {
  const seconds = input.settings.registrationTimeout;
  const deadline = input.startedAt + seconds * 1000;
  const late = input.now >= deadline;
  if (container.health === 'unhealthy' || (late && container.health !== 'healthy' && container.health !== 'none'))
    return fail(
      'NEVER_REGISTERED',
      'register',
      'The container runs, but no registration reached the core, and its health check has not passed.',
      probeEvidence(container),
    );
  if (late)
    return fail(
      'REGISTRATION_TIMEOUT',
      'register',
      `The container runs but did not register within ${String(seconds)} s.`,
      [
        container.health === 'healthy'
          ? 'Its health check passes, so the plugin is up; it is slow, or cannot reach the core.'
          : 'It has no health check.',
      ],
    );
  return { kind: 'waiting', step: 'register', deadline };
}

function afterRegistration(input: ReadinessInput, container: ContainerFacts, registeredAt: number): Verdict {
  if (container.health === 'healthy' || container.health === 'none') {
    return container.status === 'running'
      ? { kind: 'ready' }
      : { kind: 'waiting', step: 'healthy', deadline: registeredAt + input.settings.healthTimeout * 1000 };
  }
  if (container.health === 'unhealthy')
    return fail('UNHEALTHY', 'healthy', 'The plugin registered, but its health check fails.', probeEvidence(container));
  const deadline = registeredAt + input.settings.healthTimeout * 1000;
  if (input.now >= deadline)
    return fail(
      'HEALTH_TIMEOUT',
      'healthy',
      `The plugin registered but was not healthy within ${String(input.settings.healthTimeout)} s.`,
      probeEvidence(container),
    );
  return { kind: 'waiting', step: 'healthy', deadline };
}

function refused(registration: Extract<RegistrationFacts, { kind: 'refused' }>): Verdict {
  const code = registration.code === 'COORDINATES_TAKEN' ? 'COORDINATES_TAKEN' : 'REGISTRATION_REFUSED';
  return fail(
    code,
    'register',
    `The core refused the registration: ${shortened(registration.lines[0] ?? 'no reason given')}`,
    registration.lines,
  );
}

function exited(container: ContainerFacts, hadRegistered: boolean): Verdict {
  const exitCode = container.exitCode ?? 0;
  const step = hadRegistered ? 'healthy' : 'register';
  const words = container.error === '' ? [] : [container.error];
  if (container.outOfMemory)
    return fail(
      'CONTAINER_OUT_OF_MEMORY',
      step,
      'The kernel ended the container because it needed more memory than its limit.',
      words,
    );
  if (hadRegistered)
    return fail(
      'EXITED_AFTER_REGISTRATION',
      step,
      `The plugin registered and then ended with exit code ${String(exitCode)}.`,
      words,
    );
  const signal = signalOf(exitCode);
  if (signal !== undefined)
    return fail(
      'CONTAINER_CRASHED',
      step,
      `The plugin was ended by ${signal} (exit code ${String(exitCode)}) before it registered.`,
      words,
    );
  return fail(
    'CONTAINER_EXITED',
    step,
    `The plugin ended with exit code ${String(exitCode)} before it registered.`,
    words,
  );
}

/** A line may quote what a plugin sent; the whole of it is among the evidence. */
function shortened(line: string): string {
  return line.length > 120 ? `${line.slice(0, 120)}…` : line;
}

/** The signal behind an exit code above 128, by its Linux name. */
function signalOf(exitCode: number): string | undefined {
  const names: Readonly<Record<number, string>> = {
    129: 'SIGHUP',
    130: 'SIGINT',
    131: 'SIGQUIT',
    132: 'SIGILL',
    133: 'SIGTRAP',
    134: 'SIGABRT',
    135: 'SIGBUS',
    136: 'SIGFPE',
    137: 'SIGKILL',
    139: 'SIGSEGV',
    143: 'SIGTERM',
  };
  return names[exitCode];
}

function probeEvidence(container: ContainerFacts): readonly string[] {
  return container.healthOutput === undefined || container.healthOutput === ''
    ? []
    : [`Health check said: ${container.healthOutput}`];
}

function fail(code: ErrorCode, step: DeployStep, message: string, evidence: readonly string[] = []): Verdict {
  return { kind: 'failed', code, step, message, evidence };
}
