import * as z from 'zod/mini';
import { canonicalJson, sha256 } from './canonical-json.ts';
import { readJson } from './json-text.ts';

/** Tells our file from any other JSON. A change of the envelope itself takes another name. */
const FORMAT = 'deltadock-state';

/** What surrounds the state in its file. */
const Envelope = z.strictObject({
  format: z.literal(FORMAT),
  /** Version of the schema of `data`. */
  schema: z.int().check(z.gte(1)),
  /** Grows with every write; the newest sound backup is the one with the highest. */
  generation: z.int().check(z.gte(0)),
  /** Of everything else in the envelope, see {@link checksum}. */
  checksum: z.string().check(z.regex(/^[0-9a-f]{64}$/)),
  writtenAt: z.string(),
  data: z.unknown(),
});
type Envelope = z.infer<typeof Envelope>;

export type EnvelopeReading =
  | { readonly ok: true; readonly envelope: Envelope; readonly checksumMatches: boolean }
  | { readonly ok: false; readonly reason: string };

export type Header = Pick<Envelope, 'schema' | 'generation' | 'writtenAt'>;

/** The text of a state file: human-readable JSON, ending in a line break. `canonical` is the canonical JSON of `data`. */
export function encodeEnvelope(
  { schema, generation, writtenAt }: Header,
  data: unknown,
  canonical: string,
): Uint8Array {
  const sum = checksum({ schema, generation, writtenAt }, canonical);
  const envelope: Envelope = { format: FORMAT, schema, generation, checksum: sum, writtenAt, data };
  return new TextEncoder().encode(`${JSON.stringify(envelope, null, 2)}\n`);
}

export function decodeEnvelope(bytes: Uint8Array): EnvelopeReading {
  const json = readJson(bytes);
  if (!json.ok) return json;
  const parsed = Envelope.safeParse(json.value);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    return { ok: false, reason: `the file is no state file of DeltaDock (${describeIssue(issue)})` };
  }
  const { data } = parsed.data;
  if (data === undefined) return { ok: false, reason: 'the file is no state file of DeltaDock (data: missing)' };
  return {
    ok: true,
    envelope: parsed.data,
    checksumMatches: checksum(parsed.data, canonicalJson(data)) === parsed.data.checksum,
  };
}

/** The same for every order of names and every layout of the file. */
function checksum({ schema, generation, writtenAt }: Header, canonical: string): string {
  return sha256(`${canonicalJson([FORMAT, schema, generation, writtenAt])}${canonical}`);
}

/** Where and what, without any value of the file. */
export function describeIssue(issue: z.core.$ZodIssue | undefined): string {
  if (issue === undefined) return 'unknown';
  return `${issue.path.map(String).join('.') || 'whole'}: ${issue.code}`;
}
