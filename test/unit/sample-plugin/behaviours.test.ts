import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type CoreDouble, startCoreDouble } from '../../support/core-double.ts';
import { eventuallyTrue } from '../../support/eventually.ts';
import { type QueueDouble, startQueueDouble } from '../../support/queue-double.ts';
import { type SampleProcess, startSampleProcess } from '../../support/sample-process.ts';

const ACTION = 'org.deltadock.sample.UpperCaseTransform';
const HEARTBEATS = 'org.deltafi.action-queue.heartbeat';
const PASSWORD = 'queue secret';

let core: CoreDouble;
let queue: QueueDouble;
let directory: string;
let runningFile: string;
let plugin: SampleProcess | undefined;

beforeEach(async () => {
  core = await startCoreDouble();
  queue = await startQueueDouble({ password: PASSWORD });
  directory = await mkdtemp(join(tmpdir(), 'sample-plugin-'));
  runningFile = join(directory, 'running');
});

afterEach(async () => {
  await plugin?.dispose();
  plugin = undefined;
  await core.dispose();
  await queue.close();
  await rm(directory, { recursive: true });
});

function start(environment: Readonly<Record<string, string>> = {}): SampleProcess {
  plugin = startSampleProcess({
    CORE_URL: `${core.url}/c/token-1`,
    VALKEY_URL: `http://127.0.0.1:${queue.port}`,
    VALKEY_PASSWORD: PASSWORD,
    IMAGE: 'deltadock/sample-plugin:1.0.0',
    APP_NAME: 'sample-plugin',
    SAMPLE_RUNNING_FILE: runningFile,
    ...environment,
  });
  return plugin;
}

function registration(): Record<string, unknown> {
  return JSON.parse(core.requests[0]?.body ?? 'null') as Record<string, unknown>;
}

const written = (): boolean => existsSync(runningFile);
const within = { within: 10_000 };

