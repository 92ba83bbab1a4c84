/**
 * The closed list of error codes of DeltaDock. Clients branch on codes, never on text.
 *
 * `retry` says whether the very same request can succeed later without a change; `next` says what the user does now.
 * Texts in `next` may name `{detail}` keys of the error, filled in by {@link nextStep}.
 */
export const ERRORS = {
  // Requests
  INPUT_INVALID: { retry: false, next: 'Correct the named field and send the request again.' },
  PROCEDURE_UNKNOWN: { retry: false, next: 'Use a DeltaDock of the same version as the engine.' },
  JSON_INVALID: { retry: false, next: 'Send one JSON document with Content-Type application/json.' },
  METHOD_NOT_ALLOWED: { retry: false, next: 'Send the request with {method}.' },
  BODY_TOO_LARGE: { retry: false, next: 'Send less than {limit}.' },
  BODY_TOO_SLOW: { retry: true, next: 'Send the whole body within {seconds} s.' },
  TOO_BUSY: { retry: true, next: 'Wait a moment and send it again.' },
  MEDIA_TYPE_UNSUPPORTED: { retry: false, next: 'Send the body with Content-Type application/json.' },
  NOT_FOUND: { retry: false, next: 'Check the address; this door serves only what its documentation lists.' },
  TOKEN_INVALID: {
    retry: false,
    next: 'Take the token from engine.json of the data directory, or open the address that `deltafi serve` prints.',
  },
  ORIGIN_REFUSED: { retry: false, next: 'Use the address on localhost or 127.0.0.1 that `deltafi serve` prints.' },
  NOT_FOR_CONTAINERS: { retry: false, next: 'Ask from this machine, by localhost or 127.0.0.1.' },
  USAGE: { retry: false, next: 'See `deltafi --help`.' },
  NOT_AVAILABLE: {
    retry: false,
    next: 'This version of DeltaDock cannot do that yet; see "Out of scope" in the README.',
  },
  WAIT_TIMEOUT: { retry: true, next: 'It goes on; see `deltafi plugin list`, or wait longer with --timeout.' },
  INTERNAL: {
    retry: true,
    next: 'Try again; if it happens again, report it with the engine log of the data directory.',
  },

  // Engine and data directory
  ENGINE_UNREACHABLE: { retry: true, next: 'Run `deltafi serve`, or look at the engine log in the data directory.' },
  ENGINE_STOPPING: { retry: true, next: 'Wait a moment and try again; the engine is shutting down.' },
  ENGINE_START_FAILED: { retry: true, next: 'Look at the engine log named above, mend the cause, and try again.' },
  ENGINE_FOREIGN: {
    retry: false,
    next: 'Stop that engine with `deltafi stop --data-dir {directory}`, or use another data directory.',
  },
  DATA_DIRECTORY_LOCKED: {
    retry: true,
    next: 'Another engine runs on this data directory; use it, or end it with `deltafi stop`.',
  },
  DATA_DIRECTORY_UNUSABLE: {
    retry: true,
    next: 'Make the directory writable for you, or choose another with --data-dir.',
  },
  PORT_TAKEN: { retry: true, next: 'End the program named above, or choose another port with {option}.' },
  ADDRESS_UNAVAILABLE: { retry: true, next: 'Give an address of this machine with --core-address.' },
  NODE_TOO_OLD: { retry: false, next: 'Install Node.js 22.13 or newer.' },
  STATE_NEWER: {
    retry: false,
    next: 'This data directory was written by a newer DeltaDock; use that version, or another data directory.',
  },
  STATE_DAMAGED: {
    retry: false,
    next: 'Look at the files that were kept aside; start again with `deltafi serve --fresh-state` to begin empty.',
  },
  STATE_WRITE_FAILED: {
    retry: true,
    next: 'Check the disk and the rights of the data directory; nothing was changed.',
  },
  DISK_FULL: { retry: true, next: 'Free some space; nothing was changed, and DeltaDock goes on by itself.' },

  // Docker
  DOCKER_UNREACHABLE: {
    retry: true,
    next: 'Start Docker; DeltaDock notices by itself. `deltafi doctor` lists where it looked.',
  },
  DOCKER_PERMISSION: {
    retry: true,
    next: 'Add yourself to the group that owns the socket (often `docker`) and sign in again.',
  },
  DOCKER_REMOTE: {
    retry: false,
    next: 'Use a Docker engine on this machine: `docker context use default`, or set DOCKER_HOST.',
  },
  DOCKER_TOO_OLD: { retry: false, next: 'Update Docker to Engine 20.10 or newer.' },
  DOCKER_TIMEOUT: { retry: true, next: 'Docker did not answer in time; it may be busy. Try again.' },
  DOCKER_ERROR: { retry: true, next: 'Read what Docker said above; `docker info` shows whether the engine is well.' },
  NOT_OURS: {
    retry: false,
    next: 'DeltaDock changes only objects with its own label; change this one with docker yourself.',
  },
  NAME_TAKEN: {
    retry: true,
    next: 'Rename or remove {holder} with docker yourself, then install again.',
  },

  // Images and registries
  IMAGE_REFERENCE_INVALID: {
    retry: false,
    next: 'Write it like my-plugin:1.0.0 or registry.example.com/team/my-plugin:1.0.0.',
  },
  IMAGE_NOT_FOUND: { retry: true, next: 'Check name and tag; `docker pull {image}` should work.' },
  IMAGE_NOT_LOCAL: { retry: true, next: 'Build or load the image, or install without `--pull never`.' },
  REGISTRY_CREDENTIALS_MISSING: { retry: true, next: 'Sign in with `docker login {registry}` and install again.' },
  REGISTRY_CREDENTIALS_WRONG: { retry: true, next: 'Sign in again with `docker login {registry}`.' },
  REGISTRY_FORBIDDEN: { retry: true, next: 'Ask the registry for access to this repository.' },
  REGISTRY_UNREACHABLE: {
    retry: true,
    next: 'Check the registry name and the network, then `deltafi plugin install` again.',
  },
  REGISTRY_TLS: {
    retry: true,
    next: 'Give Docker the registry’s certificate (certs.d), or list it under insecure-registries.',
  },
  REGISTRY_PLAIN_HTTP: {
    retry: true,
    next: 'The registry speaks plain HTTP: list it under insecure-registries of the Docker engine.',
  },
  REGISTRY_RATE_LIMITED: { retry: true, next: 'Wait, or sign in with `docker login` for a higher limit.' },
  REGISTRY_ERROR: { retry: true, next: 'The registry answered with an error; try again later.' },
  PULL_STALLED: { retry: true, next: 'Nothing arrived for {seconds} s; check the network and install again.' },
  PULL_INTERRUPTED: { retry: true, next: 'The transfer was cut; install again, finished layers are kept.' },
  CANCELLED: { retry: true, next: 'Nothing else to do; start it again when you want it.' },
  ARCHITECTURE_WRONG: { retry: false, next: 'Build the image for {wanted}, or use a Docker engine for {found}.' },

  // Plugin lifecycle
  PLUGIN_NOT_FOUND: { retry: false, next: 'See `deltafi plugin list` for the names.' },
  PLUGIN_AMBIGUOUS: { retry: false, next: 'Use one of these names instead: {names}.' },
  PLUGIN_BUILT_IN: { retry: false, next: 'Built-in plugins stay; choose another.' },
  PLUGIN_REMOVING: { retry: true, next: 'Wait until it is gone, then install again.' },
  PLUGIN_ATTACHED: { retry: false, next: 'It runs outside Docker: end it where you started it.' },
  UNINSTALL_BLOCKED: { retry: true, next: 'Stop what is named above first, or use --force.' },
  PLUGIN_DISABLED: { retry: true, next: 'Enable it first: `deltafi plugin enable {plugin}`.' },
  ALREADY_DISABLED: {
    retry: false,
    next: 'Nothing to do; `deltafi plugin enable {plugin}` takes it back into service.',
  },
  NOT_DISABLED: { retry: false, next: 'Nothing to do; it is enabled.' },
  NOTHING_TO_RETRY: {
    retry: false,
    next: 'Retry is for a failed installation; `deltafi plugin restart {plugin}` restarts it.',
  },
  ROLLBACK_UNAVAILABLE: { retry: false, next: 'Install the version that you want by its image.' },
  ROLLBACK_IMAGE_GONE: { retry: true, next: 'Build or pull {image} again and install it.' },
  VARIABLE_UNKNOWN: { retry: false, next: 'Use one of these names: {names}.' },
  VARIABLE_INVALID: {
    retry: false,
    next: 'Give a value of the variable’s type; see `deltafi plugin describe {plugin}`.',
  },
  UNDO_UNAVAILABLE: {
    retry: false,
    next: 'An uninstall can be undone for 10 minutes; install the image again instead.',
  },
  SUPERSEDED: { retry: false, next: 'A later install of another image took its place.' },
  CREATE_FAILED: { retry: true, next: 'Read what Docker said above, mend it and install again.' },
  START_FAILED: { retry: true, next: 'Check the image’s entrypoint: `docker run --rm {image}`.' },
  CONTAINER_EXITED: { retry: true, next: 'Read the last log lines; mend the plugin and install again.' },
  CONTAINER_CRASHED: { retry: true, next: 'The process was ended by a signal; read the last log lines.' },
  CONTAINER_OUT_OF_MEMORY: {
    retry: true,
    next: 'Raise the memory limit in the settings ({limit} now), or make the plugin need less.',
  },
  EXITED_AFTER_REGISTRATION: { retry: true, next: 'It registered and then ended; read the last log lines.' },
  CRASH_LOOP: { retry: true, next: 'It ended {exits} times in 5 minutes and was stopped; read the last log lines.' },
  CONTAINER_GONE: { retry: true, next: 'Somebody removed the container; install again.' },
  NEVER_REGISTERED: { retry: true, next: 'Check that the plugin starts its action kit and uses CORE_URL as given.' },
  CORE_UNREACHABLE: {
    retry: true,
    next: 'Let containers reach {address} in the firewall of this machine, or give another address with --core-address.',
  },
  REGISTRATION_TIMEOUT: {
    retry: true,
    next: 'It runs but did not register within {seconds} s; raise the deadline in the settings if it is only slow.',
  },
  REGISTRATION_REFUSED: {
    retry: false,
    next: 'Mend what the core refused (listed above), rebuild the image and install again.',
  },
  COORDINATES_TAKEN: { retry: false, next: 'Give the plugin its own groupId and artifactId.' },
  UNHEALTHY: {
    retry: true,
    next: 'It registered but its health check fails: the image must write /tmp/running (and have sh and cat).',
  },
  HEALTH_TIMEOUT: {
    retry: true,
    next: 'It registered but was not healthy within {seconds} s; read the last log lines.',
  },
  NO_HEARTBEAT: {
    retry: true,
    next: 'It registered but talks to another queue: it must use VALKEY_URL and VALKEY_PASSWORD as given.',
  },

  // Registration, as answered to plugins
  REGISTRATION_INVALID: { retry: false, next: 'Correct the registration document as listed.' },
  REGISTRATION_TOKEN_UNKNOWN: { retry: false, next: 'Use CORE_URL exactly as the container was given it.' },
  REGISTRATION_FOREIGN: {
    retry: false,
    next: 'Only containers that DeltaDock started may register here; attach from this machine by 127.0.0.1.',
  },
  REGISTRATION_OUTDATED: { retry: false, next: 'This container was replaced; it will be stopped.' },
} as const satisfies Readonly<Record<string, { readonly retry: boolean; readonly next: string }>>;

