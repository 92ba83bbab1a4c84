import type { DoctorCheck } from '../../shared/model/engine.ts';
import { createDockerRuntime } from '../adapter/docker/docker-runtime.ts';
import { systemClock } from '../adapter/system/system-clock.ts';
import type { Logger } from '../engine/port/logger.ts';

const silent: Logger = { debug() {}, info() {}, warn() {}, error() {} };

/** Every place where a Docker engine was looked for from this process, in the order of preference. Changes nothing. */
export async function searchDocker(
  environment: Readonly<Record<string, string | undefined>>,
  homeDirectory: string,
): Promise<readonly DoctorCheck[]> {
  const runtime = createDockerRuntime({
    directoryId: 'doctor',
    environment,
    homeDirectory,
    clock: systemClock,
    logger: silent,
  });
  try {
    await runtime.probe();
    return runtime.searched().map(({ source, address, outcome, message }, index) => ({
      id: `docker-place-${String(index + 1)}`,
      title: `Docker by ${source}`,
      outcome: OUTCOMES[outcome],
      finding: `${address}: ${outcome}${message === '' ? '' : `, ${message}`}`,
    }));
  } finally {
    runtime.close();
  }
}

const OUTCOMES = {
  answers: 'ok',
  missing: 'skipped',
  'not tried': 'skipped',
  failed: 'note',
  refused: 'note',
} as const satisfies Readonly<Record<string, DoctorCheck['outcome']>>;
