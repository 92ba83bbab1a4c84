import * as z from 'zod/mini';
import type { ErrorCode } from '../errors.ts';
import { DoctorCheck, EngineStatus } from '../model/engine.ts';
import { DryRun, HistoryEntry, PluginDetail, PluginView, PullPolicy, VariableView } from '../model/plugin.ts';
import { Settings, SettingsPatch } from '../model/settings.ts';

/**
 * Every procedure that a door offers. Handlers, preload, HTTP and CLI derive from this one object.
 * Input is strict: an unknown key is refused. `errors` lists what a caller must expect besides
 * INPUT_INVALID, PROCEDURE_UNKNOWN, ENGINE_STOPPING and INTERNAL, which every procedure may answer.
 */
export const CONTRACT = {
  /** The engine, its doors, Docker and the counts of plugins. */
  'engine.status': query(z.strictObject({}), EngineStatus, []),
  /** Ends the engine in order (D9): plugin containers are stopped and kept, or left running on request. Answers before it ends. */
  'engine.stop': command(z.strictObject({ leavePlugins: z.optional(z.boolean()) }), z.strictObject({}), []),
  /** Asks a borrowed engine to hand over (D1): it ends, containers, ports and credentials stay. Refused by others. */
  'engine.release': command(z.strictObject({}), z.strictObject({}), ['NOT_AVAILABLE']),

  'plugin.list': query(z.strictObject({}), z.array(PluginView), []),
  /** `plugin` is a name, display name, `group:artifact[:version]` or id; matching is exact, the first kind that matches wins. */
  'plugin.describe': query(pluginInput(), PluginDetail, ['PLUGIN_NOT_FOUND', 'PLUGIN_AMBIGUOUS']),
  /**
   * Stores the wish and answers at once with the plugin as PENDING; progress comes as events.
   * `joined` when the same image is being installed already, `installed` when it is in place.
   */
  'plugin.install': command(
    z.strictObject({ image: shortText(), pull: z.optional(PullPolicy) }),
    z.strictObject({ outcome: z.enum(['queued', 'joined', 'installed']), plugin: PluginView }),
    [
      'IMAGE_REFERENCE_INVALID',
      'PLUGIN_DISABLED',
      'PLUGIN_REMOVING',
      'PLUGIN_ATTACHED',
      'DISK_FULL',
      'STATE_WRITE_FAILED',
    ],
  ),
  /** What an install would find and do; asks Docker and, for an image that is not here, its registry. Changes nothing. */
  'plugin.dryRun': query(z.strictObject({ image: shortText(), pull: z.optional(PullPolicy) }), DryRun, [
    'DOCKER_UNREACHABLE',
  ]),
  /** The last lines of the container's log, oldest first, control characters removed. Empty without a container. */
  'plugin.logTail': query(
    z.strictObject({ plugin: shortText(), lines: z.int().check(z.gte(1), z.lte(500)) }),
    z.strictObject({ lines: z.array(z.string()) }),
    ['PLUGIN_NOT_FOUND', 'PLUGIN_AMBIGUOUS', 'DOCKER_UNREACHABLE'],
  ),
  /** What happened to the plugin, newest first, at most 500 entries. */
  'plugin.history': query(pluginInput(), z.array(HistoryEntry), ['PLUGIN_NOT_FOUND', 'PLUGIN_AMBIGUOUS']),
  /** Ends a running install; the plugin becomes FAILED with code CANCELLED. */
  'plugin.cancel': command(pluginInput(), z.strictObject({ plugin: PluginView }), [
    'PLUGIN_NOT_FOUND',
    'PLUGIN_AMBIGUOUS',
    'NOT_AVAILABLE',
  ]),
  /** Takes it out of service: container stopped and kept, its flows reject (guide, "Disabling a Plugin"). */
  'plugin.disable': command(pluginInput(), pluginOutput(), [
    'PLUGIN_NOT_FOUND',
    'PLUGIN_AMBIGUOUS',
    'ALREADY_DISABLED',
    'PLUGIN_ATTACHED',
    'PLUGIN_REMOVING',
    'PLUGIN_BUILT_IN',
  ]),
  /** Back into service: the kept container is started; INSTALLING until it has registered again (D9). */
  'plugin.enable': command(pluginInput(), pluginOutput(), [
    'PLUGIN_NOT_FOUND',
    'PLUGIN_AMBIGUOUS',
    'NOT_DISABLED',
    'PLUGIN_REMOVING',
  ]),
  /** Tries a failed installation or a failed upgrade again with the same image. */
  'plugin.retry': command(pluginInput(), pluginOutput(), [
    'PLUGIN_NOT_FOUND',
    'PLUGIN_AMBIGUOUS',
    'NOTHING_TO_RETRY',
    'PLUGIN_DISABLED',
    'PLUGIN_ATTACHED',
    'PLUGIN_REMOVING',
  ]),
  /** After a failed switch: back to the exact image that was installed before, without a registry. */
  'plugin.rollback': command(pluginInput(), pluginOutput(), [
    'PLUGIN_NOT_FOUND',
    'PLUGIN_AMBIGUOUS',
    'ROLLBACK_UNAVAILABLE',
    'PLUGIN_DISABLED',
  ]),
  /** Stops and starts the container of an installed plugin, or makes a new one of the same image. */
  'plugin.restart': command(
    z.strictObject({ plugin: shortText(), recreate: z.optional(z.boolean()) }),
    pluginOutput(),
    ['PLUGIN_NOT_FOUND', 'PLUGIN_AMBIGUOUS', 'NOT_AVAILABLE', 'PLUGIN_DISABLED', 'PLUGIN_ATTACHED'],
  ),
  /** Sets values of variables, or takes them back to the default with null; kept by name over upgrades. All or nothing. */
  'plugin.setVariables': command(
    z.strictObject({ plugin: shortText(), values: z.record(z.string(), z.nullable(z.string())) }),
    z.array(VariableView),
    ['PLUGIN_NOT_FOUND', 'PLUGIN_AMBIGUOUS', 'VARIABLE_UNKNOWN', 'VARIABLE_INVALID'],
  ),
  /** Takes a new local image under the plugin's tag as an upgrade, within a second, or no longer (the dev loop). */
  'plugin.watch': command(z.strictObject({ plugin: shortText(), on: z.boolean() }), pluginOutput(), [
    'PLUGIN_NOT_FOUND',
    'PLUGIN_AMBIGUOUS',
    'PLUGIN_ATTACHED',
  ]),
  /** Stores REMOVING and answers; container, flows and record go in that order (guide, "Uninstalling a Plugin"). */
  'plugin.uninstall': command(
    z.strictObject({ plugin: shortText(), force: z.optional(z.boolean()) }),
    z.strictObject({ plugin: PluginView, ignored: z.array(z.string()) }),
    ['PLUGIN_NOT_FOUND', 'PLUGIN_AMBIGUOUS', 'PLUGIN_BUILT_IN', 'UNINSTALL_BLOCKED', 'DISK_FULL', 'STATE_WRITE_FAILED'],
  ),
  /** Installs a plugin again that was uninstalled within the last 10 minutes, by its exact image and with its variables. */
  'plugin.undoUninstall': command(pluginInput(), pluginOutput(), [
    'UNDO_UNAVAILABLE',
    'DISK_FULL',
    'STATE_WRITE_FAILED',
  ]),
  /** The environment with which a plugin started on this machine registers and works here (D3). Holds a secret. */
  'plugin.attachEnvironment': query(z.strictObject({}), z.record(z.string(), z.string()), []),

  'settings.get': query(z.strictObject({}), Settings, []),
  'settings.update': command(SettingsPatch, Settings, ['DISK_FULL', 'STATE_WRITE_FAILED']),

  /** Checks the bench, or one plugin, and says for each finding what to do. Changes nothing. */
  'doctor.run': query(z.strictObject({ plugin: z.optional(shortText()) }), z.array(DoctorCheck), [
    'PLUGIN_NOT_FOUND',
    'PLUGIN_AMBIGUOUS',
  ]),
} as const;

