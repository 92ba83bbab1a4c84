import { registryOf, tryParseImageReference } from '../../shared/image-reference.ts';
import type { DoctorCheck } from '../../shared/model/engine.ts';
import type { DockerFacts } from '../../shared/model/docker.ts';
import type { PluginView } from '../../shared/model/plugin.ts';
import type { AppError } from '../../shared/errors.ts';
import type { DirectoryNames } from './plugin/naming.ts';

/** The checks of `deltafi doctor`, from what the engine knows at this moment. Pure. */
export function benchChecks(input: {
  readonly docker: DockerFacts;
  readonly doorProblem: AppError | undefined;
  readonly bridge: string | undefined;
  readonly core: string;
}): DoctorCheck[] {
  const { docker, doorProblem } = input;
  const dockerCheck: DoctorCheck =
    docker.state === 'up'
      ? {
          id: 'docker',
          title: 'Docker engine',
          outcome: 'ok',
          finding: `Docker ${docker.version ?? '?'} (API ${docker.apiVersion ?? '?'}) at ${docker.address ?? '?'}, found by ${docker.source ?? '?'}.`,
        }
      : {
          id: 'docker',
          title: 'Docker engine',
          outcome: 'problem',
          finding: docker.error?.message ?? 'Docker has not answered yet.',
          next: DOCKER_NEXT[docker.error?.code ?? ''] ?? docker.error?.next ?? 'Wait a moment and try again.',
        };
  const core: DoctorCheck = {
    id: 'core-door',
    title: 'Core door for this machine',
    outcome: 'ok',
    finding: `Listening at ${input.core}.`,
  };
  return [dockerCheck, core, bridgeCheck(docker, doorProblem, input.bridge)];
}

/** The doctor's own words where the usual next step is to ask the doctor. */
const DOCKER_NEXT: Readonly<Record<string, string>> = {
  DOCKER_UNREACHABLE: 'Start Docker; DeltaDock notices by itself.',
};

/** The guide's "Common Issues" for one plugin, one by one, with the exact commands and real names. Pure. */
export function pluginChecks(plugin: PluginView, names: DirectoryNames): DoctorCheck[] {
  const container = plugin.container?.name ?? names.container(plugin.name);
  if (plugin.attached) return [stateCheck(plugin)];
  return [
    stateCheck(plugin),
    enabledCheck(plugin),
    imageCheck(plugin),
    credentialsCheck(plugin),
    containerCheck(plugin, container),
    queueCheck(plugin),
    {
      id: 'plugin-commands',
      title: 'By hand',
      outcome: 'note',
      finding: `docker ps -a --filter name=${container}   docker logs ${container}   docker inspect ${container}`,
      next: `deltafi plugin restart ${plugin.name}, or with --recreate for a new container of the same image`,
    },
  ];
}

function enabledCheck({ name, disabled }: PluginView): DoctorCheck {
  const check = { id: 'plugin-enabled', title: 'Plugin is enabled' };
  return disabled
    ? { ...check, outcome: 'problem', finding: `${name} is disabled.`, next: `deltafi plugin enable ${name}` }
    : { ...check, outcome: 'ok', finding: `${name} is not disabled.` };
}

/** "Plugin image not found": credentials are a thing of the registry that the image names. */
function credentialsCheck(plugin: PluginView): DoctorCheck {
  const check = { id: 'plugin-credentials', title: 'Registry lets us in' };
  const code = plugin.failure?.code ?? plugin.lastOperation?.code ?? '';
  if (!code.startsWith('REGISTRY_'))
    return { ...check, outcome: 'ok', finding: 'No registry has refused this plugin.' };
  const reference = plugin.image === undefined ? undefined : tryParseImageReference(plugin.image);
  const registry = typeof reference === 'object' ? registryOf(reference) : 'the registry';
  return {
    ...check,
    outcome: 'problem',
    finding: `${registry} answered with ${code}.`,
    next: `docker login ${registry}`,
  };
}

