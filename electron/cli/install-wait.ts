import { setTimeout as pause } from 'node:timers/promises';
import type { EngineEvent } from '../../shared/contract/events.ts';
import { AppError } from '../../shared/errors.ts';
import type { DockerFacts } from '../../shared/model/docker.ts';
import type { Failure, PluginView } from '../../shared/model/plugin.ts';
import type { PullProgress } from '../../shared/model/progress.ts';
import { type Connection, findEngine } from '../client/find-engine.ts';
import { type InstallRequest, judgeInstall } from './install-outcome.ts';
import { createInstallReporter } from './install-reporter.ts';
import type { CommandContext } from './command-context.ts';

export type WaitOutcome =
  | { readonly kind: 'installed'; readonly plugin: PluginView }
  | { readonly kind: 'failed'; readonly plugin?: PluginView; readonly failure: Failure }
  /** Docker or the engine is away, or the time is over. */
  | { readonly kind: 'error'; readonly error: AppError }
  | { readonly kind: 'interrupted' };

/** Milliseconds that Docker may be away once it was there; a restart of the daemon takes about so long. */
const DOCKER_PATIENCE = 15_000;
/** Milliseconds for the engine to come back after its events ended. */
const ENGINE_PATIENCE = 10_000;
const RECONNECT_PAUSE = 200;

/**
 * Follows installs until each has an outcome, by what the engine shows. Every new subscription begins with the whole
 * state, so a lost connection loses nothing. Never rejects for what happens to an install.
 */
export async function waitForInstalls(
  context: CommandContext,
  connection: Connection,
  requests: readonly InstallRequest[],
  timeout: number,
): Promise<readonly WaitOutcome[]> {
  if (requests.length === 0) return [];
  const { surroundings, directory } = context;
  const outcomes = new Map<string, WaitOutcome>();
  const plugins = new Map<string, PluginView>();
  /** Whether a plugin has actions, once asked. */
  const actions = new Map<string, Promise<boolean>>();
  const reporter = createInstallReporter(surroundings, context.json);
  const { promise: done, resolve: finish } = Promise.withResolvers<void>();
  const timers = new Set<NodeJS.Timeout>();
  const later = (delay: number, action: () => void): NodeJS.Timeout => {
    const timer = setTimeout(action, delay);
    timers.add(timer);
    return timer;
  };
  let current = connection;
  let dockerTimer: NodeJS.Timeout | undefined;
  let wasUp = false;

  const settle = (request: InstallRequest, outcome: WaitOutcome): void => {
    if (outcomes.has(request.image)) return;
    outcomes.set(request.image, outcome);
    reporter.end(request.image);
    if (outcomes.size === requests.length) finish();
  };
  const settleAll = (outcome: (request: InstallRequest) => WaitOutcome): void => {
    for (const request of requests) settle(request, outcome(request));
  };
  const hasActions = (name: string): Promise<boolean> => {
    const known =
      actions.get(name) ??
      current.client.call('plugin.describe', { plugin: name }).then((detail) => detail.actions.length > 0);
    actions.set(name, known);
    return known;
  };
  const judge = (request: InstallRequest): void => {
    const plugin = plugins.get(request.id);
    const judgement = judgeInstall(request, plugin);
    switch (judgement.kind) {
      case 'waiting':
        if (plugin !== undefined) reporter.show(request.image, plugin);
        return;
      case 'failed':
        return settle(request, {
          kind: 'failed',
          failure: judgement.failure,
          ...(plugin === undefined ? {} : { plugin }),
        });
      case 'installed': {
        if (plugin === undefined) return;
        if (judgement.hasSignOfLife) return settle(request, { kind: 'installed', plugin });
        hasActions(request.id).then(
          (has) => {
            if (has) reporter.showWaitForLife(request.image, plugin);
            else settle(request, { kind: 'installed', plugin });
          },
          // The engine went away in between; the next snapshot asks again.
          () => actions.delete(request.id),
        );
      }
    }
  };
  const judgeDocker = (docker: DockerFacts): void => {
    if (docker.state === 'up') {
      wasUp = true;
      clearTimeout(dockerTimer);
      dockerTimer = undefined;
    } else if (docker.state === 'down') {
      dockerTimer ??= later(wasUp ? DOCKER_PATIENCE : 0, () =>
        settleAll(() => ({ kind: 'error', error: dockerAway(docker) })),
      );
    }
  };
  const take = (event: EngineEvent): void => {
    switch (event.type) {
      case 'snapshot':
        plugins.clear();
        for (const plugin of event.plugins) plugins.set(plugin.id, plugin);
        judgeDocker(event.status.docker);
        break;
      case 'plugin.changed':
        plugins.set(event.plugin.id, event.plugin);
        break;
      case 'plugin.removed':
        plugins.delete(event.id);
        break;
      case 'plugin.progress':
        return showProgress(event.id, event.progress);
      case 'docker.changed':
        return judgeDocker(event.docker);
      case 'engine.changed':
        return judgeDocker(event.status.docker);
      case 'settings.changed':
      case 'engine.stopping':
        return;
    }
    for (const request of requests) {
      if (event.type !== 'plugin.changed' || event.plugin.id === request.id) judge(request);
    }
  };
  const showProgress = (id: string, progress: PullProgress): void => {
    for (const request of requests) if (request.id === id) reporter.showPull(request.image, progress);
  };
  const follow = (): { dispose(): void } => current.client.subscribe(take, (error) => void reconnect(error));
  const reconnect = async (lost: AppError): Promise<void> => {
    const deadline = performance.now() + ENGINE_PATIENCE;
    while (outcomes.size < requests.length) {
      const found = await findEngine(directory, deadline).catch(() => undefined);
      if (found !== undefined) {
        current = found;
        subscription = follow();
        return;
      }
      if (performance.now() > deadline) return settleAll(() => ({ kind: 'error', error: lost }));
      await pause(RECONNECT_PAUSE);
    }
  };

  const offSignal = surroundings.onSignal(() => settleAll(() => ({ kind: 'interrupted' })));
  later(timeout, () => settleAll(({ image }) => ({ kind: 'error', error: tooLong(image, timeout) })));
  let subscription = follow();
  try {
    await done;
  } finally {
    offSignal();
    subscription.dispose();
    reporter.dispose();
    for (const timer of timers) clearTimeout(timer);
  }
  return requests.map(({ image }) => outcomes.get(image) ?? { kind: 'interrupted' });
}

function dockerAway({ error }: DockerFacts): AppError {
  const words = error === undefined ? 'Docker cannot be reached.' : error.message;
  const code = error?.code === 'DOCKER_PERMISSION' ? 'DOCKER_PERMISSION' : 'DOCKER_UNREACHABLE';
  return new AppError(code, `${words} The install stays as it is and goes on when Docker is back.`);
}

function tooLong(image: string, timeout: number): AppError {
  return new AppError('WAIT_TIMEOUT', `${image} is not INSTALLED after ${String(Math.round(timeout / 1000))} s.`);
}