type Contract = typeof CONTRACT;
export type ProcedureName = keyof Contract;
export type Input<N extends ProcedureName> = z.infer<Contract[N]['input']>;
export type Output<N extends ProcedureName> = z.infer<Contract[N]['output']>;

/** One function per procedure; throws AppError for a refusal. */
export type Handlers = { readonly [N in ProcedureName]: (input: Input<N>) => Promise<Output<N>> };

interface Procedure<K extends 'query' | 'command', I extends z.ZodMiniType, O extends z.ZodMiniType> {
  /** A query changes nothing and may be repeated freely. */
  readonly kind: K;
  readonly input: I;
  readonly output: O;
  readonly errors: readonly ErrorCode[];
}

function query<I extends z.ZodMiniType, O extends z.ZodMiniType>(
  input: I,
  output: O,
  errors: readonly ErrorCode[],
): Procedure<'query', I, O> {
  return { kind: 'query', input, output, errors };
}

function command<I extends z.ZodMiniType, O extends z.ZodMiniType>(
  input: I,
  output: O,
  errors: readonly ErrorCode[],
): Procedure<'command', I, O> {
  return { kind: 'command', input, output, errors };
}

/** A name or reference as a user types it; longer texts are refused before anything parses them. */
function shortText() {
  return z.string().check(z.maxLength(5000));
}

function pluginOutput() {
  return z.strictObject({ plugin: PluginView });
}

function pluginInput() {
  return z.strictObject({ plugin: shortText() });
}
