import * as z from 'zod/mini';
import { AppError } from '../../../shared/errors.ts';
import type { ContainerFacts, ContainerStatus, Health } from '../../engine/port/container-runtime.ts';
import { plainText } from './hostile-text.ts';

const Inspected = z.object({
  Id: z.string(),
  Name: z.string(),
  Image: z.string(),
  State: z.object({
    Status: z.string(),
    StartedAt: z.optional(z.string()),
    FinishedAt: z.optional(z.string()),
    ExitCode: z.optional(z.number()),
    OOMKilled: z.optional(z.boolean()),
    Error: z.optional(z.string()),
    Health: z.optional(
      z.nullable(
        z.object({
          Status: z.optional(z.string()),
          Log: z.optional(
            z.nullable(z.array(z.object({ ExitCode: z.optional(z.number()), Output: z.optional(z.string()) }))),
          ),
        }),
      ),
    ),
  }),
  Config: z.object({
    Image: z.optional(z.string()),
    Tty: z.optional(z.boolean()),
    Labels: z.optional(z.nullable(z.record(z.string(), z.string()))),
  }),
  HostConfig: z.object({
    Memory: z.optional(z.nullable(z.number())),
    PidsLimit: z.optional(z.nullable(z.number())),
  }),
  NetworkSettings: z.optional(
    z.nullable(z.object({ Networks: z.optional(z.nullable(z.record(z.string(), z.unknown()))) })),
  ),
});

export interface InspectedContainer {
  readonly facts: ContainerFacts;
  /** Whether its output is one raw stream. */
  readonly tty: boolean;
}

/** What Docker's inspection says, in the port's words. @throws AppError DOCKER_ERROR where it is of another shape */
export function parseContainer(value: unknown): InspectedContainer {
  const parsed = Inspected.safeParse(value);
  if (!parsed.success)
    throw new AppError('DOCKER_ERROR', 'Docker described a container in a way that DeltaDock does not know.');
  const { Id, Name, Image, State, Config, HostConfig, NetworkSettings } = parsed.data;
  const status = statusOf(State.Status);
  const hasEnded = status === 'exited' || status === 'dead' || (status === 'created' && (State.Error ?? '') !== '');
  const startedAt = moment(State.StartedAt);
  const finishedAt = moment(State.FinishedAt);
  const healthOutput = lastFailedProbe(State.Health?.Log ?? []);
  const facts: ContainerFacts = {
    id: Id,
    name: Name.replace(/^\//, ''),
    imageId: Image,
    image: Config.Image ?? Image,
    status,
    ...(startedAt === undefined ? {} : { startedAt }),
    ...(finishedAt === undefined ? {} : { finishedAt }),
    ...(hasEnded && State.ExitCode !== undefined ? { exitCode: State.ExitCode } : {}),
    outOfMemory: State.OOMKilled ?? false,
    error: plainText(State.Error ?? '', 4_000),
    health: healthOf(State.Health?.Status),
    ...(healthOutput === undefined ? {} : { healthOutput }),
    labels: Config.Labels ?? {},
    networks: Object.keys(NetworkSettings?.Networks ?? {}),
    memory: HostConfig.Memory ?? 0,
    pids: Math.max(0, HostConfig.PidsLimit ?? 0),
  };
  return { facts, tty: Config.Tty ?? false };
}

const STATUSES: readonly ContainerStatus[] = [
  'created',
  'running',
  'paused',
  'restarting',
  'removing',
  'exited',
  'dead',
];

function statusOf(text: string): ContainerStatus {
  const known = STATUSES.find((status) => status === text);
  if (known !== undefined) return known;
  // Podman's words for its own states.
  if (text === 'configured' || text === 'initialized') return 'created';
  if (text === 'stopping') return 'running';
  if (text === 'stopped') return 'exited';
  throw new AppError(
    'DOCKER_ERROR',
    `Docker reports the container state “${plainText(text, 60)}”, which DeltaDock does not know.`,
  );
}

const HEALTHS: readonly Health[] = ['none', 'starting', 'healthy', 'unhealthy'];

function healthOf(text: string | undefined): Health {
  return HEALTHS.find((health) => health === text) ?? 'none';
}

/** Docker writes the year 1 for "never". */
function moment(text: string | undefined): string | undefined {
  return text === undefined || text === '' || text.startsWith('0001-') ? undefined : text;
}

function lastFailedProbe(
  log: readonly { readonly ExitCode?: number | undefined; readonly Output?: string | undefined }[],
): string | undefined {
  const failed = log.findLast((probe) => probe.ExitCode !== undefined && probe.ExitCode !== 0);
  return failed === undefined ? undefined : plainText((failed.Output ?? '').trim(), 1_000);
}
