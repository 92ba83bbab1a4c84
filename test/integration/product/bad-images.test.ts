import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { PluginView } from '../../../shared/model/plugin.ts';
import { type Registry, startRegistry } from '../../support/docker/registry.ts';
import { sampleImage } from '../../support/docker/sample-images.ts';
import { createProductBench, type ProductBench, SAMPLE } from '../../support/product/product-bench.ts';

const RIGHT = { username: 'tester', password: 'a right password' };

let bench: ProductBench;
let open: Registry;
let guarded: Registry;
let dockerConfig: string;

beforeAll(async () => {
  dockerConfig = await mkdtemp(join(tmpdir(), 'deltadock-docker-config-'));
  await signIn({});
  bench = await createProductBench({ DOCKER_CONFIG: dockerConfig });
  [open, guarded] = await Promise.all([startRegistry(), startRegistry({ credentials: RIGHT })]);
  await open.push(bench.docker, sampleImage('1.0.0'));
  await guarded.push(bench.docker, sampleImage('1.0.0'));
  await bench.deltafi('plugin', 'install', sampleImage('1.0.0'), '--wait');
});
afterAll(async () => {
  await bench.dispose();
  await Promise.all([open.dispose(), guarded.dispose()]);
  await rm(dockerConfig, { recursive: true, force: true });
});

/** The plugin that was there before goes on as if nothing had happened. */
afterEach(async () => {
  expect(await bench.shown()).toMatchObject({ installState: 'INSTALLED', image: sampleImage('1.0.0') });
});

describe('a reference that is none', () => {
  it.each([
    ['', 'is empty'],
    ['   ', 'is empty'],
    ['two words', 'white space'],
    ['Upper/plugin:1.0.0', 'lower case'],
    ['deltadock/Sample-Plugin', 'lower case'],
    ['name:', 'not an image reference'],
    [':1.0.0', 'not an image reference'],
    ['name:tag:tag', 'not an image reference'],
    ['http://registry.example.com/name', 'not an image reference'],
    ['name@sha256:abc', 'not an image reference'],
    ['../name', 'not an image reference'],
    ['-name', 'not an image reference'],
    [`${'n'.repeat(300)}:1`, 'not an image reference'],
  ])('%j is refused at once with the next step, and stores nothing', async (reference, why) => {
    const before = await bench.stored();
    const result = await bench.deltafi('plugin', 'install', '--wait', '--', reference);
    expect(result).toMatchObject({ code: 2, stdout: '' });
    expect(result.stderr).toMatch(/^\[FAIL\] {3}.*\(IMAGE_REFERENCE_INVALID\)\n {9}Next: Write it like .*\n$/);
    expect(result.stderr).toContain(why);
    expect(await bench.stored()).toBe(before);
  });
});

describe('an image that cannot be had', () => {
  it.each([
    ['an unknown repository', () => `${open.address}/team/unknown-plugin:1.0.0`, 'IMAGE_NOT_FOUND'],
    ['an unknown tag', () => `${open.address}/deltadock/other-plugin:9.9.9`, 'IMAGE_NOT_FOUND'],
    ['a registry where nobody listens', () => '127.0.0.1:1/team/lost-plugin:1.0.0', 'REGISTRY_UNREACHABLE'],
    ['a registry whose name is unknown', () => 'registry.invalid/team/far-plugin:1.0.0', 'REGISTRY_UNREACHABLE'],
  ])('%s ends FAILED with its own code', async (_what, reference, code) => {
    const failed = await installFailing(reference());
    expect(failed.plugin.failure).toMatchObject({ code, step: 'pull', logTail: [] });
    expect(failed.stderr).toContain(`(${code})\n`);
    expect(failed.plugin.container).toBeUndefined();
  });

  it('with --pull never, one that is not here ends FAILED without asking any registry', async () => {
    const failed = await installFailing(`${open.address}/deltadock/never-pulled:1.0.0`, '--pull', 'never');
    expect(failed.plugin.failure).toMatchObject({ code: 'IMAGE_NOT_LOCAL', step: 'pull' });
  });

  it('is gone after uninstall, like any plugin', async () => {
    const { plugin } = await installFailing(`${open.address}/team/short-lived:1.0.0`);
    expect(await bench.deltafi('plugin', 'uninstall', plugin.name)).toMatchObject({ code: 0 });
    expect((await bench.list()).map(({ name }) => name)).not.toContain(plugin.name);
  });
});

describe('a registry that asks who is there', () => {
  // Another name than that of the plugin which is installed already.
  const reference = () => `${guarded.address}/deltadock/${SAMPLE}:1.0.0`;
  let other: ProductBench;
  beforeAll(async () => {
    other = await createProductBench({ DOCKER_CONFIG: dockerConfig });
  });
  afterAll(async () => {
    await other.dispose();
    await bench.docker.getImage(reference()).remove({ force: true });
  });

  it('without credentials: REGISTRY_CREDENTIALS_MISSING, and how to sign in', async () => {
    const { code, stderr } = await other.deltafi('plugin', 'install', reference(), '--wait');
    expect({ code, stderr }).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('(REGISTRY_CREDENTIALS_MISSING)') as string,
    });
    expect(stderr).toContain(`Next: Sign in with \`docker login ${guarded.address}\``);
  });

  it('with wrong ones: REGISTRY_CREDENTIALS_WRONG, without the password in any text or file', async () => {
    const wrong = 'not-the-password-4711';
    await signIn({ [guarded.address]: { ...RIGHT, password: wrong } });
    const { code, stderr, stdout } = await other.deltafi('plugin', 'install', reference(), '--wait');
    expect({ code, stderr }).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('(REGISTRY_CREDENTIALS_WRONG)') as string,
    });
    expect(`${stdout}${stderr}${await other.stored()}`).not.toContain(wrong);
  });

  it('with the right ones, after the user signed in: INSTALLED, by the engine that was running all the time', async () => {
    await signIn({ [guarded.address]: RIGHT });
    expect(await other.deltafi('plugin', 'install', reference(), '--wait')).toMatchObject({ code: 0 });
    expect(await other.plugin()).toMatchObject({
      installState: 'INSTALLED',
      digest: expect.stringMatching(/^sha256:/) as string,
    });
    expect(await other.stored()).not.toContain(RIGHT.password);
  });
});

/** Installs what must fail; answers the failed plugin and what the command said. */
async function installFailing(
  reference: string,
  ...options: readonly string[]
): Promise<{ readonly plugin: PluginView; readonly stderr: string }> {
  const { code, stdout, stderr } = await bench.deltafi('plugin', 'install', reference, '--wait', ...options);
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  const plugin = (await bench.list()).find(({ image }) => image === reference);
  if (plugin === undefined) throw new Error(`${reference} is not listed`);
  expect(plugin).toMatchObject({
    installState: 'FAILED',
    lastOperation: { outcome: 'failed', code: plugin.failure?.code },
  });
  expect(stderr).toContain(`Next: ${plugin.failure?.next ?? ''}`);
  return { plugin, stderr };
}

/** What `docker login` leaves in the user's configuration. */
async function signIn(logins: Readonly<Record<string, typeof RIGHT>>): Promise<void> {
  const auths = Object.fromEntries(
    Object.entries(logins).map(([registry, { username, password }]) => [
      registry,
      { auth: Buffer.from(`${username}:${password}`).toString('base64') },
    ]),
  );
  await writeFile(join(dockerConfig, 'config.json'), JSON.stringify({ auths }));
}