describe('a well-behaved sample', () => {
  it('registers once, under CORE_URL with /plugins added and nothing else', async () => {
    start();
    await eventuallyTrue(written, within);
    expect(core.requests).toHaveLength(1);
    const [request] = core.requests;
    expect(request).toMatchObject({ method: 'POST', path: '/c/token-1/plugins' });
    expect(request?.headers['content-type']).toBe('application/json');
    expect(request?.headers.authorization).toBeUndefined();
    expect(registration()).toMatchObject({
      pluginCoordinates: {
        groupId: 'org.deltadock.sample',
        artifactId: 'sample-plugin',
        version: '1.0.0',
      },
      image: 'deltadock/sample-plugin:1.0.0',
      imagePullSecret: null,
      actions: [{ name: ACTION, type: 'TRANSFORM', supportsJoin: false }],
      flowPlans: [
        { name: 'sample-input', type: 'REST_DATA_SOURCE', topic: 'sample-raw' },
        { name: 'sample-upper', type: 'TRANSFORM', transformActions: [{ type: ACTION }] },
      ],
    });
  });

  it('sends the keys of a genuine kit, in their order', async () => {
    start();
    await eventuallyTrue(written, within);
    expect(Object.keys(registration())).toEqual([
      'pluginCoordinates',
      'displayName',
      'description',
      'actionKitVersion',
      'image',
      'imagePullSecret',
      'dependencies',
      'actions',
      'lookupTables',
      'variables',
      'flowPlans',
      'integrationTests',
    ]);
    expect(core.requests[0]?.body).not.toContain(PASSWORD);
  });

  it('takes work on one connection and heartbeats on another, as a genuine kit does', async () => {
    start();
    await eventuallyTrue(() => queue.hash(HEARTBEATS).has(ACTION), within);
    const byConnection = Object.values(Object.groupBy(queue.commands, (one) => one.connection)).map((commands = []) =>
      commands.map(({ words }) => words.slice(0, 3)),
    );
    const opening = [
      ['AUTH', PASSWORD],
      ['CLIENT', 'SETINFO', 'LIB-NAME'],
      ['CLIENT', 'SETINFO', 'LIB-VER'],
    ];
    expect(byConnection).toEqual([
      [...opening, ['BZPOPMIN', ACTION, '0']],
      [...opening, ['HSET', HEARTBEATS, ACTION]],
    ]);
  });

  it('sends no AUTH where there is no password', async () => {
    const open = await startQueueDouble();
    try {
      start({ VALKEY_URL: `redis://127.0.0.1:${open.port}`, VALKEY_PASSWORD: '' });
      await eventuallyTrue(() => open.hash(HEARTBEATS).has(ACTION), within);
      expect(open.commands.filter(({ words }) => words[0] === 'AUTH')).toEqual([]);
    } finally {
      await open.close();
    }
  });

  it('answers a task with an ERROR result that echoes its context', async () => {
    start();
    const actionContext = { did: 'd-1', flowName: 'sample-upper', flowId: 'f-1', actionName: 'U' };
    queue.put(ACTION, JSON.stringify({ deltaFileMessages: [], actionContext, actionParams: {} }));
    await eventuallyTrue(() => queue.members('dgs').length === 1, within);
    const result = JSON.parse(queue.members('dgs')[0] ?? '') as Record<string, unknown>;
    expect(result).toMatchObject({ ...actionContext, type: 'ERROR', messages: [], metrics: [] });
    expect(result['error']).toMatchObject({ annotations: {} });
    expect(result['start']).toBeCloseTo(Date.now() / 1_000, -2);
  });

  it('answers at the return address, and null where the context says nothing', async () => {
    start();
    const input = { deltaFileMessages: [], actionContext: { did: 'd-2' }, returnAddress: 'bench' };
    queue.put(ACTION, JSON.stringify(input));
    await eventuallyTrue(() => queue.members('dgs-bench').length === 1, within);
    expect(JSON.parse(queue.members('dgs-bench')[0] ?? '')).toMatchObject({
      did: 'd-2',
      flowName: null,
      flowId: null,
      actionName: null,
    });
  });

  it('drops an event that cannot be read, says so, and takes the next', async () => {
    const { output } = start();
    queue.put(ACTION, 'not json', 1);
    queue.put(ACTION, JSON.stringify({ actionContext: { did: 'd-3' } }), 2);
    await eventuallyTrue(() => queue.members('dgs').length === 1, within);
    expect(queue.members('dgs')[0]).toContain('d-3');
    expect(output()).toContain('dropped a task that cannot be read');
  });

  it('is healthy without a queue, and serves within seconds once the queue is there', async () => {
    await queue.close();
    const { output } = start();
    await eventuallyTrue(written, within);
    await eventuallyTrue(() => output().includes('trying again every second'), within);
    await queue.open();
    await eventuallyTrue(() => queue.hash(HEARTBEATS).has(ACTION) && queue.waiting(ACTION) === 1, within);
    await queue.close();
    await queue.open();
    await eventuallyTrue(() => queue.waiting(ACTION) === 1, within);
  });

  it('says that it idles when the queue rejects its password', async () => {
    const { output } = start({ VALKEY_PASSWORD: 'wrong' });
    await eventuallyTrue(written, within);
    await eventuallyTrue(() => output().includes('WRONGPASS'), within);
    expect(queue.hash(HEARTBEATS).size).toBe(0);
  });

  it('says that it idles when VALKEY_URL has no port', async () => {
    const { output } = start({ VALKEY_URL: 'http://127.0.0.1' });
    await eventuallyTrue(written, within);
    expect(output()).toContain('VALKEY_URL has no port');
    expect(queue.commands).toEqual([]);
  });

  it('ends with 0 within half a second of SIGTERM', async () => {
    const { signal, ended } = start();
    await eventuallyTrue(written, within);
    const asked = performance.now();
    signal('SIGTERM');
    await expect(ended).resolves.toEqual({ code: 0, signal: null });
    expect(performance.now() - asked).toBeLessThan(500);
  });
});

describe('a sample whose registration is refused', () => {
  it('prints the status and each line, and ends with 1', async () => {
    core.answerWith(400, 'The plugin version cannot be null or empty\nAction name x is too long');
    const { output, ended } = start();
    await expect(ended).resolves.toEqual({ code: 1, signal: null });
    expect(output()).toMatch(/HTTP 400\n.*version cannot be null or empty\n.*x is too long\n/);
    expect(written()).toBe(false);
  });

  it('ends with 1 when the core cannot be reached', async () => {
    await core.dispose();
    const { output, ended } = start();
    await expect(ended).resolves.toEqual({ code: 1, signal: null });
    expect(output()).toContain('ECONNREFUSED');
    core = await startCoreDouble();
  });

  it('hangs like the Python kit when told to, and goes on taking work', async () => {
    core.answerWith(400, 'no');
    const { output } = start({ SAMPLE_ON_REFUSED: 'hang' });
    await eventuallyTrue(() => output().includes('go on taking work'), within);
    queue.put(ACTION, JSON.stringify({ actionContext: { did: 'd-4' } }));
    await eventuallyTrue(() => queue.members('dgs').length === 1, within);
    expect(core.requests).toHaveLength(1);
    expect(queue.hash(HEARTBEATS).size).toBe(0);
    expect(written()).toBe(false);
  });
});

