import { writeFile } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { work } from './action-worker.ts';
import type { BehaviourName } from './behaviour-name.ts';
import { beat, HEARTBEAT_EVERY_MS } from './heartbeat.ts';
import { log } from './log.ts';
import { makeNoise } from './noise.ts';
import { keepConnected, queueAddress } from './queue-connection.ts';
import { register } from './register.ts';
import {
  type RegistrationDocument,
  registrationDocument,
  withInvalidContent,
  withReservedCoordinates,
} from './registration-document.ts';
import type { Settings } from './settings.ts';

/**
 * What the sample does from start to end. The first is how a plugin should behave, in the order of
 * DeltaFi's Python kit; each of the others breaks one promise that a core must survive.
 */
export const behaviours: Readonly<Record<BehaviourName, (settings: Settings) => Promise<void>>> = {
  /** Queue connections → action threads → register → heartbeat → /tmp/running. */
  'well-behaved': async (settings) => {
    const document = documentOf(settings);
    startWorkers(settings, document);
    await registerOr(settings, document, settings.onRefused);
    startHeartbeat(settings, document);
    await writeRunningFile(settings);
  },

  /** The Java kit's order, which looks healthy long before it has registered. */
  slow: async (settings) => {
    const document = documentOf(settings);
    await writeRunningFile(settings);
    startWorkers(settings, document);
    log(`taking ${settings.delayMs} ms before registering`);
    await wait(settings.delayMs);
    await registerOr(settings, document, settings.onRefused);
    startHeartbeat(settings, document);
  },

  /** A setting is missing: a stack trace, and gone with 3. */
  'exits-at-once': () => {
    const error = new Error('Required setting SAMPLE_DATABASE_URL is not set');
    process.stderr.write(`${error.stack ?? error.message}\n`);
    process.exit(3);
  },

  /** Registered, so DeltaFi's core calls it INSTALLED; gone with 4 before it is ever healthy. */
  'exits-after-registering': async (settings) => {
    await registerOr(settings, documentOf(settings), settings.onRefused);
    await wait(300);
    process.stderr.write('fatal: the licence server closed the connection\n');
    process.exit(4);
  },

  /** Alive and talkative, and that is all. */
  'never-registers': async () => {
    for (let second = 0; ; second += 1) {
      log(`waiting for the database (${second} s)`);
      await wait(1_000);
    }
  },

  /** Serves, but its health check never passes. */
  unhealthy: async (settings) => {
    const document = documentOf(settings);
    startWorkers(settings, document);
    await registerOr(settings, document, settings.onRefused);
    startHeartbeat(settings, document);
  },

  /** Claims to be DeltaFi's own system plugin. Refused, it hangs like the Python kit. */
  'wrong-coordinates': async (settings) => {
    const document = withReservedCoordinates(documentOf(settings));
    startWorkers(settings, document);
    await registerOr(settings, document, 'hang');
  },

  /** Its document fails validation. Refused, it hangs like the Python kit. */
  refused: async (settings) => {
    const document = withInvalidContent(documentOf(settings));
    startWorkers(settings, document);
    await registerOr(settings, document, 'hang');
  },

  /** Floods its log and aborts: exit code 134 under an init process. */
  noisy: () => {
    makeNoise();
    process.abort();
  },

  /** Registered and healthy, but works for another queue: never seen at ours. */
  'no-heartbeat': async (settings) => {
    await registerOr(settings, documentOf(settings), settings.onRefused);
    await writeRunningFile(settings);
  },
};

function documentOf(settings: Settings): RegistrationDocument {
  return registrationDocument(settings.coordinates, settings);
}

/** One connection for each action, since a connection that waits for a task can do nothing else. */
function startWorkers(settings: Settings, document: RegistrationDocument): void {
  for (const { name } of document.actions) {
    withQueue(settings, `action ${name}`, (connection) => work(connection, name));
  }
}

function startHeartbeat(settings: Settings, document: RegistrationDocument): void {
  const actions = document.actions.map(({ name }) => name);
  withQueue(settings, 'heartbeats', (connection) => beat(connection, actions, HEARTBEAT_EVERY_MS));
}

function withQueue(settings: Settings, purpose: string, use: Parameters<typeof keepConnected>[2]): void {
  const address = queueAddress(settings.valkeyUrl, settings.valkeyPassword);
  if (address === null) {
    log(`queue: VALKEY_URL has no port, so there will be no ${purpose}`);
    return;
  }
  // Runs as long as the process does and never rejects; a defect in it must end the process.
  keepConnected(address, purpose, use).catch((error: unknown) => {
    log(`queue: ${purpose}: gave up: ${String(error)}`);
    process.exit(70);
  });
}

/** Returns when registered. Otherwise says why and ends the process with 1, or hangs for ever. */
async function registerOr(
  settings: Settings,
  document: RegistrationDocument,
  onRefused: Settings['onRefused'],
): Promise<void> {
  const { groupId, artifactId, version } = document.pluginCoordinates;
  log(`registering ${groupId}:${artifactId}:${version}`);
  const answer = await register(settings.coreUrl, document);
  if (answer.accepted) {
    log('registered');
    return;
  }
  log('registration refused');
  for (const line of answer.reason) log(`  ${line}`);
  if (onRefused === 'exit') process.exit(1);
  log('the main thread ends; the action threads go on taking work');
  await new Promise<never>(() => {});
}

/** The container's health check is `cat /tmp/running`. */
async function writeRunningFile(settings: Settings): Promise<void> {
  await writeFile(settings.runningFile, '');
  log(`running: wrote ${settings.runningFile}`);
}
