import type { AppError, ErrorCode } from '../../../../shared/errors.ts';
import { describe } from '../../background.ts';
import type { DeployStep } from '../../../../shared/model/plugin.ts';
import type { ContainerFacts } from '../../port/container-runtime.ts';
import type { Deploy, PluginRecord } from '../../../../shared/model/engine-state.ts';
import type { PluginContext } from '../context.ts';
import { awaitReady, DeployEnded, DeployFailed, prepare, startAndAwait } from './deploy.ts';
import { failureOf, LOG_LINES, storeFailure } from './failures.ts';

/** Which part of a deploy is still to be done. */
export type DeployPart = 'everything' | 'start' | 'await';

/** Runs deploys in the background, at most one for a plugin, and turns their end into lifecycle events. */
export interface DeployRunner {
  /** Aborts what runs for the plugin and begins this part of its stored deploy. */
  begin(pluginId: string, part: DeployPart): void;
  /** Aborts what runs for the plugin. */
  abort(pluginId: string): void;
  /** Ends the plugin as FAILED with evidence and stops its container. Must be called within the plugin's queue turn or from a deploy. */
  fail(pluginId: string, deployId: string, cause: FailCause): Promise<void>;
  isRunning(pluginId: string): boolean;
}

export interface FailCause {
  readonly code: ErrorCode;
  readonly message: string;
  readonly details?: AppError['details'];
  readonly evidence: readonly string[];
}

/** Causes that are Docker's absence and not the plugin's fault: the deploy waits for Docker and is taken up again. */
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

export function createDeployRunner(context: PluginContext): DeployRunner {
  const { book, queue, ports } = context;
  const watchHeartbeat = createHeartbeatWatch(context, (pluginId, deployId, cause) =>
    runner.fail(pluginId, deployId, cause),
  );

  const runner: DeployRunner = {
    begin(pluginId, part) {
      runner.abort(pluginId);
      const deployId = book.get(pluginId)?.deploy?.id;
      if (deployId === undefined) return;
      const abort = new AbortController();
      const live = book.live(pluginId);
      live.abort = abort;
      live.blockedBy = undefined;
      context.background.run(`deploy ${pluginId}`, async () => {
        try {
          await runPart(part, pluginId, deployId, abort.signal);
          watchHeartbeat(pluginId, deployId);
        } catch (error) {
          if (!(error instanceof DeployEnded) && !abort.signal.aborted) await ended(pluginId, deployId, error);
        } finally {
          if (live.abort === abort) live.abort = undefined;
        }
      });
    },
    abort(pluginId) {
      const live = book.live(pluginId);
      live.abort?.abort();
      live.abort = undefined;
      live.heartbeatWatch?.dispose();
      live.heartbeatWatch = undefined;
      live.deadline = undefined;
      live.progress = undefined;
    },
    isRunning: (pluginId) => book.live(pluginId).abort !== undefined,
    async fail(pluginId, deployId, cause) {
      const record = book.get(pluginId);
      if (record?.deploy?.id !== deployId) return;
      const container = await observed(record.deploy);
      const failure = await storeFailure(ports.documents, {
        code: cause.code,
        message: cause.message,
        at: ports.clock.now(),
        ...stepOf(record.installState === 'INSTALLED' ? undefined : book.live(pluginId).step),
        details: failureDetails(record, cause),
        evidence: cause.evidence,
        logTail: await logTail(record.deploy),
        ...(container?.exitCode === undefined || container.status !== 'exited' ? {} : { exitCode: container.exitCode }),
      });
      await queue.run(pluginId, async () => {
        if (book.get(pluginId)?.deploy?.id !== deployId) return;
        const live = book.live(pluginId);
        live.failure = failure.shown;
        live.container = container ?? live.container;
        live.deadline = undefined;
        const applied = await book.apply(pluginId, { type: 'failed' }, (current) => ({
          ...current,
          failure: failure.stored,
          ...(current.lastOperation?.outcome === 'running'
            ? {
                lastOperation: {
                  ...current.lastOperation,
                  outcome: cause.code === 'CANCELLED' ? ('cancelled' as const) : ('failed' as const),
                  finishedAt: ports.clock.now(),
                  code: cause.code,
                },
              }
            : {}),
        }));
        if (applied.ok)
          context.note(applied.record, cause.code === 'CANCELLED' ? 'user' : 'engine', cause.message, cause.code);
        if (applied.ok && applied.effects.includes('stop-container')) stopInBackground(record.deploy);
      });
    },
  };
  return runner;

  async function runPart(part: DeployPart, pluginId: string, deployId: string, signal: AbortSignal): Promise<void> {
    if (part === 'everything') await prepare(context, pluginId, deployId, signal);
    if (part === 'await') await awaitReady(context, pluginId, deployId, signal);
    else await startAndAwait(context, pluginId, deployId, signal);
  }

  async function ended(pluginId: string, deployId: string, error: unknown): Promise<void> {
    const cause: FailCause =
      error instanceof DeployFailed
        ? { code: error.verdict.code, message: error.verdict.message, evidence: error.verdict.evidence }
        : { ...failureOf(error), evidence: [] };
    if (await dockerIsAway(cause.code)) return wait(pluginId, cause);
    if (cause.code === 'INTERNAL')
      ports.logger.error('deploy failed unexpectedly', { pluginId, error: describe(error) });
    await runner.fail(pluginId, deployId, cause);
  }

  /** Keeps the state and says why nothing moves; the plugin is taken up again when Docker is back. */
  function wait(pluginId: string, cause: FailCause): void {
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
  }

  async function dockerIsAway(code: ErrorCode): Promise<boolean> {
    if (AWAY.has(code)) return true;
    return PERHAPS_AWAY.has(code) && (await ports.runtime.probe()).state !== 'up';
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

  function stopInBackground(deploy: Deploy | undefined): void {
    const id = deploy?.containerId;
    if (id === undefined) return;
    context.background.run(`stop ${id}`, () => ports.runtime.stopContainer(id, ports.state.read().settings.stopGrace));
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

function stepOf(step: DeployStep | undefined): { readonly step?: DeployStep } {
  return step === undefined ? {} : { step };
}

/** After INSTALLED: a plugin with actions must show a sign of life at our queue, or it talks to another one (D22). */
function createHeartbeatWatch(
  context: PluginContext,
  fail: DeployRunner['fail'],
): (pluginId: string, deployId: string) => void {
  const { book, ports } = context;
  return (pluginId, deployId) => {
    const live = book.live(pluginId);
    if (book.get(pluginId)?.identity?.hasActions !== true || live.heartbeatAt !== undefined) return;
    const seconds = ports.state.read().settings.heartbeatTimeout;
    live.deadline = ports.clock.now() + seconds * 1000;
    book.touched(pluginId);
    live.heartbeatWatch?.dispose();
    live.heartbeatWatch = ports.clock.after(seconds * 1000, () => {
      const record = book.get(pluginId);
      if (
        record?.deploy?.id !== deployId ||
        record.installState !== 'INSTALLED' ||
        book.live(pluginId).heartbeatAt !== undefined
      )
        return;
      context.background.run(`heartbeat ${pluginId}`, () =>
        fail(pluginId, deployId, {
          code: 'NO_HEARTBEAT',
          message: `The plugin registered, but within ${String(seconds)} s nothing of it appeared at the work queue: it talks to another queue.`,
          evidence: ['No connection signed in at the work queue with the credentials of this container.'],
        }),
      );
    });
  };
}
