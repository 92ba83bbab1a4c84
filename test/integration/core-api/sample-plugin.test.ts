import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Door } from '../../../electron/core-api/door-listeners.ts';
import { createWorkDoor, WORK_DOOR_LIMITS } from '../../../electron/core-api/resp/work-door.ts';
import { CORE_DOOR_LIMITS, createCoreDoor } from '../../../electron/core-api/rest/core-door.ts';
import { checkRegistration } from '../../../electron/engine/plugin/registration/check-registration.ts';
import {
  type RecordingCoreHandlers,
  type RecordingWorkHandlers,
  recordingCoreHandlers,
  recordingLogger,
  recordingWorkHandlers,
} from '../../support/core-api/door-handlers.ts';
import { eventuallyTrue } from '../../support/eventually.ts';
import { type SampleProcess, startSampleProcess } from '../../support/sample-process.ts';

let core: RecordingCoreHandlers;
let work: RecordingWorkHandlers;
let doors: readonly Door[];
let environment: Readonly<Record<string, string>>;
let folder: string;
let plugin: SampleProcess | undefined;

beforeEach(async () => {
  core = recordingCoreHandlers();
  core.answer = () => {
    const checked = checkRegistration(core.seen.at(-1)?.document, { others: [] });
    return Promise.resolve(checked.ok ? { accepted: true } : { ...checked, accepted: false, status: 400 });
  };
  work = recordingWorkHandlers();
  const coreDoor = createCoreDoor({ handlers: core, logger: recordingLogger(), limits: CORE_DOOR_LIMITS });
  const workDoor = createWorkDoor({ handlers: work, logger: recordingLogger(), limits: WORK_DOOR_LIMITS });
  doors = [coreDoor, workDoor];
  const corePort = (await coreDoor.listen('127.0.0.1', 0, 'loopback')).port;
  const workPort = (await workDoor.listen('127.0.0.1', 0, 'loopback')).port;
  folder = await mkdtemp(join(tmpdir(), 'deltadock-sample-'));
  environment = {
    CORE_URL: `http://127.0.0.1:${String(corePort)}/c/token-1`,
    VALKEY_URL: `http://127.0.0.1:${String(workPort)}`,
    VALKEY_PASSWORD: 'password-sample',
    SAMPLE_RUNNING_FILE: join(folder, 'running'),
  };
});
afterEach(async () => {
  await plugin?.dispose();
  await Promise.all(doors.map((door) => door.close()));
  await rm(folder, { recursive: true });
});

test('a real plugin registers, heartbeats and waits for work through both doors', { timeout: 20_000 }, async () => {
  plugin = startSampleProcess(environment);
  await eventuallyTrue(() => core.seen.length === 1 && work.heartbeats.length > 0 && work.waits.length > 0, {
    within: 15_000,
  });
  expect(core.seen[0]?.caller).toEqual({ listener: 'loopback', token: 'token-1' });
  expect(work.heartbeats[0]?.client).toEqual({ kind: 'deploy', deployId: 'sample' });
  expect(work.waits.flatMap(({ queues }) => queues)).toContain(work.heartbeats[0]?.action);
});

test('a refused one reads why, line by line', { timeout: 20_000 }, async () => {
  plugin = startSampleProcess({ ...environment, SAMPLE_BEHAVIOUR: 'refused' });
  const { output } = plugin;
  await eventuallyTrue(() => output().includes('converted to a number'), { within: 15_000 });
  expect(plugin.output()).toMatch(/exceeds maximum length 256/);
  expect(plugin.output()).toMatch(/The value many cannot be converted to a number/);
  expect(work.heartbeats).toEqual([]);
});