/** A plugin that talks to another queue is healthy and idle (D22). */
function queueCheck(plugin: PluginView): DoctorCheck {
  const check = { id: 'plugin-queue', title: 'Plugin works at our queue' };
  if (plugin.heartbeatAt !== undefined)
    return {
      ...check,
      outcome: 'ok',
      finding: `Its last sign of life came ${new Date(plugin.heartbeatAt).toISOString()}.`,
    };
  return plugin.installState === 'INSTALLED' && !plugin.disabled
    ? { ...check, outcome: 'note', finding: 'No sign of life yet; a plugin without actions gives none.' }
    : { ...check, outcome: 'skipped', finding: 'Asked when it is INSTALLED.' };
}

function bridgeCheck(docker: DockerFacts, problem: AppError | undefined, bridge: string | undefined): DoctorCheck {
  const title = 'Core door for containers';
  if (problem !== undefined)
    return {
      id: 'bridge-door',
      title,
      outcome: 'problem',
      finding: problem.message,
      next: 'Free the port, or give other ones with `deltafi serve --core-port`.',
    };
  if (docker.state !== 'up')
    return { id: 'bridge-door', title, outcome: 'skipped', finding: 'Opened when Docker is reachable.' };
  return bridge === undefined
    ? {
        id: 'bridge-door',
        title,
        outcome: 'ok',
        finding: 'Containers reach this machine by its loopback address (Docker Desktop and the like).',
      }
    : {
        id: 'bridge-door',
        title,
        outcome: 'ok',
        finding: `Listening at ${bridge}, where containers reach this machine.`,
      };
}

function stateCheck(plugin: PluginView): DoctorCheck {
  const title = 'Plugin state is INSTALLED';
  const finding = `${plugin.name} is ${plugin.installState}. ${plugin.reason.text.replace(/\.$/, '')}.`;
  if (plugin.installState === 'INSTALLED') return { id: 'plugin-state', title, outcome: 'ok', finding };
  const isFailed = plugin.installState === 'FAILED';
  return {
    id: 'plugin-state',
    title,
    outcome: isFailed ? 'problem' : 'note',
    finding,
    ...(plugin.reason.release === undefined ? {} : { next: plugin.reason.release }),
  };
}

function imageCheck(plugin: PluginView): DoctorCheck {
  const title = 'Image is on this machine';
  const image = plugin.image ?? '';
  return plugin.imageId === undefined
    ? {
        id: 'plugin-image',
        title,
        outcome: 'problem',
        finding: `${image} has not been found or pulled.`,
        next: `docker images ${image}   then   docker pull ${image}`,
      }
    : { id: 'plugin-image', title, outcome: 'ok', finding: `${image} is ${plugin.imageId.slice(0, 19)}.` };
}

function containerCheck(plugin: PluginView, name: string): DoctorCheck {
  const title = 'Container runs and is healthy';
  const { container } = plugin;
  if (container === undefined)
    return {
      id: 'plugin-container',
      title,
      outcome: plugin.installState === 'PENDING' ? 'note' : 'problem',
      finding: `There is no container ${name}.`,
      next: `docker ps -a --filter name=${name}`,
    };
  // The health of a container that has ended says nothing: Docker calls it unhealthy whatever it was.
  const health = container.status === 'running' ? `, health ${container.health}` : '';
  const exit = container.exitCode === undefined ? '' : `, exit code ${String(container.exitCode)}`;
  const facts = `${container.name} is ${container.status}${health}${exit}.`;
  return container.status === 'running' && (container.health === 'healthy' || container.health === 'none')
    ? { id: 'plugin-container', title, outcome: 'ok', finding: facts }
    : {
        id: 'plugin-container',
        title,
        outcome: 'problem',
        finding: facts,
        next: `docker logs ${container.name}   and   docker inspect ${container.name} --format='{{.State.Status}}'`,
      };
}
