import { CONTRACT, type Handlers, type ProcedureName } from '../../shared/contract/contract.ts';
import { AppError } from '../../shared/errors.ts';
import { type ControlClient, createControlClient } from '../client/control-client.ts';
import { findEngine, release } from '../client/find-engine.ts';
import type { StopOptions } from '../engine/engine.ts';
import type { DataDirectory } from '../host/data-directory.ts';
import type { HostParts } from '../host/host-parts.ts';
import type { DoorEngine } from './ipc-door.ts';

export interface EngineSourceOptions {
  readonly directory: DataDirectory;
  readonly version: string;
  /** The folder of the built page, for browsers. */
  readonly uiFolder: string;
  readonly coreAddress?: string;
  /** Sets a damaged or newer state aside and begins empty. */
  readonly freshState?: boolean;
  readonly loadParts: () => Promise<HostParts>;
}

/** The engine that the window shows. */
export interface EngineSource extends DoorEngine {
  /** `own`: it runs in this process. `client`: somebody started it with `deltafi serve`, and it stays when we go (D1). */
  readonly kind: 'own' | 'client';
  /** Ends an engine of our own in order; leaves any other alone. */
  stop(options: StopOptions): Promise<void>;
  /** Resolves when an engine of our own has ended, for whatever reason; never for another. */
  readonly ended: Promise<void>;
}

/**
 * The engine of the data directory (D1): an engine that the CLI borrows hands over and we run our own, containers
 * untouched; one that `deltafi serve` runs stays where it is and we are its client; where none runs we run our own.
 * @throws AppError as `createHost`, ENGINE_UNREACHABLE when another holds the directory and does not answer
 */
export async function openEngineSource(options: EngineSourceOptions): Promise<EngineSource> {
  for (;;) {
    const found = await findEngine(options.directory);
    if (found !== undefined && found.engine.mode !== 'borrowed') return clientOf(options.directory);
    if (found !== undefined) await release(found, options.directory);
    try {
      return await runOwn(options);
    } catch (error) {
      // A command was quicker and borrowed the directory again: ask that engine too.
      if (!(error instanceof AppError && error.code === 'DATA_DIRECTORY_LOCKED')) throw error;
    }
  }
}

async function runOwn(options: EngineSourceOptions): Promise<EngineSource> {
  const { directory, version, uiFolder, coreAddress, freshState, loadParts } = options;
  const [{ createHost }, parts] = await Promise.all([import('../host/create-host.ts'), loadParts()]);
  const host = await createHost(
    {
      directory,
      version,
      mode: 'desktop',
      uiFolder,
      ...(coreAddress === undefined ? {} : { coreAddress }),
      ...(freshState === undefined ? {} : { freshState }),
    },
    parts,
  );
  return {
    kind: 'own',
    handlers: host.engine.handlers,
    subscribe: (onEvent) => host.engine.subscribe(onEvent),
    stop: (stopOptions) => host.stop(stopOptions),
    ended: host.ended,
  };
}

/** Passes everything on to the engine that runs there now: after a restart of `serve` that is another port and token. */
function clientOf(directory: DataDirectory): EngineSource {
  const reach = async (): Promise<ControlClient> => {
    const { readEngineFile } = await import('../host/engine-file.ts');
    const engine = await readEngineFile(directory);
    if (engine === undefined)
      throw new AppError('ENGINE_UNREACHABLE', 'The engine that `deltafi serve` ran has ended.');
    return createControlClient({ ...engine, directory: directory.path });
  };
  const names = Object.keys(CONTRACT) as ProcedureName[];
  return {
    kind: 'client',
    // One entry for each procedure, each with the input and output of its own name.
    handlers: Object.fromEntries(
      names.map((name) => [name, async (input: never) => (await reach()).call(name, input)]),
    ) as unknown as Handlers,
    subscribe(onEvent, onEnd) {
      let isOver = false;
      let stream: { dispose(): void } | undefined;
      const begin = async (): Promise<void> => {
        const client = await reach();
        if (!isOver) stream = client.subscribe(onEvent, onEnd);
      };
      begin().catch(onEnd);
      return {
        dispose() {
          isOver = true;
          stream?.dispose();
        },
      };
    },
    stop: async () => {},
    ended: new Promise(() => {}),
  };
}
