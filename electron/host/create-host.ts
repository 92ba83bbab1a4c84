import { randomBytes } from 'node:crypto';
import { AppError } from '../../shared/errors.ts';
import type { DoorAddresses, EngineMode } from '../../shared/model/engine.ts';
import { createDeployKeys } from '../adapter/secrets/deploy-keys.ts';
import { lockDirectory } from '../adapter/sqlite/directory-lock.ts';
import type { Engine, EngineOptions, StopOptions } from '../engine/engine.ts';
import type { Doors } from '../engine/port/doors.ts';
import { createControlDoor } from '../http/control-door.ts';
import { loadUiFiles } from '../page/ui-files.ts';
import { type DataDirectory, filesOf, prepareDataDirectory } from './data-directory.ts';
import { openDirectoryFile, saveDirectoryFile } from './directory-file.ts';
import { removeEngineFile, writeEngineFile } from './engine-file.ts';
import { openHostDoors } from './host-doors.ts';
import type { HostLog, HostParts } from './host-parts.ts';
import { watchIdle } from './idle-watch.ts';

/** Milliseconds to wait for the lock: a client that only asks whether it is held lets go at once. */
const LOCK_PATIENCE = 1000;
/** Milliseconds that answers under way get when the doors close. */
const DOOR_DEADLINE = 2000;

export interface HostOptions {
  readonly directory: DataDirectory;
  readonly version: string;
  readonly mode: EngineMode;
  /** The folder of the built page. */
  readonly uiFolder: string;
  /** Port of the control door; else the one kept for the directory, else a free one. */
  readonly controlPort?: number;
  readonly corePort?: number;
  /** Address under which containers reach this machine (D4). */
  readonly coreAddress?: string;
  /** Sets a damaged or newer state aside and begins empty. */
  readonly freshState?: boolean;
  /** Milliseconds without use after which a borrowed engine ends; 10 minutes unless told (D1). */
  readonly idleAfter?: number;
  /** Milliseconds for an orderly stop of the engine; 60 s unless told. */
  readonly stopDeadline?: number;
}

/** A running engine with its doors. */
export interface Host {
  /** For a door in this process: the desktop window. */
  readonly engine: Pick<Engine, 'handlers' | 'subscribe'>;
  readonly addresses: DoorAddresses;
  /** For the control door. */
  readonly token: string;
  /** Ends in order: engine, doors, state, `engine.json`, lock. Twice joins. */
  stop(options: StopOptions): Promise<void>;
  /** Resolves when the host has ended, for whatever reason. */
  readonly ended: Promise<void>;
}

/**
 * Puts a host together and starts it: directory, lock, state, doors, engine, `engine.json`. On a failure everything
 * that was opened is released again.
 * @throws AppError DATA_DIRECTORY_LOCKED, DATA_DIRECTORY_UNUSABLE, STATE_NEWER, STATE_DAMAGED, PORT_TAKEN
 */
export async function createHost(options: HostOptions, parts: HostParts): Promise<Host> {
  const { directory, mode, version, idleAfter = 10 * 60_000, stopDeadline = 60_000 } = options;
  const files = filesOf(directory);
  const releases = createReleases();
  try {
    await prepareDataDirectory(directory);
    const lock = lockDirectory(files.lock, LOCK_PATIENCE);
    releases.add(() => lock.release());
    // One that a killed engine left says nothing any more; clients must not follow it while this one starts.
    await removeEngineFile(directory);
    releases.add(() => removeEngineFile(directory));
    const logger = parts.openLog(files.engineLog);
    releases.add(() => logger.close());
    logger.info('Starting', { version, mode, directory: directory.path });

    const file = await openDirectoryFile(directory);
    const state = await parts.openState(directory.path, options.freshState ?? false, logger);
    releases.add(() => state.close());
    const documents = await parts.openDocuments(directory.path, logger);
    const history = parts.openHistory(files.history, logger);
    releases.add(() => history.close());
    const runtime = parts.createRuntime(file.id, logger);
    releases.add(() => runtime.close());

    const opening: { doors?: Doors } = {};
    let leavePlugins = true;
    const stopping = createOnce(async (options: StopOptions) => {
      ({ leavePlugins } = options);
      logger.info('Stopping', { leavePlugins });
      await releases.run();
    });
    const engine = parts.createEngine(
      {
        runtime,
        state,
        documents,
        history,
        keys: createDeployKeys(Buffer.from(file.secret, 'base64url')),
        doors: laterDoors(() => opening.doors),
        clock: parts.clock,
        ids: parts.ids,
        logger,
        reachCrashPoint: parts.reachCrashPoint,
      },
      {
        version,
        pid: process.pid,
        mode,
        directory: { id: file.id, path: directory.path, isDefault: directory.isDefault },
        ...(options.coreAddress === undefined ? {} : { coreAddress: options.coreAddress }),
        requestStop: inBackground(stopping.run, logger, parts),
      },
    );

    const token = randomBytes(32).toString('base64url');
    const ui = await loadUiFiles(options.uiFolder);
    const control = createControlDoor({ engine, token, ui, clock: parts.clock, logger });
    const opened = await openHostDoors({
      control,
      core: parts.createCoreDoor(engine.coreDoor, logger),
      work: parts.createWorkDoor(engine.workDoor, logger),
      kept: file.ports,
      wished: {
        ...(options.controlPort === undefined ? {} : { control: options.controlPort }),
        ...(options.corePort === undefined ? {} : { core: options.corePort }),
      },
      isDefaultDirectory: directory.isDefault,
      portHolder: (port) => parts.portHolder(port),
    });
    releases.add(() => opened.close(DOOR_DEADLINE));
    opening.doors = opened.doors;
    if (JSON.stringify(opened.ports) !== JSON.stringify(file.ports)) {
      await saveDirectoryFile(directory, { ...file, ports: opened.ports });
    }

    releases.add(() => stopEngine(engine, { leavePlugins }, stopDeadline, parts, logger));
    await engine.start();
    const addresses = opened.doors.addresses();
    await writeEngineFile(directory, {
      pid: process.pid,
      control: addresses.control,
      token,
      version,
      mode,
      startedAt: parts.clock.now(),
    });
    if (mode === 'borrowed') {
      const idle = watchIdle({
        clock: parts.clock,
        idleAfter,
        isUsed: async () =>
          control.clients() > 0 || engine.busy() || (await hasAttachedPlugins(engine, parts, idleAfter)),
        lastUse: () => control.lastUse(),
        onIdle: () => {
          logger.info('Ending, since nobody needs this borrowed engine', { idleAfter });
          inBackground(stopping.run, logger, parts)({ leavePlugins: false });
        },
      });
      releases.add(() => idle.dispose());
    }
    logger.info('Ready', { ...addresses });
    return { engine, addresses, token, stop: stopping.run, ended: stopping.done };
  } catch (error) {
    await releases.run();
    throw error;
  }
}

