import type { WorkClient } from '../../engine/plugin/doors.ts';

/** The two hashes that DeltaFi kits keep (`flows.md` §3.6). */
export const HEARTBEATS = 'org.deltafi.action-queue.heartbeat';
const LONG_RUNNING = 'org.deltafi.action-queue.long-running-tasks';

const MOST_FIELDS = 4_096;
const LONGEST_FIELD = 1_024;
const LONGEST_VALUE = 4_096;

export type SetResult = { readonly added: number } | { readonly problem: string };

/**
 * The hashes in memory, each client with its own, so that no plugin sees or spoils what another says. A client's are
 * kept while it has a connection. Values are what the kit wrote: its clock is not ours, so none is read as a time.
 */
export class ClientHashes {
  readonly #clients = new Map<string, { connections: number; readonly hashes: Map<string, Map<string, string>> }>();

  connected(client: WorkClient): void {
    const known = this.#clients.get(keyOf(client));
    if (known === undefined) this.#clients.set(keyOf(client), { connections: 1, hashes: new Map() });
    else known.connections += 1;
  }

  disconnected(client: WorkClient): void {
    const known = this.#clients.get(keyOf(client));
    if (known === undefined) return;
    known.connections -= 1;
    if (known.connections <= 0) this.#clients.delete(keyOf(client));
  }

  static isKept(hash: string): boolean {
    return hash === HEARTBEATS || hash === LONG_RUNNING;
  }

  set(client: WorkClient, hash: string, entries: readonly (readonly [string, string])[]): SetResult {
    const hashes = this.#clients.get(keyOf(client))?.hashes;
    if (hashes === undefined || !ClientHashes.isKept(hash)) return { problem: 'this hash is not kept here' };
    if (entries.some(([field, value]) => field.length > LONGEST_FIELD || value.length > LONGEST_VALUE)) {
      return { problem: 'the field or its value is too long' };
    }
    const fields = hashes.get(hash) ?? new Map<string, string>();
    hashes.set(hash, fields);
    let added = 0;
    for (const [field, value] of entries) {
      if (!fields.has(field)) {
        if (fields.size >= MOST_FIELDS) return { problem: 'the hash has too many fields' };
        added += 1;
      }
      fields.set(field, value);
    }
    return { added };
  }

  remove(client: WorkClient, hash: string, fields: readonly string[]): number {
    const known = this.#clients.get(keyOf(client))?.hashes.get(hash);
    return fields.filter((field) => known?.delete(field) === true).length;
  }

  entries(client: WorkClient, hash: string): readonly (readonly [string, string])[] {
    return [...(this.#clients.get(keyOf(client))?.hashes.get(hash) ?? [])];
  }
}

function keyOf(client: WorkClient): string {
  return client.kind === 'deploy' ? `deploy ${client.deployId}` : client.kind;
}
