import { createDeployKeys } from '../../../electron/adapter/secrets/deploy-keys.ts';
import { createEngine } from '../../../electron/engine/create-engine.ts';
import type { Engine } from '../../../electron/engine/engine.ts';
import type { CrashPoint } from '../../../electron/engine/port/crash-points.ts';
import type { Doors } from '../../../electron/engine/port/doors.ts';
import type { HistoryStore } from '../../../electron/engine/port/history-store.ts';
import type { Logger } from '../../../electron/engine/port/logger.ts';
import { type EngineState, INITIAL_STATE } from '../../../shared/model/engine-state.ts';
import type { PluginView } from '../../../shared/model/plugin.ts';
import { createFakeRuntime, fakeImage, type FakeRuntime } from './fake-runtime.ts';
import { createManualClock, type ManualClock, settled } from './manual-clock.ts';
import {
  createMemoryHistoryStore,
  createMemoryDocumentStore,
  createMemoryStateStore,
  type MemoryStateStore,
} from './memory-stores.ts';

/** The real engine over fakes of every port, with a clock that the test moves. */
export interface BenchEngine {
  readonly engine: Engine;
  readonly runtime: FakeRuntime;
  readonly clock: ManualClock;
  readonly state: MemoryStateStore<EngineState>;
  readonly crashPoints: CrashPoint[];
  readonly bridge: (string | undefined)[];
  plugin(name: string): Promise<PluginView | undefined>;
  /** The environment that a container was created with; the newest container without a name. */
  environment(): Readonly<Record<string, string>>;
  /** Posts a registration as the newest container does. */
  register(document: unknown): ReturnType<Engine['coreDoor']['register']>;
  /** Another engine over the same stores and Docker, as after a kill. */
  restarted(): Promise<BenchEngine>;
}

export const SILENT: Logger = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};

interface Kept {
  readonly clock: ManualClock;
  readonly runtime: FakeRuntime;
  readonly state: MemoryStateStore<EngineState>;
  readonly documents: ReturnType<typeof createMemoryDocumentStore>;
  readonly history: HistoryStore;
  readonly ids: { next(): string };
}

const DIRECTORY = { id: 'abcdef012345', path: '/data', isDefault: false };

export async function createBenchEngine(kept: Kept = fresh()): Promise<BenchEngine> {
  const { clock, runtime, state, documents, history, ids } = kept;
  const bridge: (string | undefined)[] = [];
  const crashPoints: CrashPoint[] = [];
  const environments: Readonly<Record<string, string>>[] = [];
  const keys = createDeployKeys(Buffer.alloc(32));
  const doors: Doors = {
    addresses: () => ({ control: 'http://127.0.0.1:1', core: 'http://127.0.0.1:2', work: 'redis://127.0.0.1:3' }),
    openBridge: async (address) => void bridge.push(address),
    forContainers: { host: 'host.docker.internal', corePort: 2, workPort: 3, contentPort: 4 },
  };
  const create = runtime.createContainer;
  runtime.override({
    createContainer(spec) {
      environments.push(spec.environment);
      return create(spec);
    },
  });
  const engine = createEngine(
    {
      runtime,
      state,
      documents,
      history,
      keys,
      doors,
      clock,
      ids,
      logger: SILENT,
      reachCrashPoint: (point) => void crashPoints.push(point),
    },
    { version: '0.0.0', pid: 1, mode: 'serve', directory: DIRECTORY, requestStop: () => undefined },
  );
  await engine.start();
  await settled();
  return {
    engine,
    runtime,
    clock,
    state,
    crashPoints,
    bridge,
    plugin: async (name) => (await engine.handlers['plugin.list']({})).find((plugin) => plugin.name === name),
    environment: () => environments.at(-1) ?? {},
    register(document) {
      const token = new URL(environments.at(-1)?.['CORE_URL'] ?? '').pathname.replace('/c/', '');
      return engine.coreDoor.register({ token, listener: 'bridge' }, document);
    },
    restarted: () => createBenchEngine(kept),
  };
}

function fresh(): Kept {
  const clock = createManualClock();
  const runtime = createFakeRuntime(DIRECTORY.id, () => clock.now());
  runtime.images.set('acme/tool:1.0.0', fakeImage('sha256:one'));
  runtime.images.set('acme/tool:2.0.0', fakeImage('sha256:two'));
  runtime.images.set('acme/other:1.0.0', fakeImage('sha256:other'));
  let next = 0;
  return {
    clock,
    runtime,
    state: createMemoryStateStore<EngineState>(INITIAL_STATE),
    documents: createMemoryDocumentStore(),
    history: createMemoryHistoryStore(),
    ids: { next: () => `id${String((next += 1)).padStart(10, '0')}` },
  };
}

/** A small registration as a kit sends it. */
export function registrationOf(
  artifactId: string,
  changes: Readonly<Record<string, unknown>> = {},
): Readonly<Record<string, unknown>> {
  return {
    pluginCoordinates: { groupId: 'org.acme', artifactId, version: '1.0.0' },
    displayName: artifactId,
    description: 'A test plugin',
    actionKitVersion: '2.45.1',
    dependencies: [],
    actions: [],
    variables: [],
    flowPlans: [],
    ...changes,
  };
}

/** An action as a registration declares it. */
export function actionOf(name: string): Readonly<Record<string, unknown>> {
  return { name, type: 'TRANSFORM', supportsJoin: false, schema: { type: 'object' } };
}
