import { randomBytes } from 'node:crypto';
import type { Clock } from '../engine/port/clock.ts';
import type { Disposable } from '../engine/port/disposable.ts';

/** Milliseconds that a ticket waits for its browser. */
const LIFETIME = 60_000;

/**
 * Tickets that open the page once: a browser is started with one in its address, since the arguments of a process can
 * be read by everybody on the machine, and the token must not be among them.
 */
export interface Tickets {
  issue(): string;
  /** Whether the ticket was good; it is used up by the question. */
  take(ticket: string): boolean;
  /** Lets all that wait expire now. */
  clear(): void;
}

export function createTickets(clock: Clock): Tickets {
  const waiting = new Map<string, Disposable>();
  return {
    issue() {
      const ticket = randomBytes(24).toString('base64url');
      waiting.set(
        ticket,
        clock.after(LIFETIME, () => waiting.delete(ticket)),
      );
      return ticket;
    },
    take(ticket) {
      waiting.get(ticket)?.dispose();
      return waiting.delete(ticket);
    },
    clear() {
      for (const timer of waiting.values()) timer.dispose();
      waiting.clear();
    },
  };
}
