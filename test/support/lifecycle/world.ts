import { createDeployKeys } from '../../../electron/adapter/secrets/deploy-keys.ts';
import { createEngine } from '../../../electron/engine/create-engine.ts';
import type { Engine } from '../../../electron/engine/engine.ts';
import { type ContainerRuntime, type ContainerSpec, LABELS } from '../../../electron/engine/port/container-runtime.ts';
import type { Doors } from '../../../electron/engine/port/doors.ts';
import { type EngineState, INITIAL_STATE, type PluginRecord } from '../../../shared/model/engine-state.ts';
import { actionOf, registrationOf, SILENT } from '../fakes/bench-engine.ts';
import { createFakeRuntime, fakeImage, type FakeRuntime } from '../fakes/fake-runtime.ts';
import { createManualClock, type ManualClock, settled } from '../fakes/manual-clock.ts';
import {
  createMemoryDocumentStore,
  createMemoryHistoryStore,
  createMemoryStateStore,
  type MemoryStateStore,
} from '../fakes/memory-stores.ts';
import { type Random, seededRandom } from '../fs/random.ts';

/** What a container of an image does once it runs. */
export type Behaviour = 'good' | 'exits' | 'unhealthy' | 'silent' | 'refused';

/** A container as the test made it act. */
interface Ghost {
  readonly containerId: string;
  readonly plugin: string;
  readonly deployId: string;
  readonly token: string;
  readonly password: string;
}

type Finished<T> = { readonly ok: true; readonly value: T } | { readonly ok: false };

/**
 * The real engine over a Docker in memory whose calls take time, and which can be killed between any two of them.
 * Containers do what their image's behaviour says, when {@link World.act} lets them.
 */
export interface World {
  readonly runtime: FakeRuntime;
  readonly clock: ManualClock;
  readonly state: MemoryStateStore<EngineState>;
  /** The engine that lives now. */
  readonly engine: Engine;
  /** What must never be and was, in the order of happening. */
  readonly violations: string[];
  readonly ghosts: readonly Ghost[];
  /** Commands under way that may end the disabling of a plugin. */
  enabling: number;
  record(plugin: string): PluginRecord | undefined;
  running(plugin: string): readonly string[];
  /** Every running container goes one step on. */
  act(): Promise<void>;
  /** Waits, moving the clock, until the promise is over or the engine died. */
  finish<T>(promise: Promise<T>): Promise<Finished<T>>;
  /** SIGKILL and another engine: nothing of the former one happens any more but what Docker had been asked. */
  kill(): Promise<void>;
  /** The same after so many more calls of a port. */
  killAfter(calls: number): void;
  /** Starts another engine where the present one is dead. */
  revive(): Promise<void>;
  readonly isDead: boolean;
  rebuild(reference: string): void;
}

export const PLUGINS = ['tool', 'other'] as const;
export type PluginName = (typeof PLUGINS)[number];
const DIRECTORY = { id: 'abcdef012345', path: '/data', isDefault: false };
const TURNS = 2;

export const BEHAVIOURS: Readonly<Record<string, Behaviour>> = {
  v1: 'good',
  v2: 'good',
  exits: 'exits',
  unhealthy: 'unhealthy',
  silent: 'silent',
  refused: 'refused',
};
/** A tag that no engine and no registry has. */
export const ABSENT = 'absent';

