import { AppError } from '../../../shared/errors.ts';
import {
  parseImageReference,
  registryOf,
  resolvedText,
  tryParseImageReference,
} from '../../../shared/image-reference.ts';
import type { DryRun, DryRunCheck, PullPolicy } from '../../../shared/model/plugin.ts';
import type { PluginRecord } from '../../../shared/model/engine-state.ts';
import type { ImageFacts } from '../port/container-runtime.ts';
import type { PluginContext } from './context.ts';
import { failureOf } from './deploy/failures.ts';

/** Asks what an install of `image` would find and do. Changes nothing; what cannot be asked is a problem of its own. */
export async function dryRun(context: PluginContext, image: string, pull: PullPolicy): Promise<DryRun> {
  const parsed = tryParseImageReference(image);
  if (typeof parsed === 'string') {
    const finding = parsed.charAt(0).toUpperCase() + parsed.slice(1);
    return {
      checks: [problem('reference', 'Image reference', finding, 'IMAGE_REFERENCE_INVALID')],
      steps: [],
      kind: 'refused',
    };
  }
  const name = parsed.appName;
  const known = context.book.records().find((record) => record.name === name);
  const kind = kindOf(known, image);
  const local = await asked(() => context.ports.runtime.inspectImage(resolvedText(parsed)));
  const checks: DryRunCheck[] =
    local instanceof AppError
      ? [problem('image', 'Image', failureOf(local).message, local.code)]
      : [...(await imageChecks(context, image, pull, local)), await nameCheck(context, name, known)];
  const willPull = !(local instanceof AppError) && (pull === 'always' || (local === undefined && pull === 'missing'));
  const isRefused = kind === 'refused' || checks.some(({ outcome }) => outcome === 'problem');
  return { checks, steps: isRefused ? [] : stepsOf(context, name, kind, willPull), kind: isRefused ? 'refused' : kind };
}

function kindOf(known: PluginRecord | undefined, image: string): DryRun['kind'] {
  if (known === undefined || known.installState === 'FAILED') return 'install';
  if (known.attached || known.installState === 'REMOVING') return 'refused';
  const isSame =
    known.image !== undefined &&
    resolvedText(parseImageReference(known.image)) === resolvedText(parseImageReference(image));
  if (known.installState === 'INSTALLED') return isSame ? 'installed' : 'upgrade';
  return isSame ? 'join' : 'install';
}

async function imageChecks(
  context: PluginContext,
  image: string,
  pull: PullPolicy,
  local: ImageFacts | undefined,
): Promise<DryRunCheck[]> {
  const { runtime } = context.ports;
  const { os, architecture } = await runtime.platform();
  const wanted = `${os}/${architecture}`;
  if (local !== undefined && pull !== 'always') {
    const platform = `${local.os}/${local.architecture}`;
    return [
      ok(
        'image',
        'Image is on this machine',
        `${local.id.slice(7, 19)}, ${megabytes(local.size)}; used without network`,
      ),
      platformCheck([platform], wanted),
      pluginCheck(local),
      healthCheck(local),
    ];
  }
  if (pull === 'never')
    return [problem('image', 'Image is on this machine', `${image} is not on this Docker engine`, 'IMAGE_NOT_LOCAL')];
  const registry = registryOf(parseImageReference(image));
  const remote = await asked(() => runtime.inspectRemoteImage(image));
  if (remote instanceof AppError) return [problem('image', 'Tag exists', remote.message, remote.code)];
  if (remote === undefined) return [problem('image', 'Tag exists', `${registry} has no such image`, 'IMAGE_NOT_FOUND')];
  return [
    ok('image', 'Tag exists', `${remote.digest.slice(7, 19)} at ${registry}`),
    platformCheck(remote.platforms, wanted),
    note('plugin', 'DeltaFi plugin', 'Known once the image is here and the plugin has registered'),
  ];
}

function platformCheck(found: readonly string[], wanted: string): DryRunCheck {
  const title = 'Platform matches';
  if (found.length === 0) return note('platform', title, 'The registry does not say for which platforms it is');
  return found.includes(wanted)
    ? ok('platform', title, wanted)
    : problem('platform', title, `It is for ${found.join(', ')}; this engine runs ${wanted}`, 'ARCHITECTURE_WRONG');
}

/** No label marks a plugin for sure; DeltaFi's own build puts none. */
function pluginCheck(local: ImageFacts): DryRunCheck {
  const title = local.labels['org.opencontainers.image.title'];
  return title === undefined
    ? note('plugin', 'DeltaFi plugin', 'The image does not say what it is; known when it registers')
    : note('plugin', 'DeltaFi plugin', `The image calls itself “${title}”; known when it registers`);
}

function healthCheck(local: ImageFacts): DryRunCheck {
  return local.hasHealthCheck
    ? note('health-check', 'Health check', 'The image’s own is replaced by DeltaFi’s: /tmp/running must appear')
    : ok('health-check', 'Health check', 'DeltaFi’s: /tmp/running must appear');
}

async function nameCheck(context: PluginContext, name: string, known: PluginRecord | undefined): Promise<DryRunCheck> {
  const container = context.names.container(name);
  const title = 'Name is free';
  if (known?.attached === true)
    return problem('name', title, `${name} is attached from outside Docker`, 'PLUGIN_ATTACHED');
  if (known?.installState === 'REMOVING') return problem('name', title, `${name} is being removed`, 'PLUGIN_REMOVING');
  if (known !== undefined) return ok('name', title, `${name} is this plugin already`);
  const holder = await asked(() => context.ports.runtime.inspectContainer(container));
  if (holder instanceof AppError || holder === undefined || holder.name !== container)
    return ok('name', title, `container ${container}`);
  return problem(
    'name',
    title,
    `The container ${container} (${holder.id.slice(0, 12)}) exists and is not ours`,
    'NAME_TAKEN',
  );
}

function stepsOf(context: PluginContext, name: string, kind: DryRun['kind'], willPull: boolean): DryRun['steps'] {
  if (kind === 'join')
    return [{ title: 'Join the install under way', detail: `${name} is being installed from this image already` }];
  if (kind === 'installed') return [{ title: 'Nothing to do', detail: `${name} runs this image already` }];
  const { registrationTimeout } = context.ports.state.read().settings;
  return [
    ...(willPull ? [{ title: 'Pull the image', detail: 'Layers that are here already are kept' }] : []),
    {
      title: 'Create and start 1 container',
      detail: `${context.names.container(name)} on network ${context.names.network}, no ports published`,
    },
    {
      title: 'Wait for registration',
      detail: `${String(registrationTimeout)} s at most; otherwise failed, with its log`,
    },
    { title: 'Installed', detail: 'When it is registered and healthy' },
  ];
}

/** The answer, or the refusal as a value. */
async function asked<T>(question: () => Promise<T>): Promise<T | AppError> {
  try {
    return await question();
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
}

function megabytes(bytes: number): string {
  return `${(bytes / 1_000_000).toFixed(0)} MB`;
}

function ok(id: DryRunCheck['id'], title: string, finding: string): DryRunCheck {
  return { id, title, outcome: 'ok', finding };
}

function note(id: DryRunCheck['id'], title: string, finding: string): DryRunCheck {
  return { id, title, outcome: 'note', finding };
}

function problem(id: DryRunCheck['id'], title: string, finding: string, code: string): DryRunCheck {
  return { id, title, outcome: 'problem', finding, code };
}
