import type { DoctorCheck } from '../../shared/model/engine.ts';
import type { Surroundings } from '../host/data-directory.ts';
import type { HostParts } from '../host/host-parts.ts';

/** Where text goes; what a command needs of a terminal. */
export interface Output {
  write(text: string): void;
  readonly isTerminal: boolean;
}

/** Everything outside that the CLI uses, so that tests bring their own. */
export interface CliSurroundings extends Surroundings {
  readonly version: string;
  /** The folder of the built page. */
  readonly uiFolder: string;
  /** The sample plugin as one file of JavaScript, for the demo. */
  readonly samplePlugin: string;
  readonly stdout: Output;
  readonly stderr: Output;
  /** Program and first arguments with which a command of ours is started as a process of its own. */
  readonly command: readonly string[];
  /** Calls `listener` for SIGINT, SIGTERM and SIGHUP; the returned function ends that. */
  readonly onSignal: (listener: (signal: 'SIGINT' | 'SIGTERM' | 'SIGHUP') => void) => () => void;
  /** Ends the process at once. */
  readonly exit: (code: number) => void;
  /** Where a Docker engine was looked for from here, for `doctor`. */
  readonly searchDocker: () => Promise<readonly DoctorCheck[]>;
  /** The parts of the engine that `serve` runs. */
  readonly loadParts: () => Promise<HostParts>;
}
