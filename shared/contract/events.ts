import * as z from 'zod/mini';
import { DockerFacts } from '../model/docker.ts';
import { EngineStatus } from '../model/engine.ts';
import { PluginView } from '../model/plugin.ts';
import { PullProgress } from '../model/progress.ts';
import { Settings } from '../model/settings.ts';

/**
 * What the engine tells its clients. Events carry state, never instructions: applying the newest one of a kind and
 * subject is always right. The first event of every subscription is `snapshot`; after a gap a client subscribes anew.
 */
export const EngineEvent = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('snapshot'),
    status: EngineStatus,
    plugins: z.array(PluginView),
    settings: Settings,
  }),
  z.strictObject({ type: z.literal('plugin.changed'), plugin: PluginView }),
  z.strictObject({ type: z.literal('plugin.removed'), id: z.string(), name: z.string() }),
  /** Progress of a pull; not stored, at most ten a second for one plugin. */
  z.strictObject({ type: z.literal('plugin.progress'), id: z.string(), progress: PullProgress }),
  z.strictObject({ type: z.literal('docker.changed'), docker: DockerFacts }),
  z.strictObject({ type: z.literal('engine.changed'), status: EngineStatus }),
  z.strictObject({ type: z.literal('settings.changed'), settings: Settings }),
  z.strictObject({ type: z.literal('engine.stopping') }),
]);
export type EngineEvent = z.infer<typeof EngineEvent>;
