import type { ErrorCode } from '../../../../shared/errors.ts';
import type { PluginCoordinates } from '../../../../shared/model/plugin.ts';
import { RegistrationDocument } from '../../../../shared/model/registration.ts';
import { dependencyProblems } from './dependencies.ts';
import { isIsoDuration } from './iso-duration.ts';
import { flowPlanProblems } from './flow-plans.ts';
import { integrationTestProblems } from './integration-tests.ts';
import { issueLines } from './issues.ts';
import { variableProblems } from './variables.ts';

/** What of a registered plugin another registration can clash with. */
export interface RegisteredPlugin {
  readonly coordinates: PluginCoordinates;
  /** Names of its actions. */
  readonly actions: readonly string[];
  readonly flowPlans: readonly { readonly name: string; readonly type: string }[];
  /** Names of its lookup tables. */
  readonly lookupTables: readonly string[];
}

export interface RegistrationContext {
  /** All registered plugins. An entry of the registering plugin itself (same groupId and artifactId) clashes with nothing. */
  readonly others: readonly RegisteredPlugin[];
}

export type CheckedRegistration =
  | { readonly ok: true; readonly registration: RegistrationDocument }
  /** `lines` holds one problem each, without line breaks. */
  | { readonly ok: false; readonly code: ErrorCode; readonly lines: readonly string[] };

/**
 * Checks a registration as DeltaFi's core does and collects every problem, one line each, in its words
 * (`lifecycle.md` §3.4). Whether the image is the wished one, and whose record it is, is not asked here.
 */
export function checkRegistration(document: unknown, context: RegistrationContext): CheckedRegistration {
  if (isTooDeep(document)) {
    return refused('REGISTRATION_INVALID', [`The document is nested more than ${String(DEEPEST)} levels deep`]);
  }
  const parsed = RegistrationDocument.safeParse(document);
  if (!parsed.success) return refused('REGISTRATION_INVALID', issueLines(parsed.error.issues));
  const registration = parsed.data;
  const key = keyOf(registration.pluginCoordinates);
  const others = context.others.filter(({ coordinates }) => keyOf(coordinates) !== key);
  const lines = [
    ...coordinateProblems(registration.pluginCoordinates),
    ...dependencyProblems(registration.dependencies, context.others),
    ...actionProblems(registration, others),
    ...flowPlanProblems(registration.flowPlans, others),
    ...variableProblems(registration.variables),
    ...lookupTableProblems(registration, others),
    ...registration.integrationTests.flatMap(integrationTestProblems),
  ];
  if (RESERVED.has(key)) {
    return refused('COORDINATES_TAKEN', [`The coordinates ${key} are reserved for DeltaFi's own plugin`, ...lines]);
  }
  return lines.length === 0 ? { ok: true, registration } : refused('REGISTRATION_INVALID', lines);
}

/** Coordinates that no plugin may take, since DeltaFi's core answers by them itself. */
const RESERVED: ReadonlySet<string> = new Set(['org.deltafi:system-plugin', 'org.deltafi:deltafi-core-actions']);

const COORDINATES = ['groupId', 'artifactId', 'version'] as const;
/** Not a rule of DeltaFi: they are kept in the state file and shown everywhere. */
const LONGEST_COORDINATE = 256;
const LONGEST_ACTION_NAME = 256;
const DEEPEST = 200;
const MOST_LINES = 200;
const LONGEST_LINE = 1000;

function refused(code: ErrorCode, lines: readonly string[]): CheckedRegistration {
  const shown = lines.slice(0, MOST_LINES).map(oneLine);
  const more = lines.length - shown.length;
  return { ok: false, code, lines: more === 0 ? shown : [...shown, `… and ${String(more)} more problems`] };
}

/** The answer is one problem a line, and what a plugin sends may hold anything. */
function oneLine(line: string): string {
  // oxlint-disable-next-line no-control-regex -- control characters are what is taken out
  const plain = line.replace(/[\u0000-\u001f\u007f\u2028\u2029]+/g, ' ');
  return plain.length > LONGEST_LINE ? `${plain.slice(0, LONGEST_LINE)}…` : plain;
}

function keyOf({ groupId, artifactId }: PluginCoordinates): string {
  return `${groupId}:${artifactId}`;
}

function coordinateProblems(coordinates: PluginCoordinates): readonly string[] {
  const blank = COORDINATES.filter((part) => coordinates[part].trim() === '');
  if (blank.length === 3) return ['The plugin coordinates must be provided'];
  const long = COORDINATES.filter((part) => coordinates[part].length > LONGEST_COORDINATE);
  return [
    ...blank.map((part) => `The plugin ${part} cannot be null or empty`),
    ...long.map((part) => `The plugin ${part} exceeds maximum length ${String(LONGEST_COORDINATE)}`),
  ];
}

function actionProblems({ actions }: RegistrationDocument, others: readonly RegisteredPlugin[]): readonly string[] {
  const owners = ownersOf(others, (plugin) => plugin.actions);
  return actions.flatMap(({ name }) => {
    const owner = owners.get(name);
    return [
      ...(name.trim() === '' ? ['An action has no name'] : []),
      ...(owner === undefined ? [] : [`Action '${name}' has registered in another plugin '${owner}'`]),
      ...(name.length > LONGEST_ACTION_NAME
        ? [`Action name ${name} exceeds maximum length ${String(LONGEST_ACTION_NAME)}`]
        : []),
    ];
  });
}

/** A table is the sender's whether it says so or not; DeltaFi reports a re-registration without `sourcePlugin` as a clash. */
function lookupTableProblems(
  { lookupTables }: RegistrationDocument,
  others: readonly RegisteredPlugin[],
): readonly string[] {
  const owners = ownersOf(others, (plugin) => plugin.lookupTables);
  return lookupTables.flatMap(({ name, refreshDuration }) => {
    const owner = owners.get(name);
    return [
      ...(refreshDuration === undefined || isIsoDuration(refreshDuration)
        ? []
        : [`Lookup table ${name} has an invalid refresh duration: ${refreshDuration}`]),
      ...(owner === undefined ? [] : [`Lookup table ${name} exists in another plugin: ${owner}`]),
    ];
  });
}

function ownersOf(
  plugins: readonly RegisteredPlugin[],
  namesOf: (plugin: RegisteredPlugin) => readonly string[],
): ReadonlyMap<string, string> {
  return new Map(
    plugins.flatMap((plugin) => {
      const { groupId, artifactId, version } = plugin.coordinates;
      return namesOf(plugin).map((name) => [name, `${groupId}:${artifactId}:${version}`] as const);
    }),
  );
}

/** Without recursion: a document of 16 MiB can be nested millions of levels deep. */
function isTooDeep(document: unknown): boolean {
  let level: readonly unknown[] = [document];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > DEEPEST) return true;
    level = level.flatMap(children);
  }
  return false;
}

function children(value: unknown): readonly unknown[] {
  return typeof value === 'object' && value !== null ? Object.values(value) : [];
}
