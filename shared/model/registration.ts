import * as z from 'zod/mini';

/*
 * What a plugin sends to `POST /plugins`, as leniently as DeltaFi's own core reads it: `null` is absent, an absent list
 * is empty, a number or boolean where a text belongs becomes its text. Unknown keys are kept in actions and flow plans,
 * whose rest later readers need, and dropped elsewhere (`docsMarkdown` is made by the core, never taken).
 */

const text = z.pipe(
  z.optional(z.nullable(z.union([z.string(), z.number(), z.boolean()]))),
  z.transform((value) => (value === null || value === undefined ? undefined : String(value))),
);
const label = z.pipe(
  text,
  z.transform((value) => value ?? ''),
);
const flag = z.pipe(
  z.optional(z.nullable(z.union([z.boolean(), z.enum(['true', 'false'])]))),
  z.transform((value) => value === true || value === 'true'),
);
const list = <T extends z.core.SomeType>(item: T) =>
  z.pipe(
    z.optional(z.nullable(z.array(item))),
    z.transform((value) => value ?? []),
  );
const maybe = <T extends z.core.SomeType>(schema: T) =>
  z.pipe(
    z.optional(z.nullable(schema)),
    z.transform((value) => value ?? undefined),
  );
const texts = z.record(z.string(), label);
const free = maybe(z.record(z.string(), z.unknown()));

const Coordinates = z.object({ groupId: label, artifactId: label, version: label });

const Action = z.looseObject({
  name: label,
  type: z.enum(['TIMED_INGRESS', 'TRANSFORM', 'EGRESS', 'INGRESS', 'PUBLISH', 'UNKNOWN']),
  supportsJoin: flag,
  /** JSON schema (2019-09) of the action's parameters. */
  schema: free,
  actionOptions: free,
  docsMarkdown: z.pipe(
    z.optional(z.unknown()),
    z.transform(() => undefined),
  ),
});

const Variable = z.object({
  name: label,
  description: label,
  dataType: z.enum(['STRING', 'BOOLEAN', 'NUMBER', 'LIST', 'MAP']),
  required: flag,
  defaultValue: text,
  value: text,
  masked: flag,
});

const LookupTable = z.object({
  name: label,
  sourcePlugin: maybe(Coordinates),
  columns: list(label),
  keyColumns: list(label),
  serviceBacked: maybe(flag),
  backingServiceActive: maybe(flag),
  pullThrough: maybe(flag),
  refreshDuration: text,
  lastRefresh: text,
});

const IntegrationTest = z.looseObject({
  name: label,
  description: label,
  plugins: list(z.unknown()),
  dataSources: list(label),
  inputs: list(z.looseObject({ flow: label, ingressFileName: label })),
  timeout: text,
  expectedDeltaFiles: list(z.looseObject({ stage: text })),
});

const ActionConfiguration = z.looseObject({ name: label, type: label, parameters: free });
const Rule = z.looseObject({ topic: label, condition: text });
const plan = { name: label, description: label, tags: list(label) };
const dataSource = {
  ...plan,
  topic: text,
  metadata: maybe(texts),
  annotationConfig: maybe(z.looseObject({ annotations: maybe(texts) })),
};
const FlowPlan = z.discriminatedUnion('type', [
  z.looseObject({ type: z.literal('REST_DATA_SOURCE'), ...dataSource }),
  z.looseObject({
    type: z.literal('TIMED_DATA_SOURCE'),
    ...dataSource,
    timedIngressAction: maybe(ActionConfiguration),
    cronSchedule: text,
  }),
  z.looseObject({
    type: z.literal('ON_ERROR_DATA_SOURCE'),
    ...dataSource,
    errorMessageRegex: text,
    includeSourceMetadataRegex: list(label),
    includeSourceAnnotationsRegex: list(label),
  }),
  z.looseObject({
    type: z.literal('TRANSFORM'),
    ...plan,
    subscribe: list(Rule),
    transformActions: list(ActionConfiguration),
    publish: free,
  }),
  z.looseObject({
    type: z.literal('DATA_SINK'),
    ...plan,
    subscribe: list(Rule),
    egressAction: maybe(ActionConfiguration),
  }),
]);
export type FlowPlan = z.infer<typeof FlowPlan>;

export const RegistrationDocument = z.object({
  pluginCoordinates: z.pipe(
    z.optional(z.nullable(Coordinates)),
    z.transform((value) => value ?? { groupId: '', artifactId: '', version: '' }),
  ),
  displayName: label,
  description: label,
  actionKitVersion: label,
  /** The environment variable IMAGE of the container, sent back. */
  image: text,
  imagePullSecret: text,
  dependencies: list(Coordinates),
  actions: list(Action),
  variables: list(Variable),
  flowPlans: list(FlowPlan),
  lookupTables: list(LookupTable),
  integrationTests: list(IntegrationTest),
});
export type RegistrationDocument = z.infer<typeof RegistrationDocument>;
