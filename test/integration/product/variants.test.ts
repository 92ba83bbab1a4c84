import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ErrorCode } from '../../../shared/errors.ts';
import type { Failure, PluginView } from '../../../shared/model/plugin.ts';
import { type SampleTag, sampleImage } from '../../support/docker/sample-images.ts';
import { eventuallyTrue } from '../../support/eventually.ts';
import { createProductBench, type ProductBench } from '../../support/product/product-bench.ts';
import type { ProgramResult } from '../../support/run-program.ts';

/** How a misbehaving plugin must end, and the proof of it that must be shown. */
interface Expected {
  readonly code: ErrorCode;
  readonly step?: Failure['step'];
  readonly exitCode?: number;
  /** A line of the evidence. */
  readonly evidence?: string;
  /** A line of the container's log. */
  readonly log: string;
  /** A deadline in seconds, where the default one would only make the test long. */
  readonly setting?: readonly [string, string];
}

const variants = {
  // Docker itself takes 35 s to call these two unhealthy: 5 s of start period and 30 tries.
  'never-registers': {
    code: 'NEVER_REGISTERED',
    step: 'register',
    evidence: 'Health check said: cat: ',
    log: 'waiting for the database',
  },
  unhealthy: { code: 'UNHEALTHY', step: 'healthy', evidence: 'Health check said: cat: ', log: 'registered' },
  slow: {
    code: 'REGISTRATION_TIMEOUT',
    step: 'register',
    evidence: 'Its health check passes',
    log: 'before registering',
    setting: ['registrationTimeout', '4'],
  },
  'no-heartbeat': {
    code: 'NO_HEARTBEAT',
    evidence: 'No connection signed in at the work queue',
    log: 'running: wrote /tmp/running',
    setting: ['heartbeatTimeout', '3'],
  },
  'exits-at-once': {
    code: 'CONTAINER_EXITED',
    step: 'register',
    exitCode: 3,
    log: 'Error: Required setting SAMPLE_DATABASE_URL is not set',
  },
  'exits-after-registering': {
    code: 'EXITED_AFTER_REGISTRATION',
    step: 'healthy',
    exitCode: 4,
    log: 'fatal: the licence server closed the connection',
  },
  noisy: { code: 'CONTAINER_CRASHED', step: 'register', exitCode: 134, log: 'noise' },
  'wrong-coordinates': {
    code: 'COORDINATES_TAKEN',
    step: 'register',
    evidence: 'The coordinates org.deltafi:system-plugin are reserved',
    // The log is read when the refusal is sent; what the plugin says to it may come later.
    log: 'registering org.',
  },
  refused: {
    code: 'REGISTRATION_REFUSED',
    step: 'register',
    evidence: 'sampleLimit',
    log: 'registering org.',
  },
} as const satisfies Partial<Record<SampleTag, Expected>>;

type Variant = keyof typeof variants;
const NAMES = Object.keys(variants) as readonly Variant[];

interface Ended {
  readonly bench: ProductBench;
  readonly install: ProgramResult;
  readonly plugin: PluginView;
}

let ended: ReadonlyMap<Variant, Ended>;

/** All at once, each on a data directory of its own: most of the time is waiting. */
beforeAll(async () => {
  ended = new Map(await Promise.all(NAMES.map(async (name) => [name, await installVariant(name)] as const)));
});
afterAll(() => Promise.all([...ended.values()].map(({ bench }) => bench.dispose())));

describe.each(NAMES)('the misbehaving plugin %s', (name) => {
  const expected: Expected = variants[name];
  const result = (): Ended => {
    const found = ended.get(name);
    if (found === undefined) throw new Error(`${name} was not installed`);
    return found;
  };
  const failure = (): Failure => {
    const { plugin } = result();
    if (plugin.failure === undefined) throw new Error(`${name} has no failure`);
    return plugin.failure;
  };

  it(`ends FAILED with ${expected.code}, and install --wait with 1`, () => {
    const { install, plugin } = result();
    expect(install).toMatchObject({ code: 1, stdout: '' });
    expect(install.stderr).toContain(`(${expected.code})\n`);
    expect(install.stderr).toMatch(/\n {9}Next: .+\n$/);
    expect(plugin).toMatchObject({
      installState: 'FAILED',
      status: 'FAILED',
      reason: { code: expected.code, release: failure().next },
    });
    // The install of `no-heartbeat` was done: the plugin registered and was healthy before it was found out.
    const outcome = name === 'no-heartbeat' ? { outcome: 'done' } : { outcome: 'failed', code: expected.code };
    expect(plugin.lastOperation).toMatchObject({ kind: 'install', image: sampleImage(name), ...outcome });
  });

  it('says what happened and proves it', () => {
    const { code, step, exitCode, evidence, logTail, message, next } = failure();
    expect({ code, step, exitCode }).toEqual({ code: expected.code, step: expected.step, exitCode: expected.exitCode });
    expect(message).toMatch(/^[A-Z].*\w/);
    expect(next).not.toMatch(/[{}]/);
    expect(logTail.join('\n')).toContain(expected.log);
    if (expected.evidence !== undefined) expect(evidence.join('\n')).toContain(expected.evidence);
    for (const line of evidence) expect(result().install.stderr).toContain(line);
  });

  it('shows at most 50 log lines of 2 000 characters, none of them able to control a terminal', () => {
    const { logTail } = failure();
    expect(logTail.length).toBeGreaterThan(0);
    expect(logTail.length).toBeLessThanOrEqual(50);
    for (const line of logTail) {
      expect(line.length).toBeLessThanOrEqual(2_000);
      // oxlint-disable-next-line no-control-regex -- control characters are what must not be there
      expect(line).not.toMatch(/[\u0000-\u0008\u000A-\u001F\u007F-\u009F]/);
    }
  });

  it('has its container stopped and kept, so that it takes no work and can be looked at', async () => {
    const { bench } = result();
    await eventuallyTrue(async () => (await bench.containers()).every(({ State }) => !State.Running), {
      within: 15_000,
    });
    expect(await bench.containers()).toHaveLength(1);
  });
});

describe('a failed plugin', () => {
  it('is listed with its cause and the next step, and doctor finds it', async () => {
    const { bench } = ended.get('exits-at-once') ?? {};
    const list = await bench?.deltafi('plugin', 'list');
    expect(list).toMatchObject({ code: 0, stdout: expect.stringContaining('(CONTAINER_EXITED)\n  Next: ') as string });
    const doctor = await bench?.deltafi('doctor', 'sample-plugin');
    expect(doctor).toMatchObject({ code: 1, stdout: expect.stringContaining('[FAIL]   Plugin state') as string });
  });

  it('is INSTALLED once a sound image was installed in its place', async () => {
    const { bench } = ended.get('refused') ?? {};
    expect(await bench?.deltafi('plugin', 'install', sampleImage('1.0.0'), '--wait')).toMatchObject({ code: 0 });
    expect(await bench?.containers()).toMatchObject([{ State: { Running: true, Health: { Status: 'healthy' } } }]);
  });
});

async function installVariant(name: Variant): Promise<Ended> {
  const bench = await createProductBench();
  const { setting }: Expected = variants[name];
  if (setting !== undefined) await bench.deltafi('settings', 'set', ...setting);
  const install = await bench.deltafi('plugin', 'install', sampleImage(name), '--wait');
  return { bench, install, plugin: await bench.plugin() };
}
