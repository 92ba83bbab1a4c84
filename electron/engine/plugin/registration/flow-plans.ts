import type { PluginCoordinates } from '../../../../shared/model/plugin.ts';
import type { FlowPlan } from '../../../../shared/model/registration.ts';
import { isSpringCron } from './spring-cron.ts';
import { javaPatternProblem } from './java-pattern.ts';

/** Names that clash, and plans that no flow could be built from. An unknown action is not one: its flow becomes invalid. */
export function flowPlanProblems(plans: readonly FlowPlan[], others: readonly PlanOwner[]): readonly string[] {
  const owners = ownersOf(others);
  return [
    ...plans.flatMap((plan) => [...clashes(plan, owners), ...contentProblems(plan)]),
    ...duplicateSources(plans, others),
  ];
}

interface PlanOwner {
  readonly coordinates: PluginCoordinates;
  readonly flowPlans: readonly { readonly name: string; readonly type: string }[];
}

type Owners = ReadonlyMap<string, string>;

/** What DeltaFi calls the family of a flow type in its messages. */
const FAMILIES: Readonly<Record<FlowPlan['type'], string>> = {
  REST_DATA_SOURCE: 'dataSource',
  TIMED_DATA_SOURCE: 'dataSource',
  ON_ERROR_DATA_SOURCE: 'dataSource',
  TRANSFORM: 'transform',
  DATA_SINK: 'dataSink',
};
const COUNTERPARTS: Readonly<Partial<Record<FlowPlan['type'], string>>> = {
  REST_DATA_SOURCE: 'TIMED_DATA_SOURCE',
  TIMED_DATA_SOURCE: 'REST_DATA_SOURCE',
};

function ownersOf(others: readonly PlanOwner[]): Owners {
  return new Map(
    others.flatMap(({ coordinates, flowPlans }) => {
      const owner = `${coordinates.groupId}:${coordinates.artifactId}:${coordinates.version}`;
      return flowPlans.map(({ name, type }) => [`${type} ${name}`, owner] as const);
    }),
  );
}

function clashes({ name, type }: FlowPlan, owners: Owners): readonly string[] {
  const owner = owners.get(`${type} ${name}`);
  const counterpart = COUNTERPARTS[type];
  const named = `A ${FAMILIES[type]} plan with the name: ${name}`;
  return [
    ...(owner === undefined ? [] : [`${named} already exists from another source plugin: ${owner}`]),
    ...(counterpart !== undefined && owners.has(`${counterpart} ${name}`)
      ? [`${named} of type: ${counterpart} already exists -- two data sources of the same name cannot exist`]
      : []),
  ];
}

function duplicateSources(plans: readonly FlowPlan[], others: readonly PlanOwner[]): readonly string[] {
  const taken = new Set(
    others.flatMap(({ flowPlans }) => flowPlans.filter(({ type }) => isSource(type)).map(({ name }) => name)),
  );
  const duplicates = new Set<string>();
  for (const { name } of plans.filter(({ type }) => isSource(type))) {
    if (taken.has(name)) duplicates.add(name);
    taken.add(name);
  }
  return duplicates.size === 0 ? [] : [`Duplicate data source names found: ${[...duplicates].join(', ')}`];
}

function isSource(type: string): boolean {
  return type.endsWith('_DATA_SOURCE');
}

interface Fault {
  /** The plan, or the action inside it. */
  readonly config: string;
  readonly message: string;
}

function contentProblems(plan: FlowPlan): readonly string[] {
  const faults = [
    ...nameFaults(plan),
    ...sourceFaults(plan),
    ...typeMessages(plan).map((message) => ({ config: plan.name, message })),
  ];
  if (faults.length === 0) return [];
  return [
    faults.map(({ config, message }) => `Config named: ${config} had the following error: ${message}`).join('; '),
  ];
}

function nameFaults(plan: FlowPlan): readonly Fault[] {
  const config = plan.name;
  const types = new Map<string, readonly string[]>();
  const actions = actionsOf(plan);
  for (const { name, type } of actions) types.set(name, [...(types.get(name) ?? []), type]);
  const duplicated = [...types].filter(([name, uses]) => name.trim() !== '' && uses.length > 1);
  return [
    ...(isBlank(plan.name) ? [{ config, message: 'The flow plan name cannot be blank' }] : []),
    ...actions
      .filter(({ name }) => isBlank(name))
      .map(() => ({
        config,
        message: 'The plan cannot contain an action configuration with a name this is null or empty',
      })),
    ...duplicated.map(([name, uses]) => ({
      config: name,
      message: `The action name: ${name} is duplicated for the following action types: ${uses.join(', ')}`,
    })),
  ];
}

function actionsOf(plan: FlowPlan): readonly { readonly name: string; readonly type: string }[] {
  switch (plan.type) {
    case 'TRANSFORM':
      return plan.transformActions;
    case 'DATA_SINK':
      return plan.egressAction === undefined ? [] : [plan.egressAction];
    case 'TIMED_DATA_SOURCE':
      return plan.timedIngressAction === undefined ? [] : [plan.timedIngressAction];
    case 'REST_DATA_SOURCE':
    case 'ON_ERROR_DATA_SOURCE':
      return [];
  }
}

function sourceFaults(plan: FlowPlan): readonly Fault[] {
  if (plan.type === 'TRANSFORM' || plan.type === 'DATA_SINK') return [];
  return [...blanks('metadata', plan.metadata), ...blanks('annotation', plan.annotationConfig?.annotations)].map(
    (message) => ({ config: plan.name, message }),
  );
}

function blanks(what: string, entries: Readonly<Record<string, string>> = {}): readonly string[] {
  return [
    ...(Object.keys(entries).some(isBlank) ? [`Blank ${what} keys are not allowed`] : []),
    ...(Object.values(entries).some(isBlank) ? [`Blank ${what} values are not allowed`] : []),
  ];
}

function typeMessages(plan: FlowPlan): readonly string[] {
  switch (plan.type) {
    case 'REST_DATA_SOURCE':
      return isBlank(plan.topic ?? '') ? ['Cannot add rest data source plan, topic is missing'] : [];
    case 'TIMED_DATA_SOURCE':
      return [
        ...(plan.timedIngressAction === undefined
          ? ['Cannot add timed data source plan, timed ingress action is missing']
          : []),
        ...cronMessages(plan.cronSchedule),
      ];
    case 'ON_ERROR_DATA_SOURCE':
      return [
        ...patternMessages([plan.errorMessageRegex ?? ''], () => 'error message regex'),
        ...patternMessages(plan.includeSourceMetadataRegex, (regex) => `metadata regex '${regex}'`),
        ...patternMessages(plan.includeSourceAnnotationsRegex, (regex) => `annotations regex '${regex}'`),
      ];
    case 'TRANSFORM':
    case 'DATA_SINK':
      return [];
  }
}

function cronMessages(schedule: string | undefined): readonly string[] {
  if (schedule === undefined) return ['Cannot add timed data source plan, cron schedule is missing'];
  return isSpringCron(schedule) ? [] : ['Cannot add timed data source plan, cron schedule is invalid'];
}

function patternMessages(patterns: readonly string[], describe: (pattern: string) => string): readonly string[] {
  return patterns.flatMap((pattern) => {
    const problem = isBlank(pattern) ? undefined : javaPatternProblem(pattern);
    return problem === undefined ? [] : [`Invalid ${describe(pattern)}: ${problem}`];
  });
}

function isBlank(text: string): boolean {
  return text.trim() === '';
}