export type ErrorCode = keyof typeof ERRORS;

/** Facts about an error that help the user; plain JSON, never a secret. */
export type ErrorDetails = Readonly<Record<string, string | number | boolean | readonly string[]>>;

/** The form in which an error crosses every door. */
export interface WireError {
  readonly code: ErrorCode;
  /** What happened, one or two sentences with a subject. */
  readonly message: string;
  /** What the user does now. */
  readonly next: string;
  /** Whether the same request can succeed later. */
  readonly retry: boolean;
  readonly details: ErrorDetails;
}

/** A refusal or fault with a code of the closed list. */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly details: ErrorDetails;

  constructor(
    code: ErrorCode,
    message: string,
    options: { readonly cause?: unknown; readonly details?: ErrorDetails } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'AppError';
    this.code = code;
    this.details = options.details ?? {};
  }
}

/** What the user does after `code`, with `{keys}` filled from the details; a missing key leaves its name without braces. */
export function nextStep(code: ErrorCode, details: ErrorDetails = {}): string {
  return ERRORS[code].next.replace(/\{(\w+)\}/g, (_match, key: string) => {
    const value = details[key];
    return value === undefined ? key : Array.isArray(value) ? value.join(', ') : String(value);
  });
}

/** Any thrown value as a wire error. What is not an AppError becomes INTERNAL without its text: it may hold secrets. */
export function toWire(error: unknown): WireError {
  const known =
    error instanceof AppError ? error : new AppError('INTERNAL', 'Something unexpected happened inside DeltaDock.');
  return {
    code: known.code,
    message: known.message,
    next: nextStep(known.code, known.details),
    retry: ERRORS[known.code].retry,
    details: known.details,
  };
}

/** The AppError that a wire error stands for. */
export function fromWire(error: WireError): AppError {
  return new AppError(error.code, error.message, { details: error.details });
}

/** Whether a text is a code of the closed list. */
export function isErrorCode(value: string): value is ErrorCode {
  return Object.hasOwn(ERRORS, value);
}
