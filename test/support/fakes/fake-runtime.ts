import { AppError } from '../../../shared/errors.ts';
import type { DockerFacts } from '../../../shared/model/docker.ts';
import {
  type ContainerFacts,
  type ContainerRuntime,
  type ContainerSpec,
  type ImageFacts,
  LABELS,
  type RuntimeWatcher,
} from '../../../electron/engine/port/container-runtime.ts';

/** A Docker engine in memory. What containers do is decided by the test through {@link FakeRuntime.set}. */
export interface FakeRuntime extends ContainerRuntime {
  readonly images: Map<string, ImageFacts>;
  readonly containers: Map<string, ContainerFacts>;
  readonly logs: Map<string, readonly string[]>;
  /** Names of mutations in order, such as `start c1`. */
  readonly calls: string[];
  /** Changes a container and tells the watchers, as an event would. */
  set(id: string, facts: Partial<ContainerFacts>, action?: string): void;
  /** Removes a container behind everybody's back. */
  vanish(id: string): void;
  /** Lets a name mean this image, as a build or `docker tag` does. */
  nameGiven(name: string, image: ImageFacts): void;
  goDown(): void;
  comeUp(): void;
  /** Replaces one method, for a fault or a wait. */
  override(methods: Partial<ContainerRuntime>): void;
}

export function createFakeRuntime(directoryId: string, now: () => number): FakeRuntime {
  const containers = new Map<string, ContainerFacts>();
  const images = new Map<string, ImageFacts>();
  const logs = new Map<string, readonly string[]>();
  const watchers = new Set<RuntimeWatcher>();
  const calls: string[] = [];
  let up = true;
  let created = 0;
  let starts = 0;
  const facts = (): DockerFacts =>
    up
      ? { state: 'up', address: 'unix:///fake', version: '27.0', apiVersion: '1.47', since: 0, checkedAt: now() }
      : {
          state: 'down',
          since: 0,
          checkedAt: now(),
          error: { code: 'DOCKER_UNREACHABLE', message: 'Docker is not reachable.', next: 'Start Docker.' },
        };
  const reach = (): void => {
    if (!up) throw new AppError('DOCKER_UNREACHABLE', 'Docker is not reachable.');
  };
  const get = (id: string): ContainerFacts => {
    const found = containers.get(id);
    if (found === undefined) throw new AppError('CONTAINER_GONE', `There is no container ${id}.`);
    return found;
  };
  const runtime: FakeRuntime = {
    images,
    containers,
    logs,
    calls,
    facts,
    probe: async () => facts(),
    watch(watcher) {
      watchers.add(watcher);
      return { dispose: () => void watchers.delete(watcher) };
    },
    async inspectImage(reference) {
      reach();
      return images.get(reference) ?? [...images.values()].find(({ id }) => id === reference);
    },
    async ensureImage(reference) {
      reach();
      const image = images.get(reference);
      if (image === undefined) throw new AppError('IMAGE_NOT_FOUND', `There is no image ${reference}.`);
      return image;
    },
    inspectRemoteImage: async () => undefined,
    async nameImage(id, repository, tag) {
      calls.push(`name ${repository}:${tag} ${id}`);
    },
    async unnameImage(name) {
      calls.push(`unname ${name}`);
    },
    platform: async () => ({ os: 'linux', architecture: 'amd64' }),
    async ensureNetwork(name) {
      reach();
      calls.push(`network ${name}`);
    },
    async removeNetwork(name) {
      calls.push(`remove-network ${name}`);
    },
    hostGateway: async () => '172.17.0.1',
    async createContainer(spec: ContainerSpec) {
      reach();
      const holder = [...containers.values()].find(({ name }) => name === spec.name);
      if (holder !== undefined)
        throw new AppError('NAME_TAKEN', `The name ${spec.name} is taken.`, {
          details: { name: spec.name, holder: holder.id },
        });
      created += 1;
      const id = `c${String(created)}`;
      calls.push(`create ${id}`);
      containers.set(id, {
        id,
        name: spec.name,
        imageId: spec.image,
        image: spec.image,
        status: 'created',
        outOfMemory: false,
        error: '',
        health: 'none',
        labels: { ...spec.labels, [LABELS.directory]: directoryId },
        networks: [spec.network],
        memory: spec.memory,
        pids: spec.pids,
      });
      return id;
    },
    async startContainer(id) {
      reach();
      calls.push(`start ${id}`);
      starts += 1;
      containers.set(id, { ...get(id), status: 'running', health: 'starting', startedAt: `start-${String(starts)}` });
    },
    async stopContainer(id) {
      reach();
      calls.push(`stop ${id}`);
      const found = containers.get(id);
      if (found?.status === 'running' || found?.status === 'paused')
        containers.set(id, { ...found, status: 'exited', exitCode: 0 });
    },
    async removeContainer(id) {
      reach();
      calls.push(`remove ${id}`);
      containers.delete(id);
    },
    async renameContainer(id, name) {
      reach();
      if ([...containers.values()].some((other) => other.name === name && other.id !== id))
        throw new AppError('NAME_TAKEN', `The name ${name} is taken.`);
      calls.push(`rename ${id} ${name}`);
      containers.set(id, { ...get(id), name });
    },
    async inspectContainer(id) {
      reach();
      return containers.get(id);
    },
    async listContainers() {
      reach();
      return [...containers.values()].filter(({ labels }) => labels[LABELS.directory] === directoryId);
    },
    async logTail(id, lines) {
      reach();
      return (logs.get(id) ?? []).slice(-lines);
    },
    readFileInside: async () => undefined,
    close: () => undefined,
    set(id, changed, action = 'change') {
      const container = { ...get(id), ...changed };
      containers.set(id, container);
      for (const watcher of watchers) watcher.onContainer({ containerId: id, action, labels: container.labels });
    },
    vanish(id) {
      const { labels } = get(id);
      containers.delete(id);
      for (const watcher of watchers) watcher.onContainer({ containerId: id, action: 'destroy', labels });
    },
    nameGiven(name, image) {
      images.set(name, image);
      for (const watcher of watchers) watcher.onImage?.({ action: 'tag', image: image.id });
    },
    goDown() {
      up = false;
      for (const watcher of watchers) watcher.onConnection(facts());
    },
    comeUp() {
      up = true;
      for (const watcher of watchers) watcher.onConnection(facts());
    },
    override: (methods) => void Object.assign(runtime, methods),
  };
  return runtime;
}

/** An image as a local build leaves it. */
export function fakeImage(id: string): ImageFacts {
  return { id, os: 'linux', architecture: 'amd64', size: 1000, hasHealthCheck: false, labels: {} };
}
