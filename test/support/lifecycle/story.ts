import fc from 'fast-check';
import { LABELS } from '../../../electron/engine/port/container-runtime.ts';
import type { PluginRecord } from '../../../shared/model/engine-state.ts';
import type { PluginView } from '../../../shared/model/plugin.ts';
import { registrationOf } from '../fakes/bench-engine.ts';
import { ABSENT, BEHAVIOURS, createWorld, PLUGINS, type PluginName, type World } from './world.ts';

/** One thing that happens. */
export type Happening =
  | { readonly type: 'install'; readonly plugin: PluginName; readonly tag: string; readonly always: boolean }
  | {
      readonly type: 'disable' | 'enable' | 'retry' | 'rollback' | 'restart' | 'recreate' | 'uninstall' | 'cancel';
      readonly plugin: PluginName;
    }
  | { readonly type: 'docker-down' | 'docker-up' | 'act' | 'settle' | 'kill' }
  | { readonly type: 'kill-soon'; readonly calls: number }
  | { readonly type: 'wait'; readonly milliseconds: number }
  | { readonly type: 'exit' | 'vanish' | 'pause'; readonly plugin: PluginName }
  | { readonly type: 'rebuild'; readonly plugin: PluginName }
  | { readonly type: 'ghost'; readonly which: number };

const plugin = fc.constantFrom(...PLUGINS);
const tag = fc.constantFrom(...Object.keys(BEHAVIOURS), 'v1', 'v2', 'v2', ABSENT);

/** Stories of a few plugins, with every command and every mishap. */
export const stories: fc.Arbitrary<{ readonly seed: number; readonly happenings: readonly Happening[] }> = fc.record({
  seed: fc.nat(),
  happenings: fc.array(
    fc.oneof(
      { weight: 6, arbitrary: fc.record({ type: fc.constant('install' as const), plugin, tag, always: fc.boolean() }) },
      {
        weight: 8,
        arbitrary: fc.record({
          type: fc.constantFrom(
            ...(['disable', 'enable', 'enable', 'retry', 'rollback', 'rollback'] as const),
            ...(['restart', 'recreate', 'uninstall', 'cancel'] as const),
          ),
          plugin,
        }),
      },
      {
        weight: 8,
        arbitrary: fc.record({
          type: fc.constantFrom(...(['docker-down', 'docker-up', 'act', 'act', 'settle', 'settle', 'kill'] as const)),
        }),
      },
      {
        weight: 2,
        arbitrary: fc.record({ type: fc.constant('kill-soon' as const), calls: fc.integer({ min: 1, max: 12 }) }),
      },
      {
        weight: 4,
        arbitrary: fc.record({
          type: fc.constant('wait' as const),
          milliseconds: fc.constantFrom(50, 150, 400, 1500, 6000, 31_000),
        }),
      },
      {
        weight: 3,
        arbitrary: fc.record({ type: fc.constantFrom(...(['exit', 'exit', 'vanish', 'pause'] as const)), plugin }),
      },
      { weight: 1, arbitrary: fc.record({ type: fc.constant('rebuild' as const), plugin }) },
      { weight: 2, arbitrary: fc.record({ type: fc.constant('ghost' as const), which: fc.nat(30) }) },
    ),
    { maxLength: 24, size: 'max' },
  ),
});

/** What is certain about a plugin; everything else may be as the engine says. */
interface Known {
  disabled: boolean | undefined;
  /** The tag that was wished last, and the one that serves while it is prepared. */
  wish: { readonly image: string; readonly base: string | undefined } | 'failed' | 'gone' | undefined;
}

/**
 * Lets the story happen to the real engine and tells what was wrong: invariants after every step, and at every rest
 * the state that an independent small model expects.
 */
