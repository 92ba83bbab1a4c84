import * as z from 'zod/mini';
import { DockerFacts } from './docker.ts';
import { INSTALL_STATES } from './plugin.ts';

/** How an engine came to run (D1): by `deltafi serve`, started by the CLI for its own use, or in the desktop window. */
export const EngineMode = z.enum(['serve', 'borrowed', 'desktop']);
export type EngineMode = z.infer<typeof EngineMode>;

/** The addresses at which the engine's doors listen (D2). */
export const DoorAddresses = z.strictObject({
  /** Contract and page, loopback only: `http://127.0.0.1:PORT`. */
  control: z.string(),
  /** What DeltaFi clients speak, loopback: `http://127.0.0.1:PORT`. */
  core: z.string(),
  /** The same for containers, on Docker's bridge; absent where Docker is away or loopback serves. */
  bridge: z.optional(z.string()),
  /** The work queue, `redis://127.0.0.1:PORT`. */
  work: z.string(),
});
export type DoorAddresses = z.infer<typeof DoorAddresses>;

export const EngineStatus = z.strictObject({
  version: z.string(),
  pid: z.number(),
  mode: EngineMode,
  startedAt: z.number(),
  /** `isDefault` tells whether commands find it without `--data-dir`. */
  directory: z.strictObject({ id: z.string(), path: z.string(), isDefault: z.boolean() }),
  docker: DockerFacts,
  doors: DoorAddresses,
  /** A fault of a door that the user should know, such as the bridge address being taken. */
  doorProblem: z.optional(z.strictObject({ code: z.string(), message: z.string(), next: z.string() })),
  /** How the state file was found at start; told to the user when it is not new or loaded. */
  state: z.strictObject({ kind: z.string(), message: z.string() }),
  /** Number of plugins by state; a disabled plugin counts as disabled only. */
  plugins: z.record(z.enum([...INSTALL_STATES, 'DISABLED']), z.number()),
});
export type EngineStatus = z.infer<typeof EngineStatus>;

/** One line of `deltafi doctor`. */
export const DoctorCheck = z.strictObject({
  id: z.string(),
  title: z.string(),
  outcome: z.enum(['ok', 'note', 'problem', 'skipped']),
  /** What was found. */
  finding: z.string(),
  /** What to do, with exact commands; absent when nothing is to be done. */
  next: z.optional(z.string()),
});
export type DoctorCheck = z.infer<typeof DoctorCheck>;
