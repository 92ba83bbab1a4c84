import type { AppError, ErrorCode } from '../../../../shared/errors.ts';
import type { Deploy, PluginRecord } from '../../../../shared/model/engine-state.ts';
import type { ContainerFacts } from '../../port/container-runtime.ts';
import type { PluginContext } from '../context.ts';
import { stopAndKeep } from './containers.ts';
import { failureOf, LOG_LINES, storeFailure } from './failures.ts';
import { DeployFailed } from './target.ts';
import { triesInVain } from './unreachable-core.ts';

export interface FailCause {
  readonly code: ErrorCode;
  readonly message: string;
  readonly details?: AppError['details'];
  readonly evidence: readonly string[];
}

/** How deploys fail: for good with their evidence, or only until Docker is back. */
export interface Failing {
  fail(this: void, pluginId: string, deployId: string, cause: FailCause): Promise<void>;
  /** Whether the cause is Docker's absence and not the plugin's fault. */
  isDockerAway(code: ErrorCode): Promise<boolean>;
  /** Keeps the state and says why nothing moves; the plugin is taken up again when Docker is back. */
  showBlocked(pluginId: string, cause: FailCause): void;
}

const AWAY: ReadonlySet<ErrorCode> = new Set([
  'DOCKER_UNREACHABLE',
  'DOCKER_PERMISSION',
  'DOCKER_TIMEOUT',
  'DOCKER_REMOTE',
  'DOCKER_TOO_OLD',
]);
/** Causes that may be Docker's absence: asked before they count. */
const PERHAPS_AWAY: ReadonlySet<ErrorCode> = new Set([
  'PULL_INTERRUPTED',
  'DOCKER_ERROR',
  'CREATE_FAILED',
  'START_FAILED',
  'CONTAINER_GONE',
  'CONTAINER_CRASHED',
  'CONTAINER_EXITED',
  'EXITED_AFTER_REGISTRATION',
]);

/** Why a deploy ended, of whatever was thrown in it. */
export function causeOf(error: unknown): FailCause {
  return error instanceof DeployFailed
    ? { code: error.verdict.code, message: error.verdict.message, evidence: error.verdict.evidence }
    : { ...failureOf(error), evidence: [] };
}

export function createFailing(context: PluginContext): Failing {
  const { book, queue, ports } = context;
  return {
    async fail(pluginId, deployId, cause) {
      const record = book.get(pluginId);
      if (record?.deploy?.id !== deployId) return;
      const container = await observed(record.deploy);
      const told = await explained(record.deploy, cause);
      const step = record.installState === 'INSTALLED' ? undefined : book.live(pluginId).step;
      const failure = await storeFailure(ports.documents, {
        code: told.code,
        message: told.message,
        at: ports.clock.now(),
        ...(step === undefined ? {} : { step }),
        details: failureDetails(record, told),
        evidence: told.evidence,
        logTail: await logTail(record.deploy),
        ...(container?.exitCode === undefined || container.status !== 'exited' ? {} : { exitCode: container.exitCode }),
      });
      await queue.run(pluginId, async () => {
        if (book.get(pluginId)?.deploy?.id !== deployId) return;
        const live = book.live(pluginId);
        const former = live.failure;
        // Before the step is told: whoever hears of FAILED hears the cause with it.
        live.failure = failure.shown;
        const applied = await book.apply(pluginId, { type: 'failed' }, (current) => {
          const { next: _next, ...rest } = current;
          return { ...rest, failure: failure.stored, ...finished(current, told, ports.clock.now()) };
        });
        if (!applied.ok) {
          live.failure = former;
          return;
        }
        live.container = container ?? live.container;
        live.deadline = undefined;
        live.upgrade?.abort.abort();
        live.upgrade = undefined;
        book.touched(pluginId);
        context.note(applied.record, told.code === 'CANCELLED' ? 'user' : 'engine', told.message, told.code);
        if (applied.effects.includes('stop-container'))
          context.background.run(`stop ${pluginId}`, () => stopAndKeep(context, pluginId));
      });
    },
    async isDockerAway(code) {
      if (AWAY.has(code)) return true;
      return PERHAPS_AWAY.has(code) && (await ports.runtime.probe()).state !== 'up';
    },
    showBlocked(pluginId, cause) {
      const live = book.live(pluginId);
      const { error } = ports.runtime.facts();
      live.deadline = undefined;
      live.fresh = false;
      live.blockedBy = {
        code: error?.code ?? cause.code,
        message: error?.message ?? cause.message,
        next: 'Goes on by itself when Docker is back',
        since: ports.clock.now(),
      };
      book.touched(pluginId);
    },
  };

  /** A missing registration is told apart from one that cannot get through, by a look from inside the container. */
  async function explained(deploy: Deploy, cause: FailCause): Promise<FailCause> {
    const isMissing = cause.code === 'NEVER_REGISTERED' || cause.code === 'REGISTRATION_TIMEOUT';
    if (!isMissing || deploy.containerId === undefined) return cause;
    const { host, corePort } = ports.doors.forContainers;
    const sockets = await ports.runtime.readFileInside(deploy.containerId, '/proc/net/tcp').catch(() => undefined);
    if (sockets === undefined || !triesInVain(sockets, corePort)) return cause;
    const address = `${host}:${String(corePort)}`;
    return {
      code: 'CORE_UNREACHABLE',
      message: `The plugin tries to reach the core at ${address} and gets no answer: a firewall is in the way.`,
      details: { address },
      evidence: [
        ...cause.evidence,
        `In the container a connection to port ${String(corePort)} waits for its first answer (SYN_SENT).`,
      ],
    };
  }

  async function observed(deploy: Deploy): Promise<ContainerFacts | undefined> {
    if (deploy.containerId === undefined) return undefined;
    return ports.runtime.inspectContainer(deploy.containerId).catch(() => undefined);
  }

  async function logTail(deploy: Deploy): Promise<readonly string[]> {
    if (deploy.containerId === undefined) return [];
    return ports.runtime
      .logTail(deploy.containerId, LOG_LINES)
      .catch((error: unknown) => [`(the log could not be read: ${failureOf(error).message})`]);
  }

  function failureDetails(record: PluginRecord, cause: FailCause): AppError['details'] {
    const { settings } = ports.state.read();
    const seconds = cause.code === 'REGISTRATION_TIMEOUT' ? settings.registrationTimeout : settings.healthTimeout;
    return {
      plugin: record.name,
      ...(record.image === undefined ? {} : { image: record.image }),
      seconds,
      limit: `${String(settings.containerMemory)} MiB`,
      exits: record.exits.length,
      name: context.names.container(record.name),
      ...cause.details,
    };
  }
}

/** The operation under way, ended by this cause. */
export function finished(
  record: PluginRecord,
  cause: FailCause,
  now: number,
): Pick<PluginRecord, 'lastOperation'> | Record<never, never> {
  if (record.lastOperation?.outcome !== 'running') return {};
  return {
    lastOperation: {
      ...record.lastOperation,
      outcome: cause.code === 'CANCELLED' ? 'cancelled' : 'failed',
      finishedAt: now,
      code: cause.code,
      message: cause.message.slice(0, 200),
    },
  };
}
