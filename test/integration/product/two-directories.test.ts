import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sampleImage } from '../../support/docker/sample-images.ts';
import { eventuallyTrue } from '../../support/eventually.ts';
import { createProductBench, type ProductBench, SAMPLE } from '../../support/product/product-bench.ts';
import type { ProgramResult } from '../../support/run-program.ts';

const IMAGE = sampleImage('1.0.0');

describe('two data directories on one Docker engine', () => {
  let one: ProductBench;
  let other: ProductBench;
  let installs: readonly ProgramResult[];
  beforeAll(async () => {
    [one, other] = await Promise.all([createProductBench(), createProductBench()]);
    installs = await Promise.all([one, other].map((bench) => bench.deltafi('plugin', 'install', IMAGE, '--wait')));
  });
  afterAll(() => Promise.all([one.dispose(), other.dispose()]));

  it('install the same image at once', () => {
    expect(installs.map(({ code }) => code)).toEqual([0, 0]);
  });

  it('have containers, networks and doors of their own', async () => {
    const all = await Promise.all(
      [one, other].map(async (bench) => ({
        id: await bench.id(),
        containers: (await bench.containers()).map(({ Name }) => Name),
        networks: await bench.networks(),
        doors: (await (await bench.client()).call('engine.status', {})).doors,
        plugins: (await bench.list()).map(({ id }) => id),
      })),
    );
    for (const { id, containers, networks, plugins } of all) {
      expect(containers).toEqual([`/${SAMPLE}-${id}`]);
      expect(networks).toEqual([`deltadock-${id}`]);
      expect(plugins).toHaveLength(1);
    }
    const addresses = all.flatMap(({ doors }) => Object.values(doors));
    expect(new Set(addresses).size).toBe(8);
  });

  it('know each its own containers: no token of one is taken by the other', async () => {
    const [container] = await one.containers();
    const coreUrl = container?.Config.Env.find((line) => line.startsWith('CORE_URL='));
    const { bridge } = (await (await other.client()).call('engine.status', {})).doors;
    const answer = await fetch(`${bridge ?? ''}/c/${coreUrl?.split('/c/')[1] ?? ''}/plugins`, { method: 'POST' });
    expect(answer.status).toBe(403);
    expect(answer.headers.get('deltadock-error')).toBe('REGISTRATION_TOKEN_UNKNOWN');
  });

  it('are left alone by uninstall and stop of the other', async () => {
    const before = await other.containers();
    expect(await one.deltafi('plugin', 'uninstall', SAMPLE)).toMatchObject({ code: 0 });
    expect(await one.deltafi('stop')).toMatchObject({ code: 0 });
    expect(await one.containers()).toEqual([]);
    await eventuallyTrue(async () => (await one.networks()).length === 0);
    const after = await other.containers();
    expect(after.map(({ Id, State }) => [Id, State.StartedAt])).toEqual(
      before.map(({ Id, State }) => [Id, State.StartedAt]),
    );
    expect(await other.plugin()).toMatchObject({
      installState: 'INSTALLED',
      reason: { text: 'Registered and healthy' },
    });
  });
});

describe('two commands at once on one new data directory', () => {
  let bench: ProductBench;
  beforeAll(async () => {
    bench = await createProductBench();
  });
  afterAll(() => bench.dispose());

  it('start one engine and both succeed', async () => {
    const results = await Promise.all([
      bench.deltafi('plugin', 'install', IMAGE, '--wait'),
      bench.deltafi('plugin', 'list'),
      bench.deltafi('doctor'),
    ]);
    expect(results.map(({ code, stdout, stderr }) => (code === 0 ? 0 : `${stdout}${stderr}`))).toEqual([0, 0, 0]);
    const { pid } = await bench.engine();
    const lists = await Promise.all([1, 2, 3].map(() => bench.list()));
    expect(lists.map((plugins) => plugins.length)).toEqual([1, 1, 1]);
    expect((await bench.engine()).pid).toBe(pid);
    expect(await bench.containers()).toHaveLength(1);
  });
});