describe('a misbehaving sample', () => {
  it('slow: looks healthy, takes work, and registers only later', async () => {
    const { output } = start({ SAMPLE_BEHAVIOUR: 'slow', SAMPLE_DELAY_MS: '1000' });
    await eventuallyTrue(() => written() && queue.waiting(ACTION) === 1, within);
    expect(core.requests).toEqual([]);
    await eventuallyTrue(() => queue.hash(HEARTBEATS).has(ACTION), within);
    expect(core.requests).toHaveLength(1);
    expect(output()).toContain('taking 1000 ms before registering');
  });

  it('exits-at-once: a stack trace and 3', async () => {
    const { output, ended } = start({ SAMPLE_BEHAVIOUR: 'exits-at-once' });
    await expect(ended).resolves.toEqual({ code: 3, signal: null });
    expect(output()).toMatch(/Error: Required setting SAMPLE_DATABASE_URL is not set\n +at /);
    expect(core.requests).toEqual([]);
  });

  it('exits-after-registering: registered, never healthy, 4', async () => {
    const { ended } = start({ SAMPLE_BEHAVIOUR: 'exits-after-registering' });
    await expect(ended).resolves.toEqual({ code: 4, signal: null });
    expect(core.requests).toHaveLength(1);
    expect(written()).toBe(false);
  });

  it('never-registers: logs every second and nothing else', async () => {
    const { output } = start({ SAMPLE_BEHAVIOUR: 'never-registers' });
    await eventuallyTrue(() => output().includes('(1 s)'), within);
    expect(core.requests).toEqual([]);
    expect(queue.commands).toEqual([]);
    expect(written()).toBe(false);
  });

  it('unhealthy: registers and heartbeats, never healthy', async () => {
    start({ SAMPLE_BEHAVIOUR: 'unhealthy' });
    await eventuallyTrue(() => queue.hash(HEARTBEATS).has(ACTION), within);
    expect(core.requests).toHaveLength(1);
    expect(written()).toBe(false);
  });

  it('wrong-coordinates: claims the reserved ones and hangs when refused', async () => {
    core.answerWith(400, 'reserved');
    const { output } = start({ SAMPLE_BEHAVIOUR: 'wrong-coordinates' });
    await eventuallyTrue(() => output().includes('go on taking work'), within);
    expect(registration()['pluginCoordinates']).toEqual({
      groupId: 'org.deltafi',
      artifactId: 'system-plugin',
      version: '1.0.0',
    });
    expect(written()).toBe(false);
  });

  it('refused: sends an action name and a default that no core accepts, and hangs', async () => {
    core.answerWith(400, 'two errors');
    const { output } = start({ SAMPLE_BEHAVIOUR: 'refused' });
    await eventuallyTrue(() => output().includes('go on taking work'), within);
    const { actions, variables } = registration() as {
      actions: { name: string }[];
      variables: { dataType: string; defaultValue: string }[];
    };
    expect(actions.map(({ name }) => name.length)).toEqual([300]);
    expect(variables).toMatchObject([{ dataType: 'NUMBER', defaultValue: 'many' }]);
    expect(written()).toBe(false);
  });

  it('noisy: floods its log with everything that is hard to show, then aborts', async () => {
    const { output, ended } = start({ SAMPLE_BEHAVIOUR: 'noisy' });
    await expect(ended).resolves.toEqual({ code: null, signal: 'SIGABRT' });
    const text = output();
    expect(text.match(/line \d+ of 20000/g)).toHaveLength(20_000);
    expect(text).toContain('x'.repeat(1_000_000));
    expect(text).toContain('\u001b]8;;https://example.invalid/');
    expect(text).toContain('\rdownloading 99 %');
    expect(text).toContain('bad: \ufffd');
    expect(core.requests).toEqual([]);
  });

  it('no-heartbeat: registered and healthy, but never at our queue', async () => {
    const { signal, ended } = start({ SAMPLE_BEHAVIOUR: 'no-heartbeat' });
    await eventuallyTrue(written, within);
    signal('SIGTERM');
    await ended;
    expect(core.requests).toHaveLength(1);
    expect(queue.commands).toEqual([]);
  });

  it('of an unknown kind says so and ends with 2', async () => {
    const { output, ended } = start({ SAMPLE_BEHAVIOUR: 'lazy' });
    await expect(ended).resolves.toEqual({ code: 2, signal: null });
    expect(output()).toContain('SAMPLE_BEHAVIOUR does not know "lazy"');
  });
});
