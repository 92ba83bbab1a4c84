import type * as z from 'zod/mini';
import { decodeEnvelope, describeIssue, encodeEnvelope } from './envelope.ts';

/** One step of a migration: data of the version under which it is listed → data of the next version. Pure. */
type Migration = (data: unknown) => unknown;

/** The shape of the state in the file, now and in former versions. */
export interface StateFormat<S> {
  /** Must accept its own output. */
  readonly schema: z.ZodMiniType<S>;
  /** Version of `schema`, at least 1. */
  readonly version: number;
  /** By the version they start from; every version from the oldest supported to `version - 1`. */
  readonly migrations: Readonly<Record<number, Migration>>;
}

/** What one file turned out to be. */
export type Examined<S> =
  | { readonly kind: 'sound'; readonly generation: number; readonly schema: number; readonly data: S }
  /** Readable and fitting, but not as it was written. */
  | { readonly kind: 'edited'; readonly generation: number; readonly schema: number; readonly data: S }
  /** Sound, of a schema that this program does not know. */
  | { readonly kind: 'newer'; readonly generation: number; readonly schema: number }
  | { readonly kind: 'damaged'; readonly reason: string };

export function examine<S>(bytes: Uint8Array, format: StateFormat<S>): Examined<S> {
  const reading = decodeEnvelope(bytes);
  if (!reading.ok) return { kind: 'damaged', reason: reading.reason };
  const { schema, generation } = reading.envelope;
  if (schema > format.version) {
    // A newer program's file matches its checksum; any other is one of ours with a damaged number.
    return reading.checksumMatches
      ? { kind: 'newer', generation, schema }
      : { kind: 'damaged', reason: `schema ${schema} is unknown and the checksum does not match` };
  }
  const migrated = migrate(reading.envelope.data, schema, format);
  if (!migrated.ok) return { kind: 'damaged', reason: migrated.reason };
  const parsed = format.schema.safeParse(migrated.data);
  if (!parsed.success) {
    return { kind: 'damaged', reason: `the state does not fit its schema (${describeIssue(parsed.error.issues[0])})` };
  }
  return { kind: reading.checksumMatches ? 'sound' : 'edited', generation, schema, data: parsed.data };
}

/** The bytes that {@link examine} finds sound. `canonical` is the canonical JSON of `data`. */
export function encodeState<S>(
  data: S,
  canonical: string,
  version: number,
  generation: number,
  writtenAt: number,
): Uint8Array {
  return encodeEnvelope({ schema: version, generation, writtenAt: new Date(writtenAt).toISOString() }, data, canonical);
}

function migrate<S>(
  data: unknown,
  from: number,
  format: StateFormat<S>,
): { readonly ok: true; readonly data: unknown } | { readonly ok: false; readonly reason: string } {
  let current = data;
  for (let version = from; version < format.version; version += 1) {
    const step = format.migrations[version];
    if (step === undefined) return { ok: false, reason: `schema ${version} is no longer supported` };
    try {
      current = step(current);
    } catch (error) {
      const text = error instanceof Error ? error.message : 'unknown error';
      return { ok: false, reason: `the migration from schema ${version} failed (${text.slice(0, 200)})` };
    }
  }
  return { ok: true, data: current };
}
