import * as z from 'zod/mini';

/** The states of the guide, section "Plugin Installation States". */
export const INSTALL_STATES = ['PENDING', 'INSTALLING', 'INSTALLED', 'FAILED', 'REMOVING'] as const;
export const InstallState = z.enum(INSTALL_STATES);
export type InstallState = z.infer<typeof InstallState>;

/** Whether an install may use or must fetch the image (D7). `missing` uses a local image without network. */
export const PullPolicy = z.enum(['missing', 'always', 'never']);
export type PullPolicy = z.infer<typeof PullPolicy>;

/** Identity of a plugin: groupId and artifactId. The version is not part of it. */
export const PluginCoordinates = z.strictObject({ groupId: z.string(), artifactId: z.string(), version: z.string() });
export type PluginCoordinates = z.infer<typeof PluginCoordinates>;

/** What happens during a deploy, in order. PREPARE is pull and create, SWITCH the rest (D8). */
export const DEPLOY_STEPS = ['pull', 'create', 'start', 'register', 'healthy'] as const;
export const DeployStep = z.enum(DEPLOY_STEPS);
export type DeployStep = z.infer<typeof DeployStep>;

/** Why something failed, with its evidence. */
export const Failure = z.strictObject({
  code: z.string(),
  /** What happened, one or two sentences. */
  message: z.string(),
  /** What the user does now. */
  next: z.string(),
  at: z.number(),
  step: z.optional(DeployStep),
  exitCode: z.optional(z.number()),
  /** The last lines of the container's log, at most 50. */
  logTail: z.array(z.string()),
  /** Single facts that prove the cause: probe output, refused fields, Docker's words. */
  evidence: z.array(z.string()),
});
export type Failure = z.infer<typeof Failure>;

/** Why a plugin is in its state, since when, and what would end it. */
export const Reason = z.strictObject({
  /** A sentence with a subject. */
  text: z.string(),
  since: z.number(),
  /** What would release it; absent when nothing needs to. */
  release: z.optional(z.string()),
  /** Milliseconds since the epoch at which the wait ends in a failure. */
  deadline: z.optional(z.number()),
  code: z.optional(z.string()),
});
export type Reason = z.infer<typeof Reason>;

/** The newest operation on a plugin and how it ended. */
export const Operation = z.strictObject({
  kind: z.enum(['install', 'upgrade', 'rollback', 'restart', 'enable', 'disable', 'uninstall']),
  image: z.optional(z.string()),
  startedAt: z.number(),
  finishedAt: z.optional(z.number()),
  outcome: z.enum(['running', 'done', 'failed', 'cancelled']),
  code: z.optional(z.string()),
  /** What happened, where it failed. */
  message: z.optional(z.string()),
});
export type Operation = z.infer<typeof Operation>;

export const ContainerView = z.strictObject({
  id: z.string(),
  name: z.string(),
  status: z.string(),
  health: z.enum(['none', 'starting', 'healthy', 'unhealthy']),
  startedAt: z.optional(z.string()),
  exitCode: z.optional(z.number()),
  /** Limits that were set: bytes and processes. */
  memory: z.number(),
  pids: z.number(),
  network: z.string(),
});
export type ContainerView = z.infer<typeof ContainerView>;

