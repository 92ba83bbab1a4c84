import { setTimeout as wait } from 'node:timers/promises';
import type { PluginView } from '../../../shared/model/plugin.ts';
import { dockerClient } from '../../support/docker/docker-client.ts';
import { privateDaemonFromEnvironment } from '../../support/docker/private-daemon.ts';
import { createProofImages } from '../../support/docker/proof-images.ts';
import { eventually } from '../../support/eventually.ts';
import { serveEngine, temporaryDataDirectory } from '../../support/served-engine.ts';
import { hostFromSources } from '../../support/upgrade/upgrade-run.ts';
import type { Area } from '../area.ts';

const AWAY_MS = 60_000;
const RECOVERED_WITHIN_MS = 60_000;

export const area: Area = {
  name: 'docker-away',
  describe: 'Docker gone for a minute, ended in order and killed: no plugin FAILED, recovery without the user',
  needsDocker: true,
  async run({ full, report }) {
    const lines = [
      '| Docker was | away | looks meanwhile | states seen | installed again after | wrong |',
      '| --- | --- | --- | --- | --- | --- |',
    ];
    let passed = true;
    for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
      for (let round = 0; round < (full ? 5 : 1); round += 1) {
        const outcome = await away(signal);
        passed &&= outcome.problems.length === 0;
        lines.push(
          `| ${signal === 'SIGTERM' ? 'ended' : 'killed'} | ${String(AWAY_MS / 1000)} s | ${String(outcome.looks)} | ${outcome.states.join(', ')} | ${(outcome.recovered / 1000).toFixed(1)} s | ${outcome.problems.join('; ') || 'nothing'} |`,
        );
        report(lines.at(-1) ?? '');
      }
    }
    return { passed, lines };
  },
};

/** What a plugin is when Docker goes; each on a data directory of its own. */
const CASES = ['installed', 'disabled', 'wished meanwhile'] as const;
const PLUGIN = 'away';

async function away(signal: 'SIGTERM' | 'SIGKILL') {
  const docker = dockerClient();
  const daemon = await privateDaemonFromEnvironment();
  const images = await createProofImages(docker, PLUGIN, ['1.0.0']);
  const wish = { image: images.reference('1.0.0') };
  const directories = await Promise.all(CASES.map(() => temporaryDataDirectory()));
  const engines = await Promise.all(
    directories.map(({ path }) => serveEngine({ dataDirectory: path, program: hostFromSources(path) })),
  );
  const problems = new Set<string>();
  const states = new Set<string>();
  let looks = 0;
  const look = async (): Promise<readonly (PluginView | undefined)[]> => {
    const plugins = await Promise.all(engines.map((engine) => engine.plugin(PLUGIN)));
    looks += 1;
    for (const [index, plugin] of plugins.entries()) {
      if (plugin === undefined) continue;
      states.add(`${CASES[index] ?? ''}: ${plugin.status}${plugin.fresh ? '' : ' (last known)'}`);
      if (plugin.installState === 'FAILED') problems.add(`${CASES[index] ?? ''}: FAILED ${plugin.failure?.code ?? ''}`);
    }
    return plugins;
  };
  try {
    for (const engine of engines.slice(0, 2)) {
      await engine.client.call('plugin.install', wish);
      await engine.settled(PLUGIN, ['INSTALLED']);
    }
    await engines[1]?.client.call('plugin.disable', { plugin: PLUGIN });
    await daemon.halt(signal);
    const until = performance.now() + AWAY_MS;
    await engines[2]?.client.call('plugin.install', wish);
    while (performance.now() < until) {
      await look();
      await wait(250);
    }
    await daemon.resume();
    const resumed = performance.now();
    await eventually(
      async () => {
        const told = (await look()).map((plugin) => `${plugin?.status ?? 'gone'} ${String(plugin?.fresh)}`);
        if (told.join() !== 'INSTALLED true,DISABLED true,INSTALLED true') throw new Error(told.join());
      },
      { within: RECOVERED_WITHIN_MS, every: 100, what: 'recovery by itself' },
    ).catch((error: unknown) => problems.add(error instanceof Error ? error.message : String(error)));
    return { looks, states: [...states].toSorted(), recovered: performance.now() - resumed, problems: [...problems] };
  } finally {
    for (const engine of engines) {
      await engine.client.call('plugin.uninstall', { plugin: PLUGIN, force: true });
      await engine.gone(PLUGIN);
      await engine.stop();
    }
    for (const directory of directories) await directory.remove();
    await images.dispose();
  }
}
