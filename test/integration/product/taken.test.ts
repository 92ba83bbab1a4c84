import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { sampleImage } from '../../support/docker/sample-images.ts';
import { eventuallyTrue } from '../../support/eventually.ts';
import { createProductBench, type ProductBench, SAMPLE, withoutState } from '../../support/product/product-bench.ts';

const IMAGE = sampleImage('1.0.0');
/** Runs without a core. */
const LASTING = sampleImage('never-registers');
/** What marks the objects of a stranger in these tests, so that they can be found and removed. */
const FOREIGN = { 'deltadock.test': '1' };

let bench: ProductBench;
beforeEach(async () => {
  bench = await createProductBench();
  // Gives the directory its id, and with it the names.
  expect(await bench.list()).toEqual([]);
});
afterEach(() => bench.dispose());

describe('a wanted name that somebody else has', () => {
  it('of a container: NAME_TAKEN naming the holder, which stays as it is; free again, the install goes through', async () => {
    const name = `${SAMPLE}-${await bench.id()}`;
    const holder = await bench.docker.createContainer({ name, Image: LASTING, Labels: FOREIGN });
    try {
      await holder.start();
      const before = await withoutState(bench.docker, holder.id);
      const { code, stderr } = await bench.deltafi('plugin', 'install', IMAGE, '--wait');
      expect(code).toBe(1);
      expect(stderr).toContain('(NAME_TAKEN)');
      expect(stderr).toMatch(new RegExp(`Next: Rename or remove .*${name}.* with docker yourself, then install again`));
      expect(stderr).toContain(holder.id.slice(0, 12));
      expect(await bench.plugin()).toMatchObject({
        installState: 'FAILED',
        failure: { code: 'NAME_TAKEN', step: 'create' },
      });
      expect(await withoutState(bench.docker, holder.id)).toEqual(before);
      expect((await holder.inspect()).State.Running).toBe(true);
      expect(await bench.containers()).toEqual([]);
    } finally {
      await holder.remove({ force: true });
    }
    expect(await bench.deltafi('plugin', 'install', IMAGE, '--wait')).toMatchObject({ code: 0 });
  });

  it('of a network: NAME_TAKEN naming the holder, which stays as it is; free again, the install goes through', async () => {
    const name = `deltadock-${await bench.id()}`;
    const holder = await bench.docker.createNetwork({ Name: name, Labels: FOREIGN });
    try {
      const before: unknown = await holder.inspect();
      const { code, stderr } = await bench.deltafi('plugin', 'install', IMAGE, '--wait');
      expect(code).toBe(1);
      expect(stderr).toContain('(NAME_TAKEN)');
      expect(stderr).toContain(`the network ${name} (${holder.id.slice(0, 12)}`);
      expect(await holder.inspect()).toEqual(before);
      expect(await bench.containers()).toEqual([]);
    } finally {
      await holder.remove();
    }
    expect(await bench.deltafi('plugin', 'install', IMAGE, '--wait')).toMatchObject({ code: 0 });
  });

  it('stays with its holder when the plugin that never got it is uninstalled', async () => {
    const name = `${SAMPLE}-${await bench.id()}`;
    const holder = await bench.docker.createContainer({ name, Image: IMAGE, Labels: FOREIGN });
    try {
      await bench.deltafi('plugin', 'install', IMAGE, '--wait');
      expect(await bench.deltafi('plugin', 'uninstall', SAMPLE)).toMatchObject({ code: 0 });
      expect(await holder.inspect()).toMatchObject({ Name: `/${name}` });
    } finally {
      await holder.remove({ force: true });
    }
  });
});

describe('a port of the core door that somebody else has', () => {
  let holder: ChildProcess;
  let port: number;
  beforeAll(async () => {
    const program = `const s = require('net').createServer().listen(0, '127.0.0.1', () => console.log(s.address().port))`;
    holder = spawn(process.execPath, ['-e', program], { stdio: ['ignore', 'pipe', 'inherit'] });
    const [line] = (await once(holder.stdout ?? holder, 'data')) as [Buffer];
    port = Number(line.toString());
  });
  afterAll(() => holder.kill());

  it('is PORT_TAKEN naming the process, and leaves the data directory as it was', async () => {
    await bench.deltafi('stop');
    const before = await bench.stored();
    const { code, stdout, stderr } = await bench.deltafi('serve', '--no-open', '--core-port', String(port));
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({ ready: false, error: { code: 'PORT_TAKEN' } });
    expect(stderr).toContain(`Port ${String(port)} is taken by node (process ${String(holder.pid)}) (PORT_TAKEN)`);
    expect(stderr).toContain('choose another port with --core-port');
    expect(await bench.stored()).toBe(before);
    expect((await bench.deltafi('status')).code).toBe(3);
    expect(await bench.list()).toEqual([]);
  });
});

describe('the same install twice', () => {
  it('by two commands at once joins: both end with 0, and there is one container', async () => {
    const results = await Promise.all([1, 2].map(() => bench.deltafi('plugin', 'install', IMAGE, '--wait')));
    expect(results.map(({ code }) => code)).toEqual([0, 0]);
    expect(await bench.list()).toHaveLength(1);
    const containers = await bench.containers();
    expect(containers).toHaveLength(1);
    // Started once and not anew for the second wish.
    expect(containers[0]).toMatchObject({ RestartCount: 0, State: { Running: true } });
  });

  it('the second says that the first is under way', async () => {
    await bench.deltafi('settings', 'set', 'registrationTimeout', '100');
    expect((await bench.deltafi('plugin', 'install', sampleImage('slow'))).stdout).toContain('queued for installation');
    expect((await bench.deltafi('plugin', 'install', sampleImage('slow'))).stdout).toContain('being installed already');
    await eventuallyTrue(async () => (await bench.containers()).length === 1, { within: 10_000 });
    expect(await bench.list()).toHaveLength(1);
  });
});
