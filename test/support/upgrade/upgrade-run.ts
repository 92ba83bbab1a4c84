import { join } from 'node:path';
import type Docker from 'dockerode';
import { LABELS } from '../../../electron/engine/port/container-runtime.ts';
import type { PluginView } from '../../../shared/model/plugin.ts';
import { createProofImages, type ProofImages } from '../docker/proof-images.ts';
import type { SampleTag } from '../docker/sample-images.ts';
import { eventually } from '../eventually.ts';
import { type ServedEngine, serveEngine, temporaryDataDirectory } from '../served-engine.ts';
import { askDoor } from './door-client.ts';
import { watchRunning } from './running-watch.ts';

/** Where an upgrade is to end, and what makes it. */
export type UpgradeKind =
  | { readonly ends: 'done' }
  | { readonly ends: 'prepare-failed'; readonly by: 'absent' | 'name-taken' | 'unreachable' }
  | { readonly ends: 'switch-failed'; readonly by: SampleTag };

export interface UpgradeOutcome {
  readonly kind: UpgradeKind;
  /** From the wish until INSTALLED or the failure, milliseconds. */
  readonly took: number;
  /** From the wish for a rollback until the former version was INSTALLED again; after a failed switch. */
  readonly rolledBack: number | undefined;
  readonly code: string | undefined;
  readonly problems: readonly string[];
}

export interface UpgradeReport {
  readonly outcomes: readonly UpgradeOutcome[];
  /** Starts of containers that Docker told, and moments with two running. */
  readonly starts: number;
  readonly doubles: readonly string[];
  readonly asked: number;
  readonly refused: number;
  readonly longestGap: number;
}

const NAME = 'upgraded';
const SWITCH_FAILURES = [
  'exits-at-once',
  'exits-after-registering',
  'refused',
  'wrong-coordinates',
  'noisy',
  'never-registers',
  'unhealthy',
  'slow',
] as const satisfies readonly SampleTag[];
const PREPARE_FAILURES = ['absent', 'name-taken', 'unreachable'] as const;

/** So many upgrades, `failing` of them with images that cannot be prepared or do not stand the switch, evenly spread. */
export function upgradeKinds(count: number, failing: number): readonly UpgradeKind[] {
  let failures = 0;
  let switches = 0;
  return Array.from({ length: count }, (_, index): UpgradeKind => {
    const due = Math.floor(((index + 1) * failing) / count);
    if (due === failures) return { ends: 'done' };
    failures += 1;
    // One of four cannot even be prepared.
    if (failures % 4 === 2) {
      const by = PREPARE_FAILURES[Math.floor(failures / 4) % PREPARE_FAILURES.length] ?? 'absent';
      return { ends: 'prepare-failed', by };
    }
    const by = SWITCH_FAILURES[switches % SWITCH_FAILURES.length] ?? 'exits-at-once';
    switches += 1;
    return { ends: 'switch-failed', by };
  });
}

/** Carries them out one after the other on a new data directory, watched by Docker's own events and by a client. */
export async function runUpgrades(
  docker: Docker,
  kinds: readonly UpgradeKind[],
  program: (directory: string) => readonly string[] | undefined,
  report: (outcome: UpgradeOutcome) => void,
): Promise<UpgradeReport> {
  const images = await createProofImages(docker, NAME, ['1.0.0', '1.1.0', ...SWITCH_FAILURES]);
  const directory = await temporaryDataDirectory();
  const own = program(directory.path);
  const engine = await serveEngine({
    dataDirectory: directory.path,
    ...(own === undefined ? {} : { program: own }),
  });
  const { client } = engine;
  const outcomes: UpgradeOutcome[] = [];
  try {
    // Deadlines short enough to wait for, long enough for a plugin that means well.
    await client.call('settings.update', { registrationTimeout: 10, healthTimeout: 5, stopGrace: 3 });
    await client.call('plugin.install', { image: images.reference('1.0.0') });
    await engine.settled(NAME, ['INSTALLED']);
    const { directory: facts } = await client.call('engine.status', {});
    const watch = await watchRunning(docker, facts.id);
    const door = askDoor(engine);
    for (const kind of kinds) {
      const outcome = await upgrade({ docker, engine, images, directoryId: facts.id }, kind);
      outcomes.push(outcome);
      report(outcome);
    }
    await door.stop();
    watch.close();
    const { asked, refused, longestGap } = door;
    return { outcomes, starts: watch.starts, doubles: watch.doubles, asked, refused, longestGap };
  } finally {
    for (const { name } of await client.call('plugin.list', {})) {
      await client.call('plugin.uninstall', { plugin: name, force: true });
      await engine.gone(name);
    }
    await engine.stop();
    await directory.remove();
    await images.dispose();
  }
}

