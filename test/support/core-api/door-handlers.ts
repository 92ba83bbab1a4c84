import type {
  Caller,
  CoreDoorHandlers,
  RegistrationAnswer,
  WorkClient,
  WorkDoorHandlers,
} from '../../../electron/engine/plugin/doors.ts';
import type { Logger } from '../../../electron/engine/port/logger.ts';

type Refusal = Extract<RegistrationAnswer, { accepted: false }>;

/** Handlers of the core door that remember who asked, and answer what the test says. */
export interface RecordingCoreHandlers extends CoreDoorHandlers {
  readonly seen: { readonly caller: Caller; readonly document: unknown }[];
  readonly asked: Caller[];
  refusal: Refusal | undefined;
  answer: () => Promise<RegistrationAnswer>;
}

export function recordingCoreHandlers(): RecordingCoreHandlers {
  const handlers: RecordingCoreHandlers = {
    seen: [],
    asked: [],
    refusal: undefined,
    answer: () => Promise.resolve({ accepted: true }),
    refuse(caller) {
      handlers.asked.push(caller);
      return handlers.refusal;
    },
    register(caller, document) {
      handlers.seen.push({ caller, document });
      return handlers.answer();
    },
  };
  return handlers;
}

/** Handlers of the work door: `password-<deploy>` belongs to that deploy, until it is put into `ended`. */
export interface RecordingWorkHandlers extends WorkDoorHandlers {
  readonly ended: Set<string>;
  readonly heartbeats: { readonly client: WorkClient; readonly action: string }[];
  readonly waits: { readonly client: WorkClient; readonly queues: readonly string[] }[];
}

export function recordingWorkHandlers(): RecordingWorkHandlers {
  const ended = new Set<string>();
  const heartbeats: RecordingWorkHandlers['heartbeats'] = [];
  const waits: RecordingWorkHandlers['waits'] = [];
  return {
    ended,
    heartbeats,
    waits,
    authenticate(password) {
      const deployId = /^password-(\w+)$/.exec(password)?.[1];
      return deployId === undefined || ended.has(deployId) ? undefined : { kind: 'deploy', deployId };
    },
    current: (client) => client.kind !== 'deploy' || !ended.has(client.deployId),
    heartbeat: (client, action) => heartbeats.push({ client, action }),
    waiting: (client, queues) => waits.push({ client, queues }),
  };
}

export interface RecordingLogger extends Logger {
  readonly lines: { readonly level: string; readonly message: string }[];
}

export function recordingLogger(): RecordingLogger {
  const lines: RecordingLogger['lines'] = [];
  const at = (level: string) => (message: string) => void lines.push({ level, message });
  return { lines, debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}
