import { type BehaviourName, isBehaviourName } from './behaviour-name.ts';
import type { Coordinates } from './registration-document.ts';

/**
 * What a DeltaFi plugin is told by its environment.
 *
 * The core gives the first five to every container it creates; PROJECT_* are baked into the image
 * and say who the plugin is; SAMPLE_* belong to this sample alone and choose how it misbehaves.
 */
export interface Settings {
  /** CORE_URL. A kit adds `/plugins` and nothing else, so the core may hide a token in its path. */
  readonly coreUrl: string;
  /** VALKEY_URL. The scheme is ignored; the port must be written. */
  readonly valkeyUrl: string;
  /** VALKEY_PASSWORD. Empty means that the queue asks for none. */
  readonly valkeyPassword: string;
  /** IMAGE, sent back in the registration so that the core can match it with the install. */
  readonly image: string | null;
  /** IMAGE_PULL_SECRET, sent back likewise. */
  readonly imagePullSecret: string | null;
  /** APP_NAME, the name of the container. */
  readonly appName: string;
  /** PROJECT_GROUP, PROJECT_NAME and PROJECT_VERSION. */
  readonly coordinates: Coordinates;
  /** SAMPLE_BEHAVIOUR. */
  readonly behaviour: BehaviourName;
  /** SAMPLE_DELAY_MS: how long the behaviour `slow` waits before it registers. */
  readonly delayMs: number;
  /** SAMPLE_ON_REFUSED: `exit` ends with 1; `hang` stays up like the Python kit, workers and all. */
  readonly onRefused: 'exit' | 'hang';
  /** SAMPLE_RUNNING_FILE. The health check of a DeltaFi container reads /tmp/running. */
  readonly runningFile: string;
}

/** Throws a plain Error with one readable line when a value cannot be used. */
export function readSettings(environment: Readonly<Record<string, string | undefined>>): Settings {
  const text = (name: string, otherwise: string): string => environment[name] || otherwise;

  const behaviour = text('SAMPLE_BEHAVIOUR', 'well-behaved');
  if (!isBehaviourName(behaviour)) {
    throw new Error(`SAMPLE_BEHAVIOUR does not know "${behaviour}"`);
  }
  const onRefused = text('SAMPLE_ON_REFUSED', 'exit');
  if (onRefused !== 'exit' && onRefused !== 'hang') {
    throw new Error(`SAMPLE_ON_REFUSED must be exit or hang, not "${onRefused}"`);
  }
  const delay = text('SAMPLE_DELAY_MS', '75000');
  if (!/^\d{1,9}$/.test(delay)) {
    throw new Error(`SAMPLE_DELAY_MS must be a number of milliseconds, not "${delay}"`);
  }

  return {
    coreUrl: text('CORE_URL', 'http://127.0.0.1:8042'),
    valkeyUrl: text('VALKEY_URL', 'http://localhost:6379'),
    valkeyPassword: text('VALKEY_PASSWORD', ''),
    image: environment['IMAGE'] || null,
    imagePullSecret: environment['IMAGE_PULL_SECRET'] || null,
    appName: text('APP_NAME', 'sample-plugin'),
    coordinates: {
      groupId: text('PROJECT_GROUP', 'org.deltadock.sample'),
      artifactId: text('PROJECT_NAME', 'sample-plugin'),
      version: text('PROJECT_VERSION', '1.0.0'),
    },
    behaviour,
    delayMs: Number(delay),
    onRefused,
    runningFile: text('SAMPLE_RUNNING_FILE', '/tmp/running'),
  };
}
