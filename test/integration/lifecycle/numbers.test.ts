import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LABELS } from '../../../electron/engine/port/container-runtime.ts';
import { dockerClient } from '../../support/docker/docker-client.ts';
import { createProofImages, type ProofImages } from '../../support/docker/proof-images.ts';
import { sampleImage } from '../../support/docker/sample-images.ts';
import { eventually } from '../../support/eventually.ts';
import { type ServedEngine, serveEngine, temporaryDataDirectory } from '../../support/served-engine.ts';
import { hostFromSources } from '../../support/upgrade/upgrade-run.ts';

/** The numbers of `deltafi/lifecycle.md` §8 that only a real Docker engine proves. */

const docker = dockerClient();
let engine: ServedEngine;
let foo: ProofImages;
let fooBar: ProofImages;
let directory: Awaited<ReturnType<typeof temporaryDataDirectory>>;
let id: string;

beforeAll(async () => {
  directory = await temporaryDataDirectory();
  foo = await createProofImages(docker, 'foo', ['1.0.0', '1.1.0', 'exits-at-once']);
  fooBar = await createProofImages(docker, 'foo-bar', ['1.0.0']);
  engine = await serveEngine({ dataDirectory: directory.path, program: hostFromSources(directory.path) });
  ({ id } = (await engine.client.call('engine.status', {})).directory);
});
afterAll(async () => {
  for (const { name } of await engine.client.call('plugin.list', {})) await uninstall(name);
  await engine.stop();
  await foo.dispose();
  await fooBar.dispose();
  await directory.remove();
});

const containers = (name: string) =>
  docker.listContainers({ all: true, filters: { label: [`${LABELS.directory}=${id}`, `app=${name}`] } });

async function uninstall(name: string): Promise<void> {
  await engine.client.call('plugin.uninstall', { plugin: name, force: true });
  await engine.gone(name);
}

async function installed(name: string, image: string): Promise<string> {
  await engine.client.call('plugin.install', { image });
  const plugin = await eventually(
    async () => {
      const found = await engine.plugin(name);
      if (found?.installState !== 'INSTALLED' || found.upgrade !== undefined || found.image !== image)
        throw new Error(found?.status ?? 'gone');
      return found;
    },
    { within: 30_000, what: `${name} being installed` },
  );
  return plugin.container?.id ?? '';
}

describe('with a real Docker engine', () => {
  it('A13: a tag that was built anew replaces the container by one of the new image', async () => {
    const image = foo.reference('1.0.0');
    const before = await installed('foo', image);
    const [repo = '', tag = ''] = image.split(':');
    await docker.getImage(sampleImage('1.1.0')).tag({ repo, tag });
    expect((await engine.client.call('plugin.install', { image })).outcome).toBe('queued');
    const { Id: wanted } = await docker.getImage(image).inspect();
    await eventually(
      async () => {
        const all = await containers('foo');
        expect(all.map(({ ImageID, State }) => `${ImageID} ${State}`)).toEqual([`${wanted} running`]);
        expect(all[0]?.Id).not.toBe(before);
        expect((await engine.plugin('foo'))?.installState).toBe('INSTALLED');
      },
      { within: 30_000, what: 'the container of the new image' },
    );
    await foo.tagAll();
  });

  it('A39: removing foo leaves the kept container of foo-bar', async () => {
    await installed('foo', foo.reference('1.0.0'));
    // The same sample under another name: its coordinates are taken, and its container is stopped and kept.
    await engine.client.call('plugin.install', { image: fooBar.reference('1.0.0') });
    expect((await engine.settled('foo-bar', ['FAILED'])).failure).toMatchObject({ code: 'COORDINATES_TAKEN' });
    const states = async () => (await containers('foo-bar')).map(({ Id, State }) => `${Id} ${State}`);
    await eventually(async () => expect((await states()).join()).toContain(' exited'), { within: 15_000 });
    const before = await states();
    await uninstall('foo');
    expect(await containers('foo')).toEqual([]);
    expect(await states()).toEqual(before);
    expect((await engine.plugin('foo-bar'))?.installState).toBe('FAILED');
    await uninstall('foo-bar');
  });

  it('B3: a plugin that keeps ending is started again twice, then FAILED for good and stopped', async () => {
    const container = await installed('foo', foo.reference('1.0.0'));
    for (const turn of [1, 2, 3]) {
      await engine.settled('foo', ['INSTALLED']);
      await docker.getContainer(container).kill();
      if (turn < 3)
        await eventually(
          async () => {
            const { State } = await docker.getContainer(container).inspect();
            if (!State.Running || (await engine.plugin('foo'))?.installState !== 'INSTALLED')
              throw new Error('not yet');
            const { startedAt } = (await engine.plugin('foo'))?.container ?? {};
            if (startedAt !== State.StartedAt) throw new Error('the start before');
          },
          { within: 30_000, what: 'the start after the end' },
        );
    }
    const failed = await engine.settled('foo', ['FAILED'], 20_000);
    expect(failed.failure).toMatchObject({ code: 'CRASH_LOOP' });
    expect((await containers('foo')).map(({ State }) => State)).toEqual(['exited']);
    await uninstall('foo');
  });

  it('B4: a container that ends at once is FAILED within seconds, with exit code and log', async () => {
    const begun = performance.now();
    await engine.client.call('plugin.install', { image: foo.reference('exits-at-once') });
    const { failure } = await engine.settled('foo', ['FAILED'], 10_000);
    expect(performance.now() - begun).toBeLessThan(10_000);
    expect(failure).toMatchObject({ code: 'CONTAINER_EXITED', exitCode: 3 });
    expect(failure?.logTail.join('\n')).toContain('SAMPLE_DATABASE_URL');
    await uninstall('foo');
  });

  it('B8: a removal while the container has just ended leaves none, and none comes back', async () => {
    const container = await installed('foo', foo.reference('1.0.0'));
    await docker.getContainer(container).kill();
    await uninstall('foo');
    expect(await containers('foo')).toEqual([]);
    expect(await engine.plugin('foo')).toBeUndefined();
  });

  it('B30: a network whose name only contains ours is not taken for ours', async () => {
    const foreign = await docker.createNetwork({ Name: `my-deltadock-${id}-x`, Labels: { 'deltadock.test': '1' } });
    try {
      const container = await installed('foo', foo.reference('1.0.0'));
      const { NetworkSettings } = await docker.getContainer(container).inspect();
      expect(Object.keys(NetworkSettings.Networks)).toEqual([`deltadock-${id.slice(0, 6)}`]);
      await uninstall('foo');
    } finally {
      await foreign.remove();
    }
  });
});
