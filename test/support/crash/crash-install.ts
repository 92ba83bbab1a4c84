import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type Docker from 'dockerode';
import { LABELS } from '../../../electron/engine/port/container-runtime.ts';
import type { CrashPoint } from '../../../electron/engine/port/crash-points.ts';
import { serveEngine, temporaryDataDirectory } from '../served-engine.ts';

/** The crash points in the order in which an install and an uninstall pass them. */
export const CRASH_POINTS: readonly CrashPoint[] = [
  'install.pending-stored',
  'install.mid-pull',
  'install.created',
  'install.started',
  'install.registration-received',
  'install.installed-stored',
  'uninstall.removing-stored',
  'uninstall.container-removed',
];

/** What stood where, told by Docker and the state file themselves and not by the engine. */
export interface CrashOutcome {
  readonly point: CrashPoint;
  /** State and containers right after the kill. */
  readonly stateAtKill: string;
  readonly containersAtKill: number;
  /** The same after the restart, when all had settled. */
  readonly finalState: string;
  readonly finalContainers: readonly string[];
  /** Milliseconds from the restart until it had settled. */
  readonly recovered: number;
  /** What is wrong; empty when all is as it should be. */
  readonly problems: readonly string[];
}

/**
 * Installs `image`, kills the engine with SIGKILL at `point`, starts another one and sees what becomes of the plugin:
 * INSTALLED with exactly one running container, or gone without any after a kill in an uninstall.
 */
export async function crashInstall(
  docker: Docker,
  image: string,
  name: string,
  point: CrashPoint,
): Promise<CrashOutcome> {
  const directory = await temporaryDataDirectory();
  const problems: string[] = [];
  const removes = point.startsWith('uninstall.');
  try {
    const doomed = await serveEngine({
      dataDirectory: directory.path,
      program: [join(import.meta.dirname, 'crash-host.ts'), directory.path, point],
    });
    // The answer may be cut off by the kill; what was stored is what counts.
    const call = async (work: () => Promise<unknown>): Promise<void> => {
      await work().catch(() => undefined);
    };
    await call(() =>
      doomed.client.call('plugin.install', { image, pull: point === 'install.mid-pull' ? 'always' : 'missing' }),
    );
    if (removes) {
      await doomed.settled(name, ['INSTALLED']);
      await call(() => doomed.client.call('plugin.uninstall', { plugin: name }));
    }
    const { signal } = await doomed.ended;
    if (signal !== 'SIGKILL') problems.push(`the engine ended by ${String(signal)} instead of the kill`);
    const stateAtKill = await storedState(directory.path, name);
    const ownerLabel = `${LABELS.directory}=${await directoryId(directory.path)}`;
    const containersAtKill = (await containers(docker, ownerLabel)).length;

    const restartedAt = performance.now();
    const engine = await serveEngine({ dataDirectory: directory.path });
    if (removes) await engine.gone(name);
    else await engine.settled(name, ['INSTALLED', 'FAILED']);
    const recovered = performance.now() - restartedAt;
    const finalState = await storedState(directory.path, name);
    const finalContainers = await containers(docker, ownerLabel);
    const [wantedState, wantedContainers] = removes ? ['gone', ''] : ['INSTALLED', 'running'];
    if (finalState !== wantedState) problems.push(`${finalState} instead of ${wantedState}`);
    if (finalContainers.join() !== wantedContainers)
      problems.push(`containers: ${finalContainers.join(', ') || 'none'}`);

    if (!removes) {
      await engine.client.call('plugin.uninstall', { plugin: name, force: true });
      await engine.gone(name);
    }
    await engine.stop();
    const left = await containers(docker, ownerLabel);
    if (left.length > 0) problems.push(`${String(left.length)} containers left at the end`);
    return { point, stateAtKill, containersAtKill, finalState, finalContainers, recovered, problems };
  } finally {
    await directory.remove();
  }
}

/** The state of the plugin as the file has it. */
async function storedState(directory: string, name: string): Promise<string> {
  const file = JSON.parse(await readFile(join(directory, 'state', 'state.json'), 'utf8')) as {
    readonly data: {
      readonly plugins: Readonly<Record<string, { readonly name: string; readonly installState: string }>>;
    };
  };
  return Object.values(file.data.plugins).find((plugin) => plugin.name === name)?.installState ?? 'gone';
}

async function directoryId(directory: string): Promise<string> {
  const file = JSON.parse(await readFile(join(directory, 'directory.json'), 'utf8')) as { readonly id: string };
  return file.id;
}

/** States of the containers that carry the label. */
async function containers(docker: Docker, label: string): Promise<readonly string[]> {
  const found = await docker.listContainers({ all: true, filters: { label: [label] } });
  return found.map(({ State }) => State);
}
