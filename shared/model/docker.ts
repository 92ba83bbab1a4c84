import * as z from 'zod/mini';

/** The Docker engine as last seen. `checkedAt` says how fresh that is (milliseconds since the epoch). */
export const DockerFacts = z.strictObject({
  state: z.enum(['connecting', 'up', 'down']),
  /** Where it was found: `unix:///…`, `npipe://…`; never with credentials. */
  address: z.optional(z.string()),
  /** How the address was found: DOCKER_HOST, docker context NAME, standard socket. */
  source: z.optional(z.string()),
  version: z.optional(z.string()),
  apiVersion: z.optional(z.string()),
  operatingSystem: z.optional(z.string()),
  platform: z.optional(z.string()),
  /** Round trip of the last answer, milliseconds. */
  latency: z.optional(z.number()),
  /** Why it is down. */
  error: z.optional(z.strictObject({ code: z.string(), message: z.string(), next: z.string() })),
  since: z.number(),
  checkedAt: z.number(),
});
export type DockerFacts = z.infer<typeof DockerFacts>;
