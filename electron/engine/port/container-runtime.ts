import type { DockerFacts } from '../../../shared/model/docker.ts';
import type { PullPolicy } from '../../../shared/model/plugin.ts';
import type { PullProgress } from '../../../shared/model/progress.ts';
import type { Disposable } from './disposable.ts';

/** Names that mark every Docker object of ours (D5, D6); objects are found by these, never by name. */
export const LABELS = {
  /** Id of the data directory that owns the object. */
  directory: 'io.deltadock.directory',
  /** Id of the plugin record. */
  plugin: 'io.deltadock.plugin',
  /** Id of the deploy that created the container. */
  deploy: 'io.deltadock.deploy',
} as const;

/** What is known of a local image. */
export interface ImageFacts {
  /** `sha256:…` as this engine reports it: the image's identity (D7). */
  readonly id: string;
  /** Registry digest `sha256:…` where one is known for the asked repository. */
  readonly digest?: string;
  readonly os: string;
  readonly architecture: string;
  /** Bytes on disk. */
  readonly size: number;
  /** Whether the image brings a health check of its own. */
  readonly hasHealthCheck: boolean;
  readonly labels: Readonly<Record<string, string>>;
}

/** What a registry tells of an image that was not pulled. */
export interface RemoteImageFacts {
  readonly digest: string;
  /** Such as linux/amd64; empty when the registry does not say. */
  readonly platforms: readonly string[];
}

export type Health = 'none' | 'starting' | 'healthy' | 'unhealthy';
export type ContainerStatus = 'created' | 'running' | 'paused' | 'restarting' | 'removing' | 'exited' | 'dead';

/** A container as inspected: the truth, where events are only hints. */
export interface ContainerFacts {
  readonly id: string;
  readonly name: string;
  readonly imageId: string;
  readonly image: string;
  readonly status: ContainerStatus;
  /** Docker's own text of the moment of the last start; equal texts mean the same start. Undefined before the first. */
  readonly startedAt?: string;
  readonly finishedAt?: string;
  readonly exitCode?: number;
  readonly outOfMemory: boolean;
  /** Docker's own words about a failed start, empty when there are none. */
  readonly error: string;
  readonly health: Health;
  /** Output of the last failed health probe, at most 1 kB. */
  readonly healthOutput?: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly networks: readonly string[];
  /** Memory limit in bytes, process limit; 0 means none. */
  readonly memory: number;
  readonly pids: number;
}

/** What a plugin container is made of. Hardening (no-new-privileges, init, no restart policy) is the runtime's own rule. */
export interface ContainerSpec {
  readonly name: string;
  /** Image id or reference; the id is used where known, so that a moved tag cannot slip in. */
  readonly image: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly labels: Readonly<Record<string, string>>;
  readonly network: string;
  /** Bytes. */
  readonly memory: number;
  readonly pids: number;
}

export interface PullOptions {
  readonly policy: PullPolicy;
  readonly signal: AbortSignal;
  /** Called at most ten times a second. */
  readonly onProgress: (progress: PullProgress) => void;
  /** Fails with PULL_STALLED after so many milliseconds without any progress; there is no total limit. */
  readonly stallAfter: number;
}

/** A Docker event about a container of this data directory. A hint to look, never a fact to store. */
export interface ContainerEvent {
  readonly containerId: string;
  /** create, start, die, oom, health_status, destroy, stop, kill, rename, pause, … (compound actions cut at ": "). */
  readonly action: string;
  readonly labels: Readonly<Record<string, string>>;
}

export interface ImageEvent {
  readonly action: string;
  readonly image: string;
}

export interface RuntimeWatcher {
  onContainer(event: ContainerEvent): void;
  onImage?(event: ImageEvent): void;
  /** The connection came up, went down or was renewed: everything must be observed anew when it is up. */
  onConnection(facts: DockerFacts): void;
}

/**
 * The Docker engine as DeltaDock uses it. Every mutation of a container or network refuses objects without our label
 * of this data directory (NOT_OURS). All methods reject with AppError; DOCKER_UNREACHABLE where the engine is away.
 */
export interface ContainerRuntime {
  /** The connection as last seen; never blocks. */
  facts(): DockerFacts;
  /** Looks now (deadline 3 s) and returns the facts. */
  probe(): Promise<DockerFacts>;
  /** Watches events; reconnects for ever with resume (`since`) and reports every change of the connection. */
  watch(watcher: RuntimeWatcher): Disposable;

  /** The image under exactly this reference or id, or undefined. */
  inspectImage(reference: string): Promise<ImageFacts | undefined>;
  /**
   * Makes the image present by the policy (D7) and returns it. Credentials come from the user's Docker configuration.
   * @throws AppError of the "Images and registries" group, CANCELLED when the signal fired.
   */
  ensureImage(reference: string, options: PullOptions): Promise<ImageFacts>;
  /**
   * What the registry says of a reference, without pulling: digest and platforms; undefined when it has no such image.
   * Credentials as for a pull. @throws AppError of the "Images and registries" group
   */
  inspectRemoteImage(reference: string): Promise<RemoteImageFacts | undefined>;
  /** Gives the image a name of ours, `repository:tag`, so that it stays; the name moves when another image had it. */
  nameImage(id: string, repository: string, tag: string): Promise<void>;
  /** Takes a name from an image; without any other name and container it goes. A name that is gone is fine. */
  unnameImage(name: string): Promise<void>;
  /** Platform of the engine in image terms, such as linux/amd64. */
  platform(): Promise<{ readonly os: string; readonly architecture: string }>;

  /** Makes the bridge network exist with our labels; one of that exact name without our label is NAME_TAKEN (D5). */
  ensureNetwork(name: string): Promise<void>;
  /** Removes the network when it is ours and empty; otherwise leaves it. */
  removeNetwork(name: string): Promise<void>;
  /** The address on which containers reach this machine (docker0's gateway), or undefined where loopback serves (Docker Desktop). */
  hostGateway(): Promise<string | undefined>;

  /** @throws AppError NAME_TAKEN naming the holder, CREATE_FAILED, IMAGE_NOT_LOCAL */
  createContainer(spec: ContainerSpec): Promise<string>;
  /** @throws AppError START_FAILED with Docker's words */
  startContainer(id: string): Promise<void>;
  /** Sends SIGTERM, after `grace` seconds SIGKILL. A container that is gone or stopped is fine. */
  stopContainer(id: string, grace: number): Promise<void>;
  /** Removes with its anonymous volumes. A container that is gone is fine. */
  removeContainer(id: string): Promise<void>;
  renameContainer(id: string, name: string): Promise<void>;
  inspectContainer(id: string): Promise<ContainerFacts | undefined>;
  /** All containers that carry our label of this data directory, whatever their state. */
  listContainers(): Promise<readonly ContainerFacts[]>;
  /** The last lines of both outputs in order, control characters removed, each at most 2 000 characters. */
  logTail(id: string, lines: number): Promise<readonly string[]>;
  /** A small text file as a process inside the running container sees it; undefined when that cannot be had. */
  readFileInside(id: string, path: string): Promise<string | undefined>;
  /** Releases connections. */
  close(): void;
}