/** A plugin as every door shows it. Stable: `deltafi plugin list --json` prints exactly these fields. */
export const PluginView = z.strictObject({
  id: z.string(),
  /** The name to use in commands: the last part of the image's repository, or the artifactId of an attached plugin. */
  name: z.string(),
  /** As registered; the name until then. */
  displayName: z.string(),
  description: z.string(),
  /** Absent until the first registration. */
  coordinates: z.optional(PluginCoordinates),
  /** Registered version, or the image's tag until then; `-` when there is neither. */
  version: z.string(),
  actionKitVersion: z.optional(z.string()),
  /** The wished image as written; absent for an attached plugin without IMAGE. */
  image: z.optional(z.string()),
  /** `sha256:…` of the image in use, as the engine reports it. */
  imageId: z.optional(z.string()),
  /** Registry digest where known. */
  digest: z.optional(z.string()),
  installState: InstallState,
  disabled: z.boolean(),
  /** A new local image under its tag is taken as an upgrade at once (`deltafi plugin watch`). */
  watched: z.boolean(),
  canRollback: z.boolean(),
  /** The text of the Status column: the state, `DISABLED`, or `FAILED (rollback available)`. */
  status: z.string(),
  reason: Reason,
  /** When the present state began. */
  since: z.number(),
  /** Runs outside Docker (from an IDE or a shell) and registered from this machine (D3). */
  attached: z.boolean(),
  /** Newest sign of life at the work queue. */
  heartbeatAt: z.optional(z.number()),
  step: z.optional(DeployStep),
  /** The version that a rollback goes back to; present when `canRollback`. */
  rollbackTo: z.optional(z.strictObject({ image: z.string(), version: z.string() })),
  /** An upgrade that is being prepared while this version serves (D8). */
  upgrade: z.optional(z.strictObject({ image: z.string(), step: z.optional(DeployStep), since: z.number() })),
  container: z.optional(ContainerView),
  failure: z.optional(Failure),
  lastOperation: z.optional(Operation),
  /** Whether what is said of container and image was observed after the last loss of the Docker connection. */
  fresh: z.boolean(),
});
export type PluginView = z.infer<typeof PluginView>;

const ActionView = z.strictObject({
  name: z.string(),
  type: z.string(),
  description: z.string(),
  supportsJoin: z.boolean(),
  /** The JSON schema of the action's parameters as JSON text. */
  schema: z.string(),
});
export const VariableView = z.strictObject({
  name: z.string(),
  description: z.string(),
  dataType: z.string(),
  required: z.boolean(),
  masked: z.boolean(),
  /** Whether the user set a value, which stands before the default. */
  isSet: z.boolean(),
  /** The value that was set; never shown of a masked one. */
  value: z.optional(z.string()),
  /** Absent when there is none, or when it is masked. */
  defaultValue: z.optional(z.string()),
});
const FlowPlanView = z.strictObject({ name: z.string(), type: z.string(), description: z.string() });

/** One link of the chain from what the user notices to what would end it. */
const ReasonLink = z.strictObject({
  kind: z.enum(['effect', 'cause', 'evidence', 'release']),
  text: z.string(),
  since: z.optional(z.number()),
  deadline: z.optional(z.number()),
  code: z.optional(z.string()),
});
export type ReasonLink = z.infer<typeof ReasonLink>;

/** Everything `plugin describe` shows. */
export const PluginDetail = z.strictObject({
  plugin: PluginView,
  /** Why it does not serve: effect, causes, evidence, release. Empty when it serves. */
  reasons: z.array(ReasonLink),
  actions: z.array(ActionView),
  variables: z.array(VariableView),
  flowPlans: z.array(FlowPlanView),
});
export type PluginDetail = z.infer<typeof PluginDetail>;

/** One line of a dry run: what was asked of Docker or the registry, and what it said. Nothing was changed. */
export const DryRunCheck = z.strictObject({
  id: z.enum(['reference', 'image', 'platform', 'plugin', 'health-check', 'name']),
  title: z.string(),
  outcome: z.enum(['ok', 'note', 'problem']),
  finding: z.string(),
  code: z.optional(z.string()),
});
export type DryRunCheck = z.infer<typeof DryRunCheck>;

/** What an install of an image would find and do. */
export const DryRun = z.strictObject({
  checks: z.array(DryRunCheck),
  /** What would happen, in order, as sentences. */
  steps: z.array(z.strictObject({ title: z.string(), detail: z.string() })),
  /** What installing it would be here: new, the same again, or another image for an installed plugin. */
  kind: z.enum(['install', 'join', 'installed', 'upgrade', 'refused']),
});
export type DryRun = z.infer<typeof DryRun>;

/** Something that happened to a plugin, newest last. */
export const HistoryEntry = z.strictObject({
  at: z.number(),
  /** Who caused it: the user by any door, the engine by itself, or the plugin (a registration, an exit). */
  actor: z.enum(['user', 'engine', 'plugin']),
  text: z.string(),
  state: z.optional(InstallState),
  code: z.optional(z.string()),
  image: z.optional(z.string()),
});
export type HistoryEntry = z.infer<typeof HistoryEntry>;