export async function tell(story: { readonly seed: number; readonly happenings: readonly Happening[] }): Promise<{
  readonly wrong: readonly string[];
  readonly world: World;
}> {
  const world = await createWorld(story.seed);
  const known: Record<PluginName, Known> = {
    tool: { disabled: false, wish: 'gone' },
    other: { disabled: false, wish: 'gone' },
  };
  let checked = 0;
  const wrong: string[] = [];
  for (const happening of [...story.happenings, { type: 'settle' } as const]) {
    await happen(world, known, happening);
    await world.revive();
    wrong.push(...world.violations.splice(0));
    for (; checked + 1 < world.state.history.length; checked += 1) wrong.push(...illegalStep(world, checked));
    world.enabling = 0;
    if (happening.type === 'settle') wrong.push(...(await atRest(world, known)));
    if (wrong.length > 0) return { wrong: [`${JSON.stringify(happening)}: ${wrong.join('; ')}`], world };
  }
  return { wrong, world };
}

async function happen(world: World, known: Record<PluginName, Known>, happening: Happening): Promise<void> {
  const { runtime, clock } = world;
  switch (happening.type) {
    case 'install':
    case 'disable':
    case 'enable':
    case 'retry':
    case 'rollback':
    case 'restart':
    case 'recreate':
    case 'uninstall':
    case 'cancel':
      return command(world, known, happening);
    case 'docker-down':
      return runtime.goDown();
    case 'docker-up':
      return runtime.comeUp();
    case 'act':
      return world.act();
    case 'settle':
      return rest(world);
    case 'kill':
      return world.kill();
    case 'kill-soon':
      return world.killAfter(happening.calls);
    case 'wait':
      await clock.advance(happening.milliseconds);
      // Deadlines may have passed for whoever was not done.
      for (const name of PLUGINS)
        if (happening.milliseconds > 5000 && !isSettled(world.record(name))) known[name].wish = undefined;
      return;
    case 'exit':
    case 'vanish':
    case 'pause': {
      const [container] = world.running(happening.plugin);
      if (container === undefined || runtime.facts().state !== 'up') return;
      known[happening.plugin].wish = undefined;
      if (happening.type === 'vanish') runtime.vanish(container);
      else if (happening.type === 'exit') runtime.set(container, { status: 'exited', exitCode: 137 }, 'die');
      else runtime.set(container, { status: 'paused' }, 'pause');
      return;
    }
    case 'rebuild':
      world.rebuild(`acme/${happening.plugin}:v2`);
      return;
    case 'ghost': {
      const ghost = world.ghosts[happening.which];
      if (ghost === undefined) return;
      const name = world.state.read().plugins[ghost.plugin]?.name ?? 'tool';
      const before = world.state.read().plugins[ghost.plugin];
      const answer = await world.finish(
        world.engine.coreDoor.register({ token: ghost.token, listener: 'bridge' }, registrationOf(name)),
      );
      if (!answer.ok || !answer.value.accepted) return;
      const record = world.state.read().plugins[ghost.plugin];
      if (before?.deploy?.id !== ghost.deployId || before.disabled || before.installState === 'FAILED')
        world.violations.push(`an outdated container registered: ${ghost.containerId}`);
      if (record?.disabled === true && before?.disabled === false) return;
    }
  }
}

function isSettled(record: PluginRecord | undefined): boolean {
  return record?.installState === 'INSTALLED' && record.next === undefined;
}

