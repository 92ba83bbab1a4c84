import { type Connection, ENGINE_PATIENCE, findEngine, release } from '../client/find-engine.ts';
import type { DataDirectory } from '../host/data-directory.ts';
import { startEngine } from './start-engine.ts';
import type { CliSurroundings } from './surroundings.ts';

/**
 * Finds the engine of a data directory, or starts a borrowed one (D1). A borrowed engine of another version is asked to
 * hand over first; any other engine of another version is used, with a note.
 * @throws AppError ENGINE_UNREACHABLE, EngineStartFailure
 */
export async function connect(directory: DataDirectory, surroundings: CliSurroundings): Promise<Connection> {
  const deadline = performance.now() + ENGINE_PATIENCE;
  for (;;) {
    const found = await findEngine(directory, deadline);
    if (found === undefined) {
      await startEngine(directory, surroundings);
    } else if (found.engine.version === surroundings.version) {
      return found;
    } else if (found.engine.mode === 'borrowed') {
      await release(found, directory, deadline);
    } else {
      const { version, mode } = found.engine;
      surroundings.stderr.write(
        `The running engine (${mode}) is version ${version}; this is ${surroundings.version}.\n`,
      );
      return found;
    }
  }
}
