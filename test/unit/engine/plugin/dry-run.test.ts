import { describe, expect, it } from 'vitest';
import { AppError } from '../../../../shared/errors.ts';
import { createBenchEngine, registrationOf } from '../../../support/fakes/bench-engine.ts';
import { settled } from '../../../support/fakes/manual-clock.ts';

const IMAGE = 'acme/tool:1.0.0';

async function bench() {
  const made = await createBenchEngine();
  const run = (image: string, pull?: 'always' | 'never') =>
    made.engine.handlers['plugin.dryRun'](pull === undefined ? { image } : { image, pull });
  return { ...made, run };
}

describe('a dry run', () => {
  it('of a local image needs no network and changes nothing', async () => {
    const { run, runtime } = await bench();
    const { kind, checks, steps } = await run(IMAGE);
    expect(kind).toBe('install');
    expect(checks.every(({ outcome }) => outcome !== 'problem')).toBe(true);
    expect(steps.map(({ title }) => title)).not.toContain('Pull the image');
    expect(runtime.calls).toEqual([]);
  });

  it('tells what is wrong before anything is tried', async () => {
    const { run, runtime } = await bench();
    expect((await run('Not Valid')).checks[0]).toMatchObject({ code: 'IMAGE_REFERENCE_INVALID' });
    expect((await run('acme/missing:1')).checks[0]).toMatchObject({ code: 'IMAGE_NOT_FOUND' });
    expect((await run('acme/missing:1', 'never')).checks[0]).toMatchObject({ code: 'IMAGE_NOT_LOCAL' });
    runtime.override({ platform: async () => ({ os: 'linux', architecture: 'arm64' }) });
    expect((await run(IMAGE)).checks.find(({ id }) => id === 'platform')).toMatchObject({ code: 'ARCHITECTURE_WRONG' });
    runtime.override({
      inspectRemoteImage: () => Promise.reject(new AppError('REGISTRY_UNREACHABLE', 'No answer.')),
    });
    const refused = await run('acme/missing:1');
    expect(refused).toMatchObject({ kind: 'refused', steps: [] });
    expect(refused.checks[0]).toMatchObject({ code: 'REGISTRY_UNREACHABLE' });
    runtime.goDown();
    expect((await run(IMAGE)).checks[0]).toMatchObject({ code: 'DOCKER_UNREACHABLE' });
  });

  it('names what an image that has to be pulled is', async () => {
    const { run, runtime } = await bench();
    runtime.override({
      inspectRemoteImage: async () => ({ digest: `sha256:${'ab'.repeat(32)}`, platforms: ['linux/amd64'] }),
    });
    const { kind, steps, checks } = await run('reg.example/acme/new:1');
    expect([kind, steps[0]?.title]).toEqual(['install', 'Pull the image']);
    expect(checks[0]?.finding).toContain('reg.example');
  });

  it('tells a join, the same image again and another image for an installed plugin apart', async () => {
    const made = await bench();
    await made.engine.handlers['plugin.install']({ image: IMAGE });
    await settled();
    expect((await made.run(IMAGE)).kind).toBe('join');
    await made.register(registrationOf('tool'));
    made.runtime.set('c1', { health: 'healthy' });
    await settled();
    expect((await made.run(IMAGE)).kind).toBe('installed');
    expect((await made.run('acme/tool:2.0.0')).kind).toBe('upgrade');
  });

  it('leaves a history of what really happened, newest first', async () => {
    const made = await bench();
    await made.engine.handlers['plugin.install']({ image: IMAGE });
    await settled();
    await made.register(registrationOf('tool'));
    made.runtime.set('c1', { health: 'healthy' });
    await settled();
    const history = await made.engine.handlers['plugin.history']({ plugin: 'tool' });
    expect(history.map(({ actor, text }) => `${actor}: ${text}`)).toEqual([
      'engine: Installed: registered and healthy',
      'plugin: Registered as org.acme:tool:1.0.0',
      `user: Install of ${IMAGE} wished`,
    ]);
  });
});