/** The program of a host from the sources, whatever was built. */
export function hostFromSources(directory: string): readonly string[] {
  return [join(import.meta.dirname, '../crash/crash-host.ts'), directory, 'none'];
}

interface Bench {
  readonly docker: Docker;
  readonly engine: ServedEngine;
  readonly images: ProofImages;
  readonly directoryId: string;
}

async function upgrade(bench: Bench, kind: UpgradeKind): Promise<UpgradeOutcome> {
  const { engine, images, docker } = bench;
  const before = await engine.plugin(NAME);
  if (before?.image === undefined || before.installState !== 'INSTALLED') throw new Error('nothing serves');
  const other = before.image === images.reference('1.0.0') ? '1.1.0' : '1.0.0';
  const problems: string[] = [];
  const begun = performance.now();
  const release = await hinder(bench, kind);
  try {
    const image = wishedImage(bench, kind, other);
    await engine.client.call('plugin.install', { image });
    const after = await eventually(
      async () => {
        const plugin = await engine.plugin(NAME);
        if (plugin?.lastOperation?.outcome === 'running' || plugin?.lastOperation?.image !== image)
          throw new Error(`${plugin?.status ?? 'gone'}: ${plugin?.reason.text ?? ''}`);
        return plugin;
      },
      { within: 60_000, every: 25, what: `the end of the upgrade to ${image}` },
    );
    const took = performance.now() - begun;
    const code = after.lastOperation?.code;
    let rolledBack: number | undefined;
    switch (kind.ends) {
      case 'done':
        if (after.installState !== 'INSTALLED' || after.image !== image) problems.push(`${after.status} ${code ?? ''}`);
        break;
      case 'prepare-failed':
        if (after.installState !== 'INSTALLED' || after.container?.startedAt !== before.container?.startedAt)
          problems.push(`the old version did not go on serving: ${after.status}`);
        if (after.canRollback || code === undefined) problems.push(`code ${code ?? 'none'}, ${after.status}`);
        break;
      case 'switch-failed':
        if (after.status !== 'FAILED (rollback available)') problems.push(`${after.status} ${code ?? ''}`);
        rolledBack = await rollBack(bench, before, problems);
        break;
    }
    await oneContainer(docker, bench.directoryId, problems);
    return { kind, took, rolledBack, code, problems };
  } finally {
    await release();
  }
}

/** Back to the exact image, whose tag is gone and of which no registry knows. */
async function rollBack({ engine, images }: Bench, before: PluginView, problems: string[]): Promise<number> {
  if (before.image !== undefined) await images.untag(before.image);
  const begun = performance.now();
  await engine.client.call('plugin.rollback', { plugin: NAME });
  const back = await engine.settled(NAME, ['INSTALLED', 'FAILED'], 30_000);
  const took = performance.now() - begun;
  await images.tagAll();
  if (back.installState !== 'INSTALLED') problems.push(`rollback: ${back.status}, ${back.failure?.code ?? ''}`);
  if (back.imageId !== before.imageId)
    problems.push(`rollback: ${back.imageId ?? ''} instead of ${before.imageId ?? ''}`);
  if (took > 10_000) problems.push(`rollback took ${String(Math.round(took))} ms`);
  return took;
}

function wishedImage({ images }: Bench, kind: UpgradeKind, other: SampleTag): string {
  if (kind.ends === 'switch-failed') return images.reference(kind.by);
  if (kind.ends === 'done' || kind.by === 'name-taken') return images.reference(other);
  // There is no route out, and nothing listens on the discard port.
  return kind.by === 'unreachable' ? `127.0.0.1:9/deltadock-proof/${NAME}:2.0.0` : `deltadock-proof/${NAME}:absent`;
}

/** Puts a stranger's container where the next version would have its name. */
async function hinder({ docker, images, directoryId }: Bench, kind: UpgradeKind): Promise<() => Promise<void>> {
  if (kind.ends !== 'prepare-failed' || kind.by !== 'name-taken') return async () => undefined;
  const holder = await docker.createContainer({
    name: `${NAME}-${directoryId.slice(0, 6)}-next`,
    Image: images.reference('1.0.0'),
    Labels: { 'deltadock.test': '1' },
  });
  return async () => {
    await holder.remove({ force: true });
  };
}

/** Waits until what is kept for the switch is gone, and one container runs. */
async function oneContainer(docker: Docker, directoryId: string, problems: string[]): Promise<void> {
  try {
    await eventually(
      async () => {
        const label = [`${LABELS.directory}=${directoryId}`];
        const states = (await docker.listContainers({ all: true, filters: { label } })).map(({ State }) => State);
        if (states.join() !== 'running') throw new Error(states.join('+'));
      },
      { within: 15_000, every: 50, what: 'one running container' },
    );
  } catch (error) {
    problems.push(error instanceof Error ? error.message : String(error));
  }
}