export async function createWorld(seed: number, slowness = 200): Promise<World> {
  const random = seededRandom(seed);
  const clock = createManualClock(1_700_000_000_000, TURNS);
  const runtime = createFakeRuntime(DIRECTORY.id, () => clock.now());
  const state = createMemoryStateStore<EngineState>(INITIAL_STATE);
  const documents = createMemoryDocumentStore();
  const history = createMemoryHistoryStore();
  const behaviourOf = new Map<string, Behaviour>();
  let serial = 0;
  for (const plugin of PLUGINS) for (const tag of Object.keys(BEHAVIOURS)) build(plugin, tag);
  const ghosts: Ghost[] = [];
  const violations: string[] = [];
  const registered = new Set<string>();
  let generation: Generation | undefined;

  const create = runtime.createContainer;
  const start = runtime.startContainer;
  runtime.override({
    async createContainer(spec: ContainerSpec) {
      const id = await create(spec);
      const token = new URL(spec.environment['CORE_URL'] ?? '').pathname.replace('/c/', '');
      ghosts.push({
        containerId: id,
        plugin: spec.labels[LABELS.plugin] ?? '',
        deployId: spec.labels[LABELS.deploy] ?? '',
        token,
        password: spec.environment['VALKEY_PASSWORD'] ?? '',
      });
      return id;
    },
    async startContainer(id) {
      const before = runtime.containers.get(id);
      await start(id);
      const after = runtime.containers.get(id);
      if (after !== undefined) {
        const image = [...runtime.images.values()].find((one) => one.id === after.imageId);
        const health = image?.hasHealthCheck === true ? 'starting' : 'none';
        runtime.containers.set(id, { ...after, health });
      }
      const plugin = after?.labels[LABELS.plugin] ?? '';
      const others = [...runtime.containers.values()].filter(
        (one) => one.labels[LABELS.plugin] === plugin && one.status !== 'exited' && one.status !== 'created',
      );
      if (others.length > 1) violations.push(`two containers run: ${others.map((one) => one.id).join(', ')}`);
      if (before?.status === 'running') violations.push(`${id} was started while it ran`);
    },
  });

  const world: World = {
    runtime,
    clock,
    state,
    violations,
    ghosts,
    enabling: 0,
    get engine() {
      if (generation === undefined) throw new Error('no engine');
      return generation.engine;
    },
    get isDead() {
      return generation?.isDead() ?? true;
    },
    record: (plugin) => Object.values(state.read().plugins).find(({ name }) => name === plugin),
    running(plugin) {
      const id = world.record(plugin)?.id;
      return [...runtime.containers.values()]
        .filter(({ labels, status }) => labels[LABELS.plugin] === id && status === 'running')
        .map((container) => container.id);
    },
    async act() {
      for (const container of [...runtime.containers.values()].filter(({ status }) => status === 'running'))
        await actOf(container.id);
    },
    async finish<T>(promise: Promise<T>) {
      const ended: Finished<T>[] = [];
      promise.then(
        (value) => ended.push({ ok: true, value }),
        () => ended.push({ ok: false }),
      );
      await settled(TURNS);
      for (let round = 0; round < 400 && ended.length === 0 && !world.isDead; round += 1) await clock.advance(50);
      if (ended.length === 0 && !world.isDead) violations.push('a command did not end');
      return ended[0] ?? { ok: false };
    },
    async kill() {
      generation?.kill();
      await world.revive();
    },
    killAfter: (calls) => generation?.killAfter(calls),
    async revive() {
      if (!world.isDead) return;
      generation = createGeneration({ runtime, state, documents, history, clock, random, slowness, nextId });
      const started = generation.engine.start();
      await world.finish(started);
    },
    rebuild(reference) {
      const [, plugin = '', tag = ''] = /^acme\/(.*):(.*)$/.exec(reference) ?? [];
      build(plugin, tag);
    },
  };
  await world.revive();
  return world;

  function nextId(): string {
    serial += 1;
    return `id${String(serial).padStart(10, '0')}`;
  }

  function build(plugin: string, tag: string): void {
    const id = `sha256:${plugin}-${tag}-${String((serial += 1))}`;
    runtime.images.set(`acme/${plugin}:${tag}`, { ...fakeImage(id), hasHealthCheck: true });
    // What a moved tag leaves: the image itself stays on the engine.
    runtime.images.set(id, { ...fakeImage(id), hasHealthCheck: true });
    behaviourOf.set(id, BEHAVIOURS[tag] ?? 'good');
  }

  async function actOf(containerId: string): Promise<void> {
    const container = runtime.containers.get(containerId);
    const ghost = ghosts.find((one) => one.containerId === containerId);
    if (container?.status !== 'running' || ghost === undefined || world.isDead) return;
    const key = `${containerId} ${container.startedAt ?? ''}`;
    const name = container.labels['app'] ?? '';
    const behaviour = behaviourOf.get(container.imageId) ?? 'good';
    if (behaviour === 'exits') return runtime.set(containerId, { status: 'exited', exitCode: 1 }, 'die');
    if (behaviour === 'silent') return;
    if (!registered.has(key)) {
      const document =
        behaviour === 'refused'
          ? registrationOf(name, { actions: [actionOf('x'.repeat(300))] })
          : registrationOf(name, { actions: [actionOf(`org.acme.${name}`)] });
      const answer = await world.finish(
        world.engine.coreDoor.register({ token: ghost.token, listener: 'bridge' }, document),
      );
      if (!answer.ok || !answer.value.accepted) return;
      registered.add(key);
    }
    if (runtime.containers.get(containerId)?.status !== 'running') return;
    const health = behaviour === 'unhealthy' ? 'unhealthy' : 'healthy';
    if (runtime.containers.get(containerId)?.health !== health) runtime.set(containerId, { health }, 'health_status');
    if (world.isDead) return;
    const client = world.engine.workDoor.authenticate(ghost.password);
    if (client !== undefined) world.engine.workDoor.waiting(client, [`org.acme.${name}`]);
  }
}