/** An attached plugin counts as a client while it gives signs of life. Wished plugins are the engine's to tell (D1). */
async function hasAttachedPlugins(engine: Engine, { clock }: HostParts, idleAfter: number): Promise<boolean> {
  const plugins = await engine.handlers['plugin.list']({});
  return plugins.some(
    ({ attached, heartbeatAt }) => attached && heartbeatAt !== undefined && clock.now() - heartbeatAt < idleAfter,
  );
}

async function stopEngine(
  engine: Engine,
  options: StopOptions,
  deadline: number,
  { clock }: HostParts,
  logger: HostLog,
): Promise<void> {
  const { promise: tooLong, resolve: giveUp } = Promise.withResolvers<void>();
  const timer = clock.after(deadline, () => {
    logger.error('The engine did not stop in time; going on without it', { deadline });
    giveUp();
  });
  try {
    await Promise.race([engine.stop(options), tooLong]);
  } catch (error) {
    logger.error('The engine did not stop in order', { error: String(error) });
  } finally {
    timer.dispose();
  }
}

/** What was opened, to be released in the opposite order. One that fails does not keep the others. */
function createReleases() {
  const stack: (() => void | Promise<void>)[] = [];
  return {
    add: (release: () => void | Promise<void>): void => void stack.push(release),
    async run(): Promise<void> {
      const failures: unknown[] = [];
      for (const release of stack.splice(0).toReversed()) {
        try {
          await release();
        } catch (error) {
          failures.push(error);
        }
      }
      if (failures.length > 0)
        process.emitWarning(`Not everything could be released: ${failures.map(String).join('; ')}`);
    },
  };
}

/** The first call counts, later ones join it. */
function createOnce<A>(action: (argument: A) => Promise<void>): {
  readonly done: Promise<void>;
  readonly run: (argument: A) => Promise<void>;
} {
  const { promise: done, resolve } = Promise.withResolvers<void>();
  let running: Promise<void> | undefined;
  return {
    done,
    run(argument) {
      running ??= action(argument).finally(resolve);
      return running;
    },
  };
}

/** Starts the stop once the present call has given its answer; a failure is logged. */
function inBackground(
  stop: (options: StopOptions) => Promise<void>,
  logger: HostLog,
  { clock }: HostParts,
): EngineOptions['requestStop'] {
  return (options) => {
    clock.after(0, () => {
      stop(options).catch((error: unknown) => logger.error('Stopping failed', { error: String(error) }));
    });
  };
}

/** Doors for an engine that is made before they open. */
function laterDoors(doors: () => Doors | undefined): Doors {
  const opened = (): Doors => {
    const present = doors();
    if (present === undefined) throw new AppError('INTERNAL', 'The doors are not open yet.');
    return present;
  };
  return {
    addresses: () => opened().addresses(),
    openBridge: (address) => opened().openBridge(address),
    get forContainers() {
      return opened().forContainers;
    },
  };
}
