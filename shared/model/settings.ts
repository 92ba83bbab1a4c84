import * as z from 'zod/mini';

/** Seconds, megabytes and counts that the user may change. One table of deadlines with defaults. */
export const Settings = z.strictObject({
  /** Seconds from the start of a container until it must have registered. */
  registrationTimeout: z.int().check(z.gte(1), z.lte(3600)),
  /** Seconds from the registration until the container must be healthy. */
  healthTimeout: z.int().check(z.gte(1), z.lte(3600)),
  /** Seconds from INSTALLED until the first sign of life at the work queue, for plugins with actions. */
  heartbeatTimeout: z.int().check(z.gte(1), z.lte(3600)),
  /** Seconds without any progress after which a pull has stalled. */
  pullStallTimeout: z.int().check(z.gte(1), z.lte(3600)),
  /** Seconds that a container gets to end by itself before it is killed. */
  stopGrace: z.int().check(z.gte(0), z.lte(300)),
  /** Memory limit of a plugin container, MiB. */
  containerMemory: z.int().check(z.gte(16), z.lte(1_048_576)),
  /** Process limit of a plugin container. */
  containerPids: z.int().check(z.gte(8), z.lte(1_000_000)),
});
export type Settings = z.infer<typeof Settings>;

export const DEFAULT_SETTINGS: Settings = {
  registrationTimeout: 60,
  healthTimeout: 180,
  heartbeatTimeout: 30,
  pullStallTimeout: 60,
  stopGrace: 10,
  containerMemory: 2048,
  containerPids: 1024,
};

/** A change of some settings. */
export const SettingsPatch = z.partial(Settings);
export type SettingsPatch = z.infer<typeof SettingsPatch>;