interface Generation {
  readonly engine: Engine;
  isDead(): boolean;
  kill(): void;
  killAfter(calls: number): void;
}

/** An engine whose ports fall silent when it is killed. */
function createGeneration(kept: {
  readonly runtime: FakeRuntime;
  readonly state: MemoryStateStore<EngineState>;
  readonly documents: ReturnType<typeof createMemoryDocumentStore>;
  readonly history: ReturnType<typeof createMemoryHistoryStore>;
  readonly clock: ManualClock;
  readonly random: Random;
  readonly slowness: number;
  nextId(): string;
}): Generation {
  const { runtime, state, clock, random } = kept;
  let dead = false;
  let left = Number.POSITIVE_INFINITY;
  const never = new Promise<never>(() => undefined);
  const count = (): void => {
    left -= 1;
    if (left <= 0) dead = true;
  };
  /** A call that takes time; one that the dead engine had sent may still be carried out. */
  const slow = async <T>(work: () => Promise<T>, doneAnyway: boolean): Promise<T> => {
    if (dead) return never;
    const delay = random.below(kept.slowness);
    if (delay > 0) await new Promise<void>((resolve) => void clock.after(delay, resolve));
    const wasDead = dead;
    if (wasDead && !doneAnyway) return never;
    count();
    const result = await work();
    return dead ? never : result;
  };
  const methods: Partial<Record<keyof ContainerRuntime, boolean>> = {
    inspectImage: false,
    nameImage: true,
    unnameImage: true,
    ensureNetwork: true,
    removeNetwork: true,
    createContainer: true,
    startContainer: true,
    stopContainer: true,
    removeContainer: true,
    renameContainer: true,
    inspectContainer: false,
    listContainers: false,
    logTail: false,
  };
  const slowed = Object.fromEntries(
    Object.entries(methods).map(([name, changes]) => [
      name,
      (...input: never[]) =>
        slow(
          () => (runtime[name as keyof ContainerRuntime] as (...all: never[]) => Promise<unknown>)(...input),
          changes && random.below(2) === 0,
        ),
    ]),
  ) as unknown as ContainerRuntime;
  const own: ContainerRuntime = {
    ...runtime,
    ...slowed,
    async ensureImage(reference, options) {
      return slow(() => runtime.ensureImage(reference, options), false);
    },
    watch: (watcher) =>
      runtime.watch({
        onContainer: (event) => (dead ? undefined : watcher.onContainer(event)),
        onConnection: (facts) => (dead ? undefined : watcher.onConnection(facts)),
      }),
  };
  const doors: Doors = {
    addresses: () => ({ control: 'http://127.0.0.1:1', core: 'http://127.0.0.1:2', work: 'redis://127.0.0.1:3' }),
    openBridge: async () => undefined,
    forContainers: { host: 'host.docker.internal', corePort: 2, workPort: 3, contentPort: 4 },
  };
  const engine = createEngine(
    {
      runtime: own,
      state: {
        ...state,
        update(change) {
          if (dead) return never;
          return state
            .update((all) => {
              if (dead) return all;
              count();
              // The kill fell before or after the rename of the file.
              return dead && random.below(2) === 0 ? all : change(all);
            })
            .then((all) => (dead ? never : all));
        },
      },
      documents: kept.documents,
      history: kept.history,
      keys: createDeployKeys(Buffer.alloc(32)),
      doors,
      clock: {
        ...clock,
        after: (delay, action) => clock.after(delay, () => (dead ? undefined : action())),
      },
      ids: { next: () => kept.nextId() },
      logger: SILENT,
      reachCrashPoint: () => undefined,
    },
    { version: '0.0.0', pid: 1, mode: 'serve', directory: DIRECTORY, requestStop: () => undefined },
  );
  return {
    engine,
    isDead: () => dead,
    kill() {
      dead = true;
    },
    killAfter(calls) {
      left = calls;
    },
  };
}
