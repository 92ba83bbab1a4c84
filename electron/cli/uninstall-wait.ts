import type { EngineEvent } from '../../shared/contract/events.ts';
import { AppError } from '../../shared/errors.ts';
import type { PluginView } from '../../shared/model/plugin.ts';
import type { ControlClient } from '../client/control-client.ts';

/** Milliseconds: a container gets its grace to end, and Docker may be slow to remove it. */
const PATIENCE = 120_000;

/**
 * Resolves when the record is gone: container first, then the rest (guide, "Uninstalling a Plugin").
 * @throws AppError DOCKER_UNREACHABLE when that has to wait for Docker, WAIT_TIMEOUT, ENGINE_UNREACHABLE
 */
export async function waitUntilGone(client: ControlClient, id: string): Promise<void> {
  const { promise: gone, resolve, reject } = Promise.withResolvers<void>();
  /** An attached plugin has no container: it goes without Docker. */
  let isAttached = false;
  const settle = (plugin: PluginView | undefined, isDockerAway: boolean): void => {
    isAttached = plugin?.attached ?? false;
    if (plugin === undefined) resolve();
    else if (isDockerAway && !isAttached) reject(dockerAway());
  };
  const look = (event: EngineEvent): void => {
    switch (event.type) {
      case 'snapshot':
        settle(
          event.plugins.find((plugin) => plugin.id === id),
          event.status.docker.state === 'down',
        );
        return;
      case 'plugin.removed':
        if (event.id === id) resolve();
        return;
      case 'docker.changed':
        if (event.docker.state === 'down' && !isAttached) reject(dockerAway());
        return;
      case 'plugin.changed':
      case 'plugin.progress':
      case 'engine.changed':
      case 'settings.changed':
      case 'engine.stopping':
    }
  };
  const subscription = client.subscribe(look, reject);
  const tooLong = setTimeout(() => {
    reject(new AppError('WAIT_TIMEOUT', `The plugin is still being removed after ${String(PATIENCE / 1000)} s.`));
  }, PATIENCE);
  try {
    await gone;
  } finally {
    clearTimeout(tooLong);
    subscription.dispose();
  }
}

function dockerAway(): AppError {
  return new AppError(
    'DOCKER_UNREACHABLE',
    'Docker cannot be reached; the plugin stays REMOVING and goes when Docker is back.',
  );
}
