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

/** Three plugins: one installed, one disabled, one whose wish comes while Docker is away. */
async function away(signal: 'SIGTERM' | 'SIGKILL') {
  const docker = dockerClient();
  const daemon = await privateDaemonFromEnvironment();
  const directory = await temporaryDataDirectory();
  const names = ['away-installed', 'away-disabled', 'away-wished'] as const;
  const images = await Promise.all(names.map((name) => createProofImages(docker, name, ['1.0.0'])));
  const [installed, disabled, wished] = images.map((image) => image.reference('1.0.0'));
  if (installed === undefined || disabled === undefined || wished === undefined) throw new Error('no images');
  const engine = await serveEngine({ dataDirectory: directory.path, program: hostFromSources(directory.path) });
  const { client } = engine;
  const problems: string[] = [];
  const states = new Set<string>();
  let looks = 0;
  const look = async (): Promise<readonly PluginView[]> => {
    const plugins = await client.call('plugin.list', {});
    looks += 1;
    for (const { name, status, installState, fresh } of plugins) {
      states.add(`${name} ${status}${fresh ? '' : ' (last known)'}`);
      if (installState === 'FAILED') problems.push(`${name} is FAILED`);
    }
    return plugins;
  };
  try {
    for (const image of [installed, disabled]) await client.call('plugin.install', { image });
    await engine.settled('away-installed', ['INSTALLED']);
    await engine.settled('away-disabled', ['INSTALLED']);
    await client.call('plugin.disable', { plugin: 'away-disabled' });
    await daemon.halt(signal);
    const until = performance.now() + AWAY_MS;
    await client.call('plugin.install', { image: wished });
    while (performance.now() < until) {
      await look();
      await wait(250);
    }
    await daemon.resume();
    const resumed = performance.now();
    await eventually(
      async () => {
        const plugins = await look();
        const told = plugins.map(({ name, status, fresh }) => `${name} ${status} ${String(fresh)}`).toSorted();
        const wanted = ['away-disabled DISABLED true', 'away-installed INSTALLED true', 'away-wished INSTALLED true'];
        if (told.join() !== wanted.join()) throw new Error(told.join());
      },
      { within: RECOVERED_WITHIN_MS, every: 100, what: 'recovery by itself' },
    ).catch((error: unknown) => problems.push(error instanceof Error ? error.message : String(error)));
    return {
      looks,
      states: [...states].toSorted(),
      recovered: performance.now() - resumed,
      problems: [...new Set(problems)],
    };
  } finally {
    for (const { name } of await client.call('plugin.list', {})) {
      await client.call('plugin.uninstall', { plugin: name, force: true });
      await engine.gone(name);
    }
    await engine.stop();
    await directory.remove();
    for (const image of images) await image.dispose();
  }
}
