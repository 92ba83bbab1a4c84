import * as z from 'zod/mini';
import { DeployStep, InstallState, Operation, PluginCoordinates, PullPolicy } from './plugin.ts';
import { DEFAULT_SETTINGS, Settings } from './settings.ts';

/** What a plugin said of itself at its last accepted registration; the whole document is stored under its hash. */
export const PluginIdentity = z.strictObject({
  coordinates: PluginCoordinates,
  displayName: z.string(),
  description: z.string(),
  actionKitVersion: z.string(),
  /** Hash of the registration in the document store. */
  document: z.string(),
  hasActions: z.boolean(),
  /** `group:artifact` of the plugins that it needs. */
  dependencies: z.array(z.string()),
});
export type PluginIdentity = z.infer<typeof PluginIdentity>;

/** The attempt to run one image for a plugin. Its id is in the container's labels and in its credentials (D3). */
export const Deploy = z.strictObject({
  id: z.string(),
  startedAt: z.number(),
  /** The image that must run, where a rollback wishes exactly that one and no tag is asked again. */
  exactImageId: z.optional(z.string()),
  containerId: z.optional(z.string()),
  imageId: z.optional(z.string()),
  digest: z.optional(z.string()),
  /** Docker's text of the container start that registered; another start has to register again (D8). */
  registeredStart: z.optional(z.string()),
});
export type Deploy = z.infer<typeof Deploy>;

export const StoredFailure = z.strictObject({
  code: z.string(),
  message: z.string(),
  next: z.string(),
  at: z.number(),
  step: z.optional(DeployStep),
  exitCode: z.optional(z.number()),
  /** Hash of the document {logTail, evidence}; kept apart so that a record stays small (D12). */
  evidence: z.optional(z.string()),
});
export type StoredFailure = z.infer<typeof StoredFailure>;

/** An upgrade in PREPARE (D8): the former version serves until it is switched to. */
export const NextDeploy = z.extend(Deploy, { image: z.string(), pull: PullPolicy });
export type NextDeploy = z.infer<typeof NextDeploy>;

/** The version to go back to: it was running, registered and healthy. Its image is kept under a name of ours. */
const GoodVersion = z.strictObject({
  image: z.string(),
  imageId: z.string(),
  version: z.string(),
  at: z.number(),
});

/** The long part of a failure, kept as a document of its own. */
export const FailureEvidence = z.strictObject({ logTail: z.array(z.string()), evidence: z.array(z.string()) });

/** One plugin as stored; less than 2 KB (D12). */
export const PluginRecord = z.strictObject({
  id: z.string(),
  /** Name in commands and base of the container's name. */
  name: z.string(),
  /** The wish, as written; absent for attached plugins that told no image. */
  image: z.optional(z.string()),
  pull: PullPolicy,
  attached: z.boolean(),
  installState: InstallState,
  disabled: z.boolean(),
  /** A new local image under the wished tag is taken as an upgrade. */
  watched: z.optional(z.boolean()),
  stateSince: z.number(),
  /** Whether it has been INSTALLED since this record began. */
  installedBefore: z.boolean(),
  identity: z.optional(PluginIdentity),
  deploy: z.optional(Deploy),
  next: z.optional(NextDeploy),
  /** Deploy whose container is stopped and kept until the one that replaces it has become INSTALLED. */
  former: z.optional(z.string()),
  good: z.optional(GoodVersion),
  /** Moments of unwished ends of the container, newest last, at most 10. */
  exits: z.array(z.number()),
  failure: z.optional(StoredFailure),
  lastOperation: z.optional(Operation),
});
export type PluginRecord = z.infer<typeof PluginRecord>;

/** An uninstalled plugin, as long as that can be undone. */
const RemovedPlugin = z.strictObject({
  name: z.string(),
  good: GoodVersion,
  pull: PullPolicy,
  watched: z.boolean(),
  variables: z.record(z.string(), z.string()),
  at: z.number(),
});
export type RemovedPlugin = z.infer<typeof RemovedPlugin>;

export const EngineState = z.strictObject({
  plugins: z.record(z.string(), PluginRecord),
  /** Values that the user set, by plugin id and variable name. */
  variables: z.optional(z.record(z.string(), z.record(z.string(), z.string()))),
  /** By name. */
  removed: z.optional(z.record(z.string(), RemovedPlugin)),
  settings: Settings,
});
export type EngineState = z.infer<typeof EngineState>;

/** Version of {@link EngineState}; a change of the shape raises it and adds a migration. */
export const STATE_VERSION = 1;

export const INITIAL_STATE: EngineState = { plugins: {}, settings: DEFAULT_SETTINGS };
