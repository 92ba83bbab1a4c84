import type { Clock } from '../../engine/port/clock.ts';
import type { ContainerRuntime } from '../../engine/port/container-runtime.ts';
import type { Logger } from '../../engine/port/logger.ts';
import { createConnection } from './connection.ts';
import { createContainers } from './containers.ts';
import type { Searched } from './discover.ts';
import { watchEvents } from './events.ts';
import { createImages } from './images.ts';
import { readLogTail } from './log-tail.ts';
import { readFileInside } from './read-file.ts';
import { createNetworks } from './networks.ts';

export interface DockerRuntimeOptions {
  /** Id of the data directory: what carries it in {@link LABELS} is ours (D5, D6). */
  readonly directoryId: string;
  /** The process environment: DOCKER_HOST, DOCKER_CONTEXT, DOCKER_CONFIG, PATH of credential helpers. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly homeDirectory: string;
  readonly clock: Clock;
  readonly logger: Logger;
}

export interface DockerRuntime extends ContainerRuntime {
  /** Where the last search for an engine looked, for `deltafi doctor`. */
  searched(): readonly Searched[];
}

/** The Docker engine of this machine. Nothing is connected before the first call or watcher. */
export function createDockerRuntime({
  directoryId,
  environment,
  homeDirectory,
  clock,
  logger,
}: DockerRuntimeOptions): DockerRuntime {
  const around = { environment, homeDirectory, platform: process.platform };
  const connection = createConnection(around, clock, logger);
  const images = createImages(connection, around, clock, logger);
  const containers = createContainers(connection, directoryId);
  const networks = createNetworks(connection, directoryId);
  return {
    facts: connection.facts,
    searched: connection.searched,
    probe: connection.probe,
    watch: (watcher) => watchEvents(connection, clock, logger, directoryId, watcher),
    inspectImage: images.inspect,
    ensureImage: images.ensure,
    platform: images.platform,
    inspectRemoteImage: images.inspectRemote,
    nameImage: images.name,
    unnameImage: images.unname,
    ensureNetwork: networks.ensure,
    removeNetwork: networks.remove,
    hostGateway: networks.hostGateway,
    createContainer: containers.create,
    startContainer: containers.start,
    stopContainer: containers.stop,
    removeContainer: containers.remove,
    renameContainer: containers.rename,
    inspectContainer: async (id) => (await containers.inspect(id))?.facts,
    listContainers: containers.list,
    logTail: async (id, lines) => await readLogTail(connection, containers, clock, id, lines),
    readFileInside: async (id, path) => await readFileInside(connection, containers, clock, id, path),
    close: connection.close,
  };
}