/** A command, and what its answer makes certain. */
async function command(
  world: World,
  known: Record<PluginName, Known>,
  happening: Extract<Happening, { readonly plugin: PluginName }>,
): Promise<void> {
  const { handlers } = world.engine;
  const { plugin: name } = happening;
  const input = { plugin: name };
  const mine = known[name];
  const before = { ...mine };
  let joined = false;
  if (happening.type === 'enable') world.enabling += 1;
  const answer = await world.finish(
    (async (): Promise<PluginView> => {
      switch (happening.type) {
        case 'install': {
          const image = `acme/${name}:${happening.tag}`;
          const pull = happening.always ? 'always' : 'missing';
          const { outcome, plugin: shown } = await handlers['plugin.install']({ image, pull });
          joined = outcome === 'joined';
          return shown;
        }
        case 'disable':
          return (await handlers['plugin.disable'](input)).plugin;
        case 'enable':
          return (await handlers['plugin.enable'](input)).plugin;
        case 'retry':
          return (await handlers['plugin.retry'](input)).plugin;
        case 'rollback':
          return (await handlers['plugin.rollback'](input)).plugin;
        case 'restart':
        case 'recreate':
          return (await handlers['plugin.restart']({ ...input, recreate: happening.type === 'recreate' })).plugin;
        case 'uninstall':
          return (await handlers['plugin.uninstall']({ ...input, force: true })).plugin;
        case 'cancel':
          return (await handlers['plugin.cancel'](input)).plugin;
        default:
          throw new Error(`${happening.type} is no command`);
      }
    })(),
  );
  if (world.isDead) {
    // Stored or not: both are right.
    mine.wish = undefined;
    mine.disabled = undefined;
    return;
  }
  if (!answer.ok || joined) return;
  const view = answer.value;
  switch (happening.type) {
    case 'disable':
      mine.disabled = true;
      if (before.wish !== undefined && typeof before.wish === 'object' && before.wish.base !== undefined)
        mine.wish = view.image === before.wish.base ? { image: before.wish.base, base: undefined } : undefined;
      return;
    case 'uninstall':
      mine.wish = 'gone';
      mine.disabled = undefined;
      return;
    case 'cancel':
      mine.wish = view.installState === 'FAILED' ? 'failed' : undefined;
      return;
    case 'enable':
      mine.disabled = false;
      if (view.installState === 'FAILED') return;
      mine.wish = view.image === undefined ? undefined : { image: view.image, base: undefined };
      return;
    default:
      mine.disabled = view.disabled;
      if (view.upgrade !== undefined && view.image !== undefined)
        mine.wish = { image: view.upgrade.image, base: view.image };
      else if (
        view.installState === 'PENDING' ||
        view.installState === 'INSTALLING' ||
        view.installState === 'INSTALLED'
      )
        mine.wish = view.image === undefined ? undefined : { image: view.image, base: undefined };
      else mine.wish = undefined;
  }
}

/** Docker is there, containers do what they do, and time passes until nothing moves any more. */
async function rest(world: World): Promise<void> {
  world.runtime.comeUp();
  for (const container of world.runtime.containers.values())
    if (container.status === 'paused') world.runtime.set(container.id, { status: 'running' }, 'unpause');
  for (let round = 0; round < 60; round += 1) {
    await world.clock.advance(round < 20 ? 1000 : 11_000);
    await world.revive();
    await world.act();
    await world.revive();
    const busy = Object.values(world.state.read().plugins).some(
      ({ installState, next, disabled }) =>
        next !== undefined ||
        (!disabled && (installState === 'PENDING' || installState === 'INSTALLING')) ||
        installState === 'REMOVING',
    );
    if (!busy && round >= 2) break;
  }
  // The heartbeat deadline and a full look at everything.
  await world.clock.advance(11_000);
  await world.act();
  await world.clock.advance(11_000);
  await world.revive();
  await world.clock.advance(22_000);
}

