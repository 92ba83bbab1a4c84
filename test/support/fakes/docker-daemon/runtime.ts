import { createDockerRuntime, type DockerRuntime } from '../../../../electron/adapter/docker/docker-runtime.ts';
import { systemClock } from '../../../../electron/adapter/system/system-clock.ts';
import type { Clock } from '../../../../electron/engine/port/clock.ts';
import type { Logger } from '../../../../electron/engine/port/logger.ts';
import { AppError } from '../../../../shared/errors.ts';

export const silent: Logger = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};

/** A runtime on the engine at `address`, for the data directory `mine`. */
export function runtimeAt(
  address: string,
  clock: Clock = systemClock,
  environment: Readonly<Record<string, string>> = {},
): DockerRuntime {
  return createDockerRuntime({
    directoryId: 'mine',
    environment: { DOCKER_HOST: address, DOCKER_CONFIG: '/nonexistent', ...environment },
    homeDirectory: '/nonexistent',
    clock,
    logger: silent,
  });
}

/** The system's clock with deadlines that come `factor` times as early. */
export function hastyClock(factor: number): Clock {
  return {
    now: () => systemClock.now(),
    monotonic: () => systemClock.monotonic() * factor,
    after: (delay, action) => systemClock.after(delay / factor, action),
  };
}

/** The AppError with which a promise is rejected. */
export async function refusal(promise: Promise<unknown>): Promise<AppError> {
  const value = await promise.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (value instanceof AppError) return value;
  throw new Error('no AppError was thrown', { cause: value });
}
