import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { sampleImage } from '../../support/docker/sample-images.ts';
import { eventually } from '../../support/eventually.ts';
import { createProductBench, type ProductBench, SAMPLE } from '../../support/product/product-bench.ts';
import { type SampleProcess, startSampleProcess } from '../../support/sample-process.ts';

const NO_DOCKER = 'unix:///there/is/no/docker.sock';
const Environment = z.record(z.string(), z.string());

describe.each([
  ['beside Docker', {}],
  ['on a machine without Docker', { DOCKER_HOST: NO_DOCKER }],
])('a plugin that runs as a process of this machine, %s', (_where, environment) => {
  let bench: ProductBench;
  let plugin: SampleProcess | undefined;
  beforeAll(async () => {
    bench = await createProductBench(environment);
  });
  afterEach(async () => {
    await plugin?.dispose();
    plugin = undefined;
  });
  afterAll(() => bench.dispose());

  /** Starts the sample with what `plugin attach --json` prints, as an IDE would. */
  async function attach(): Promise<void> {
    const { code, stdout } = await bench.deltafi('plugin', 'attach', '--json');
    expect(code).toBe(0);
    const printed = Environment.parse(JSON.parse(stdout));
    plugin = startSampleProcess({ ...printed, SAMPLE_RUNNING_FILE: join(bench.directory, 'running') });
  }

  /** Waits for a sign of life of the present process: a former one may have left its own. */
  async function aliveSince(moment: number): Promise<void> {
    await eventually(async () => expect((await bench.shown()).heartbeatAt).toBeGreaterThan(moment), {
      within: 20_000,
      every: 100,
    });
  }

  it('is listed as attached and INSTALLED, with its heartbeat', async () => {
    await attach();
    const listed = await eventually(
      async () => {
        const found = await bench.shown();
        expect(found.heartbeatAt).toBeTypeOf('number');
        return found;
      },
      { within: 10_000, every: 100 },
    );
    expect(listed).toMatchObject({
      name: SAMPLE,
      displayName: 'Sample plugin',
      coordinates: { groupId: 'org.deltadock.sample', artifactId: SAMPLE, version: '1.0.0' },
      installState: 'INSTALLED',
      status: 'INSTALLED',
      attached: true,
      fresh: true,
      reason: { text: 'Attached; it registered from this machine and is alive' },
    });
    expect(listed).not.toHaveProperty('container');
    expect(await bench.deltafi('plugin', 'describe', SAMPLE)).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('runs outside Docker') as string,
    });
  });

  it('is still listed after its engine was started anew, and alive again by itself', async () => {
    const before = Date.now();
    await attach();
    await aliveSince(before);
    await bench.deltafi('stop');
    const stopped = Date.now();
    expect(await bench.plugin()).toMatchObject({ attached: true, installState: 'INSTALLED' });
    await aliveSince(stopped);
  });

  it('keeps an image of the same name from being installed over it, with the reason', async () => {
    const { code, stderr } = await bench.deltafi('plugin', 'install', sampleImage('1.0.0'), '--wait');
    expect(code).toBe(1);
    expect(stderr).toContain('(PLUGIN_ATTACHED)');
  });

  it('is gone after uninstall, and back when it registers again', async () => {
    expect(await bench.deltafi('plugin', 'uninstall', SAMPLE)).toMatchObject({ code: 0 });
    expect(await bench.list()).toEqual([]);
    await attach();
    await eventually(() => bench.shown(), { within: 10_000, every: 100 });
  });
});
