import { AppError, type ErrorCode } from '../../../../shared/errors.ts';
import type { PluginCoordinates } from '../../../../shared/model/plugin.ts';
import type { RegistrationDocument } from '../../../../shared/model/registration.ts';
import { describe } from '../../background.ts';
import type { PluginIdentity, PluginRecord } from '../../../../shared/model/engine-state.ts';
import type { PluginContext } from '../context.ts';
import type { Caller, CoreDoorHandlers, RegistrationAnswer } from '../doors.ts';
import { ATTACHED } from '../deploy/environment.ts';
import type { VariableService } from '../variable-service.ts';
import type { RegisteredPlugins } from './registered-plugins.ts';
import { checkRegistration } from './check-registration.ts';
import { canonicalRegistration, sameImage } from './identity.ts';

type Refusal = Extract<RegistrationAnswer, { accepted: false }>;

/** Whose registration this is, by the token and nothing else (D3). */
type Registrant =
  | { readonly kind: 'deploy'; readonly record: PluginRecord; readonly deployId: string }
  | { readonly kind: 'attached' };

/**
 * The engine's side of the core door: decides who may register, checks the document and stores what it says, then
 * answers. Registrations are taken one at a time, as DeltaFi's own core does (`lifecycle.md` §3.2).
 */
export function createRegistrar(
  context: PluginContext,
  registered: RegisteredPlugins,
  variables: VariableService,
): CoreDoorHandlers {
  const { book, queue, ports } = context;

  return {
    refuse(caller) {
      const who = registrant(caller);
      return 'accepted' in who ? who : undefined;
    },
    register: (caller, document) =>
      queue.run('registration', async () => {
        try {
          return await register(caller, document);
        } catch (error) {
          ports.logger.error('registration failed', { error: describe(error) });
          const code = error instanceof AppError ? error.code : 'INTERNAL';
          const message =
            error instanceof AppError ? error.message : 'Plugin registration error: something unexpected happened';
          return refusal(503, code, [message]);
        }
      }),
  };

  async function register(caller: Caller, document: unknown): Promise<RegistrationAnswer> {
    const who = registrant(caller);
    if ('accepted' in who) return who;
    const ownId = who.kind === 'deploy' ? who.record.id : undefined;
    const checked = checkRegistration(document, { others: registered.others(ownId) });
    if (!checked.ok) return refuseDeploy(who, refusal(400, checked.code, checked.lines));
    const { registration } = checked;
    const coordinates = registration.pluginCoordinates;
    if (coordinates === undefined) throw new Error('A checked registration has coordinates.');
    const clash = holderOf(coordinates, ownId);
    if (who.kind === 'attached') return attach(registration, coordinates, clash);
    if (clash !== undefined)
      return refuseDeploy(
        who,
        refusal(409, 'COORDINATES_TAKEN', [`The coordinates ${keyOf(coordinates)} belong to the plugin ${clash.name}`]),
      );
    const wished = who.record.image;
    if (registration.image !== undefined && wished !== undefined && !sameImage(wished, registration.image))
      return refuseDeploy(
        who,
        refusal(400, 'REGISTRATION_REFUSED', [
          `Registration rejected: expected image ${wished} but got ${registration.image}`,
        ]),
      );
    return accept(who.record.id, who.deployId, registration, coordinates);
  }

  function registrant(caller: Caller): Registrant | Refusal {
    if (caller.token === undefined)
      return caller.listener === 'loopback'
        ? { kind: 'attached' }
        : refusal(403, 'REGISTRATION_FOREIGN', ['Only containers that DeltaDock started may register here']);
    const deployId = ports.keys.deployOfToken(caller.token);
    if (deployId === undefined)
      return refusal(403, 'REGISTRATION_TOKEN_UNKNOWN', ['The token in the address is not one of this DeltaDock']);
    if (deployId === ATTACHED) return { kind: 'attached' };
    const record = book.records().find((candidate) => candidate.deploy?.id === deployId);
    if (record === undefined || record.installState === 'REMOVING' || record.installState === 'FAILED')
      return refusal(400, 'REGISTRATION_OUTDATED', [
        'Registration rejected: this container belongs to an installation that is over',
      ]);
    if (record.disabled) return refusal(409, 'PLUGIN_DISABLED', [`Registration rejected: ${record.name} is disabled`]);
    return { kind: 'deploy', record, deployId };
  }

  /**
   * Lets the deploy that waits for this registration fail at once, with what was refused. An installed plugin waits for
   * none: what somebody sends in its name must not be held against its next start.
   */
  function refuseDeploy(who: Registrant, answer: Refusal): Refusal {
    if (who.kind === 'deploy' && who.record.installState !== 'INSTALLED') {
      const live = book.live(who.record.id);
      live.registration = { kind: 'refused', code: answer.code, lines: answer.lines };
      live.wake();
    }
    ports.logger.warn('registration refused', {
      plugin: who.kind === 'deploy' ? who.record.name : ATTACHED,
      code: answer.code,
      lines: answer.lines,
    });
    return answer;
  }

  async function accept(
    pluginId: string,
    deployId: string,
    registration: RegistrationDocument,
    coordinates: PluginCoordinates,
  ): Promise<RegistrationAnswer> {
    ports.reachCrashPoint('install.registration-received');
    const identity = await identityOf(registration, coordinates);
    const containerId = book.get(pluginId)?.deploy?.containerId;
    const container = containerId === undefined ? undefined : await ports.runtime.inspectContainer(containerId);
    const start = container?.startedAt ?? '';
    const isNew =
      book.get(pluginId)?.identity?.document !== identity.document ||
      book.get(pluginId)?.deploy?.registeredStart !== start;
    if (isNew)
      await queue.run(pluginId, () =>
        book.change(pluginId, (record) =>
          record.deploy?.id === deployId
            ? { ...record, identity, deploy: { ...record.deploy, registeredStart: start } }
            : record,
        ),
      );
    if (book.get(pluginId)?.deploy?.id !== deployId)
      return refusal(400, 'REGISTRATION_OUTDATED', [
        'Registration rejected: this container belongs to an installation that is over',
      ]);
    await variables.prune(pluginId, registered.document(pluginId), registration);
    registered.set(pluginId, registration);
    const record = book.get(pluginId);
    if (isNew && record !== undefined)
      context.note(record, 'plugin', `Registered as ${keyOf(coordinates)}:${coordinates.version}`);
    const live = book.live(pluginId);
    live.registration = { kind: 'accepted', start, at: ports.clock.monotonic() };
    live.wake();
    return { accepted: true };
  }

  /** A plugin that somebody runs on this machine: installed by its registration alone (D3). */
  async function attach(
    registration: RegistrationDocument,
    coordinates: PluginCoordinates,
    holder: PluginRecord | undefined,
  ): Promise<RegistrationAnswer> {
    const name = coordinates.artifactId;
    const named = book.records().find((record) => record.name === name);
    const taken = [holder, named].find((record) => record !== undefined && !record.attached);
    if (taken !== undefined)
      return refuseDeploy(
        { kind: 'attached' },
        refusal(409, 'COORDINATES_TAKEN', [
          `${keyOf(coordinates)} is installed here as ${taken.name}; uninstall it first`,
        ]),
      );
    const identity = await identityOf(registration, coordinates);
    const now = ports.clock.now();
    const known = holder ?? named;
    const id = known?.id ?? ports.ids.next();
    if (known === undefined)
      await book.add({
        id,
        name,
        pull: 'never',
        attached: true,
        installState: 'INSTALLED',
        disabled: false,
        stateSince: now,
        installedBefore: true,
        identity,
        exits: [],
        ...(registration.image === undefined ? {} : { image: registration.image }),
      });
    else if (known.installState === 'REMOVING')
      return refusal(400, 'REGISTRATION_OUTDATED', ['Registration rejected: this plugin is being removed']);
    else if (known.identity?.document !== identity.document)
      await book.change(id, (record) => ({ ...record, identity }));
    registered.set(id, registration);
    return { accepted: true };
  }

  function holderOf(coordinates: PluginCoordinates, ownId: string | undefined): PluginRecord | undefined {
    const key = keyOf(coordinates);
    const isHolder = ({ id, identity }: PluginRecord): boolean =>
      id !== ownId && identity !== undefined && keyOf(identity.coordinates) === key;
    return book.records().find(isHolder);
  }

  /** The short part of a registration, cut so that a record stays small (D12); the whole is in its document. */
  async function identityOf(
    registration: RegistrationDocument,
    coordinates: PluginCoordinates,
  ): Promise<PluginIdentity> {
    return {
      coordinates,
      displayName: (registration.displayName === '' ? coordinates.artifactId : registration.displayName).slice(0, 200),
      description: registration.description.slice(0, 300),
      actionKitVersion: registration.actionKitVersion.slice(0, 50),
      document: await ports.documents.put(canonicalRegistration(registration)),
      hasActions: registration.actions.length > 0,
      dependencies: registration.dependencies.map((needed) => `${needed.groupId}:${needed.artifactId}`),
    };
  }
}

function keyOf({ groupId, artifactId }: PluginCoordinates): string {
  return `${groupId}:${artifactId}`;
}

function refusal(status: Refusal['status'], code: ErrorCode, lines: readonly string[]): Refusal {
  return { accepted: false, status, code, lines };
}