async function atRest(world: World, known: Record<PluginName, Known>): Promise<readonly string[]> {
  const wrong: string[] = [];
  const plugins = Object.values(world.state.read().plugins);
  const views = await world.engine.handlers['plugin.list']({});
  for (const container of world.runtime.containers.values()) {
    const record = world.state.read().plugins[container.labels[LABELS.plugin] ?? ''];
    const deploy = container.labels[LABELS.deploy];
    if (record === undefined || ![record.deploy?.id, record.next?.id, record.former].includes(deploy))
      wrong.push(`the container ${container.id} belongs to nothing`);
  }
  for (const record of plugins) {
    const view = views.find(({ id }) => id === record.id);
    const running = world.running(record.name);
    const { installState, disabled } = record;
    const told = `${record.name} ${installState}${disabled ? ' disabled' : ''}`;
    if (disabled && running.length > 0) wrong.push(`${told} runs`);
    if (!disabled && installState !== 'INSTALLED' && installState !== 'FAILED') wrong.push(`${told} at rest`);
    if (record.next !== undefined) wrong.push(`${told} still prepares ${record.next.image}`);
    if (!disabled && installState === 'INSTALLED' && running.length !== 1)
      wrong.push(`${told} with ${String(running.length)} running containers`);
    if (installState === 'FAILED' && running.length > 0) wrong.push(`${told} runs`);
    if (view?.installState !== installState || view.disabled !== disabled || !view.fresh)
      wrong.push(`${told} is shown as ${view?.status ?? 'nothing'}${view?.fresh === true ? '' : ', not fresh'}`);
    if (view?.canRollback === true && (installState !== 'FAILED' || disabled || record.good === undefined))
      wrong.push(`${told} offers a rollback`);
    if (record.lastOperation?.outcome === 'running' && !disabled)
      wrong.push(`${told}: ${record.lastOperation.kind} runs for ever`);
    wrong.push(...asExpected(record, view, known[record.name as PluginName]));
  }
  for (const name of PLUGINS) {
    const { wish } = known[name];
    const exists = plugins.some((record) => record.name === name);
    if (wish === 'gone' && exists) wrong.push(`${name} was uninstalled and is there`);
    if (wish !== 'gone' && wish !== undefined && !exists) wrong.push(`${name} was wished and is not there`);
  }
  return wrong;
}

/** The independent model: what a wish must come to. */
function asExpected(record: PluginRecord, view: PluginView | undefined, { disabled, wish }: Known): readonly string[] {
  const wrong: string[] = [];
  if (disabled !== undefined && record.disabled !== disabled)
    wrong.push(`${record.name} is ${record.disabled ? '' : 'not '}disabled`);
  if (record.disabled || wish === undefined || wish === 'gone') return wrong;
  const expect = (state: string, image?: string): void => {
    if (record.installState !== state || (image !== undefined && record.image !== image))
      wrong.push(
        `${record.name} is ${record.installState} ${record.image ?? ''} (${record.failure?.code ?? ''}) instead of ${state} ${image ?? ''}`,
      );
  };
  if (wish === 'failed') expect('FAILED');
  else {
    const tagOf = wish.image.split(':')[1] ?? '';
    if (tagOf === ABSENT) {
      if (wish.base === undefined) expect('FAILED', wish.image);
      else expect('INSTALLED', wish.base);
    } else if (BEHAVIOURS[tagOf] === 'good') expect('INSTALLED', wish.image);
    else {
      expect('FAILED', wish.image);
      if (wish.base !== undefined && view?.canRollback !== true) wrong.push(`${record.name} offers no way back`);
    }
  }
  return wrong;
}

/** Steps between stored states, by a table of its own. */
const LEGAL: Readonly<Record<string, readonly string[]>> = {
  absent: ['PENDING'],
  PENDING: ['INSTALLING', 'FAILED', 'REMOVING'],
  INSTALLING: ['INSTALLED', 'FAILED', 'PENDING', 'REMOVING'],
  INSTALLED: ['INSTALLING', 'PENDING', 'FAILED', 'REMOVING'],
  FAILED: ['PENDING', 'REMOVING'],
  REMOVING: ['absent'],
};

function illegalStep(world: World, index: number): readonly string[] {
  const [before, after] = [world.state.history[index], world.state.history[index + 1]];
  const wrong: string[] = [];
  const ids = new Set([...Object.keys(before?.plugins ?? {}), ...Object.keys(after?.plugins ?? {})]);
  for (const id of ids) {
    const [was, is] = [before?.plugins[id], after?.plugins[id]];
    if (was === is) continue;
    const from = was?.installState ?? 'absent';
    const to = is?.installState ?? 'absent';
    if (from !== to && LEGAL[from]?.includes(to) !== true) wrong.push(`${from} became ${to}`);
    if (was?.disabled === true && is?.disabled === false && world.enabling === 0)
      wrong.push(`${was.name} was enabled by nobody`);
    const size = JSON.stringify(is ?? {}).length;
    if (size >= 2048) wrong.push(`a record of ${String(size)} bytes`);
  }
  return wrong;
}
