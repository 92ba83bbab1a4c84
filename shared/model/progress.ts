import * as z from 'zod/mini';

/** One layer of a pull. Bytes; `total` is unknown until the registry says it. */
export const LayerProgress = z.strictObject({
  id: z.string(),
  phase: z.enum(['waiting', 'downloading', 'verifying', 'extracting', 'done', 'present']),
  current: z.number(),
  total: z.optional(z.number()),
});
export type LayerProgress = z.infer<typeof LayerProgress>;

/** A pull as it stands: every layer and the sums over the downloads known so far. */
export const PullProgress = z.strictObject({
  layers: z.array(LayerProgress),
  current: z.number(),
  total: z.number(),
});
export type PullProgress = z.infer<typeof PullProgress>;
