import type { ErrorCode } from '../../../shared/errors.ts';

/**
 * What the core and work doors ask of the engine. The doors translate protocols; who may do what is decided here (D2, D3).
 */

/** Who is at the core door. */
export interface Caller {
  /** The token of the path `/c/<token>`, absent when the path had none. */
  readonly token?: string;
  /** Which listener took the connection. */
  readonly listener: 'loopback' | 'bridge';
}

export type RegistrationAnswer =
  | { readonly accepted: true }
  /** `lines` are the texts of `deltafi/lifecycle.md` §3.4, one problem each; `status` is what the plugin gets. */
  | {
      readonly accepted: false;
      readonly status: 400 | 403 | 409 | 503;
      readonly code: ErrorCode;
      readonly lines: readonly string[];
    };

export interface CoreDoorHandlers {
  /** Asked before a body is read: whether this caller may register at all. Undefined means yes. */
  refuse(caller: Caller): Extract<RegistrationAnswer, { accepted: false }> | undefined;
  /** Handles one registration; resolves after the outcome is durable (D11). `document` is unvalidated JSON. */
  register(caller: Caller, document: unknown): Promise<RegistrationAnswer>;
}

/** A client of the work queue that showed valid credentials: a deploy's container, or an attached plugin. */
export type WorkClient = { readonly kind: 'deploy'; readonly deployId: string } | { readonly kind: 'attached' };

export interface WorkDoorHandlers {
  /** The client to whom this password belongs, or undefined when it is of no current deploy. */
  authenticate(password: string): WorkClient | undefined;
  /** Whether the client's credentials still hold; asked before every command (they die at SWITCH, D3). */
  current(client: WorkClient): boolean;
  /** The client said that it serves this action. */
  heartbeat(client: WorkClient, action: string): void;
  /** The client waits for work of these queues: a sign of life as good as a heartbeat. */
  waiting(client: WorkClient, queues: readonly string[]): void;
}
