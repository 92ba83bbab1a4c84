import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type Docker from 'dockerode';
import { createDockerRuntime, type DockerRuntime } from '../../../../electron/adapter/docker/docker-runtime.ts';
import { systemClock } from '../../../../electron/adapter/system/system-clock.ts';
import { type ContainerSpec, LABELS, type PullOptions } from '../../../../electron/engine/port/container-runtime.ts';
import type { Logger } from '../../../../electron/engine/port/logger.ts';
import { AppError, type ErrorCode } from '../../../../shared/errors.ts';
import { dockerClient } from '../../../support/docker/docker-client.ts';

/** A runtime on the private daemon, with a home directory of its own and everything it makes removed at the end. */
export interface Bench {
  readonly runtime: DockerRuntime;
  readonly docker: Docker;
  readonly directoryId: string;
  readonly home: string;
  /** Every line that the adapter logged. */
  readonly log: string[];
  spec(image: string, more?: Partial<ContainerSpec>): ContainerSpec;
  dispose(): Promise<void>;
}

let benches = 0;

export async function createBench(environment: Readonly<Record<string, string>> = {}): Promise<Bench> {
  benches += 1;
  const directoryId = `test${String(process.pid)}x${String(benches)}`;
  const home = await mkdtemp(join(tmpdir(), 'deltadock-home-'));
  const log: string[] = [];
  const docker = dockerClient();
  const runtime = createDockerRuntime({
    directoryId,
    environment: { PATH: process.env['PATH'], DOCKER_HOST: process.env['DOCKER_HOST'], ...environment },
    homeDirectory: home,
    clock: systemClock,
    logger: loggerTo(log),
  });
  return {
    runtime,
    docker,
    directoryId,
    home,
    log,
    spec: (image, more = {}) => ({
      name: `tiny-${directoryId}`,
      image,
      environment: { APP_NAME: 'tiny', CORE_URL: 'http://host.docker.internal:8042' },
      labels: { 'deltadock.test': '1', [LABELS.directory]: directoryId, [LABELS.plugin]: 'p1', [LABELS.deploy]: 'd1' },
      network: `deltadock-${directoryId}`,
      memory: 64 * 1024 * 1024,
      pids: 64,
      ...more,
    }),
    dispose: async () => {
      runtime.close();
      const filters = { label: [`${LABELS.directory}=${directoryId}`] };
      for (const { Id } of await docker.listContainers({ all: true, filters }))
        await docker.getContainer(Id).remove({ force: true, v: true });
      for (const { Id } of await docker.listNetworks({ filters })) await docker.getNetwork(Id).remove();
      for (const { Id } of await docker.listImages({ filters: { label: ['deltadock.test=1'] } }))
        await docker.getImage(Id).remove({ force: true });
      await rm(home, { recursive: true, force: true });
    },
  };
}

export function pullOptions(more: Partial<PullOptions> = {}): PullOptions {
  return {
    policy: 'missing',
    signal: new AbortController().signal,
    onProgress: () => undefined,
    stallAfter: 30_000,
    ...more,
  };
}

/** The AppError with which a promise is rejected. */
export async function refusal(promise: Promise<unknown>): Promise<AppError & { readonly code: ErrorCode }> {
  const value = await promise.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (value instanceof AppError) return value;
  throw new Error('no AppError was thrown', { cause: value });
}

function loggerTo(lines: string[]): Logger {
  const write = (message: string, fields?: Readonly<Record<string, unknown>>): void => {
    lines.push(`${message} ${JSON.stringify(fields ?? {})}`);
  };
  return { debug: write, info: write, warn: write, error: write };
}
