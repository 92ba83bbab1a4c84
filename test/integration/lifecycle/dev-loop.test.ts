import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dockerClient } from '../../support/docker/docker-client.ts';
import { sampleImage } from '../../support/docker/sample-images.ts';
import { eventually } from '../../support/eventually.ts';
import { runProgram } from '../../support/run-program.ts';
import { type ServedEngine, serveEngine, temporaryDataDirectory } from '../../support/served-engine.ts';

const docker = dockerClient();
const REPOSITORY = 'deltadock-test/dev-loop';
let directory: Awaited<ReturnType<typeof temporaryDataDirectory>>;
let engine: ServedEngine;

beforeAll(async () => {
  directory = await temporaryDataDirectory();
  engine = await serveEngine({ dataDirectory: directory.path });
});
afterAll(async () => {
  await engine.stop();
  await directory.remove();
});

const name = (image: string) => docker.getImage(image).tag({ repo: REPOSITORY, tag: 'dev' });

describe('the dev loop', () => {
  it('notices a rebuilt image within a second and upgrades to it', async () => {
    await name(sampleImage('1.0.0'));
    try {
      await engine.client.call('plugin.install', { image: `${REPOSITORY}:dev` });
      await engine.settled('dev-loop', ['INSTALLED']);
      await engine.client.call('plugin.watch', { plugin: 'dev-loop', on: true });
      await name(sampleImage('1.1.0'));
      await eventually(
        async () => {
          const plugin = await engine.plugin('dev-loop');
          if (plugin?.lastOperation?.kind !== 'upgrade') throw new Error('not noticed');
        },
        { within: 1000 },
      );
      await eventually(
        async () => {
          const plugin = await engine.plugin('dev-loop');
          if (plugin?.version !== '1.1.0' || plugin.installState !== 'INSTALLED') throw new Error(plugin?.reason.text);
        },
        { within: 30_000 },
      );
      await engine.client.call('plugin.uninstall', { plugin: 'dev-loop' });
      await engine.gone('dev-loop');
    } finally {
      await docker.getImage(`${REPOSITORY}:dev`).remove();
    }
  });
});

describe('a firewall between container and core', () => {
  it('is found out by a look from inside the container', async () => {
    const port = new URL(String(engine.ready['bridge'])).port;
    const rule = ['INPUT', '-i', 'br+', '-p', 'tcp', '--dport', port, '-j', 'DROP'];
    await engine.client.call('settings.update', { registrationTimeout: 5 });
    expect((await runProgram(['iptables', '-I', ...rule])).code).toBe(0);
    try {
      await engine.client.call('plugin.install', { image: sampleImage('1.0.0') });
      const plugin = await engine.settled('sample-plugin', ['FAILED', 'INSTALLED']);
      expect(plugin).toMatchObject({ installState: 'FAILED', failure: { code: 'CORE_UNREACHABLE' } });
    } finally {
      await runProgram(['iptables', '-D', ...rule]);
    }
    await engine.client.call('plugin.uninstall', { plugin: 'sample-plugin' });
    await engine.gone('sample-plugin');
  });
});
