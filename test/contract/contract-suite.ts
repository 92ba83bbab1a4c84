import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CONTRACT, type ProcedureName } from '../../shared/contract/contract.ts';
import type { PluginView } from '../../shared/model/plugin.ts';
import type { Answer } from '../../shared/contract/dispatch.ts';
import { EngineEvent } from '../../shared/contract/events.ts';
import type { Disposable } from '../../electron/engine/port/disposable.ts';
import type { FakeEngine } from '../support/fakes/engine.ts';
import { eventually, eventuallyTrue } from '../support/eventually.ts';

/** One way to reach the contract. Untyped on purpose: the suite sends what no typed client would. */
export interface Transport {
  call(name: string, input: unknown): Promise<Answer>;
  subscribe(onEvent: (event: unknown) => void): Disposable;
}

export interface OpenTransport {
  readonly transport: Transport;
  readonly engine: FakeEngine;
  /** Cuts all event streams as a lost connection would, where the transport has connections. */
  readonly cutStreams?: () => void;
  close(): Promise<void>;
}

/** Inputs that every procedure of the contract accepts, so that none can be forgotten. */
const GOOD_INPUTS: Readonly<Record<ProcedureName, unknown>> = {
  'engine.status': {},
  'engine.stop': {},
  'engine.release': {},
  'plugin.list': {},
  'plugin.describe': { plugin: 'sample' },
  'plugin.install': { image: 'deltadock/other:1.0.0', pull: 'never' },
  'plugin.dryRun': { image: 'deltadock/other:1.0.0' },
  'plugin.logTail': { plugin: 'sample', lines: 50 },
  'plugin.history': { plugin: 'sample' },
  'plugin.cancel': { plugin: 'sample' },
  'plugin.disable': { plugin: 'sample' },
  'plugin.enable': { plugin: 'sample' },
  'plugin.retry': { plugin: 'sample' },
  'plugin.rollback': { plugin: 'sample' },
  'plugin.restart': { plugin: 'sample', recreate: true },
  'plugin.setVariables': { plugin: 'sample', values: {} },
  'plugin.watch': { plugin: 'sample', on: true },
  'plugin.uninstall': { plugin: 'sample', force: true },
  'plugin.undoUninstall': { plugin: 'sample' },
  'plugin.attachEnvironment': {},
  'settings.get': {},
  'settings.update': { stopGrace: 5 },
  'doctor.run': { plugin: 'sample' },
};

/** What the plugin `sample` must be for a command to be granted, where it is not one that is installed. */
const GOOD_MOMENTS: Partial<Record<ProcedureName, Partial<PluginView>>> = {
  'plugin.enable': { disabled: true, status: 'DISABLED' },
  'plugin.retry': { installState: 'FAILED', status: 'FAILED' },
  'plugin.rollback': {
    installState: 'FAILED',
    status: 'FAILED (rollback available)',
    canRollback: true,
    rollbackTo: { image: 'deltadock/sample:0.9.0', version: '0.9.0' },
  },
};

/** What the contract promises over every door. */
export function describeContract(name: string, open: () => Promise<OpenTransport>): void {
  describe(`the contract over ${name}`, () => {
    let opened: OpenTransport;
    beforeEach(async () => {
      opened = await open();
      opened.engine.set('sample', { image: 'deltadock/sample:1.0.0', installState: 'INSTALLED', status: 'INSTALLED' });
    });
    afterEach(async () => opened.close());
    const call = (procedure: string, input: unknown) => opened.transport.call(procedure, input);
    const codeOf = async (procedure: string, input: unknown) => {
      const answer = await call(procedure, input);
      return answer.ok ? 'ok' : answer.error.code;
    };

    it.each(Object.entries(GOOD_INPUTS))('answers %s with what its schema promises', async (procedure, input) => {
      opened.engine.set('sample', GOOD_MOMENTS[procedure as ProcedureName] ?? {});
      const answer = await call(procedure, input);
      expect(answer).toMatchObject({ ok: true });
      const { output } = CONTRACT[procedure as ProcedureName];
      expect(output.safeParse(answer.ok && answer.value).success).toBe(true);
    });

    it.each(Object.keys(GOOD_INPUTS))('refuses an unknown key in the input of %s', async (procedure) => {
      const input = { ...(GOOD_INPUTS[procedure as ProcedureName] as object), unheardOf: 1 };
      expect(await codeOf(procedure, input)).toBe('INPUT_INVALID');
    });

    it.each([
      ['a list', []],
      ['a text', 'x'],
      ['null', null],
      ['a number', 7],
    ])('refuses %s as input', async (_what, input) => {
      expect(await codeOf('plugin.list', input)).toBe('INPUT_INVALID');
    });

    it.each(['plugin.explode', 'toString', '__proto__', 'constructor', 'plugin', 'PLUGIN.LIST', 'x'.repeat(500)])(
      'knows no procedure %s',
      async (procedure) => expect(await codeOf(procedure, {})).toBe('PROCEDURE_UNKNOWN'),
    );

    it.each([
      ['plugin.describe', { plugin: 'nobody' }, 'PLUGIN_NOT_FOUND'],
      ['plugin.install', { image: '' }, 'IMAGE_REFERENCE_INVALID'],
      ['plugin.install', { image: 'Upper/Case:1' }, 'IMAGE_REFERENCE_INVALID'],
      ['plugin.install', { image: 'a'.repeat(5001) }, 'INPUT_INVALID'],
      ['plugin.install', { image: 'x:1', pull: 'sometimes' }, 'INPUT_INVALID'],
      ['settings.update', { stopGrace: -1 }, 'INPUT_INVALID'],
    ])('refuses %s %j with its own code', async (procedure, input, code) => {
      const answer = await call(procedure, input);
      expect(answer).toMatchObject({ ok: false, error: { code } });
      expect(answer.ok || answer.error.next).toMatch(/\w/);
    });

    it('says nothing of the text of a fault', async () => {
      const answer = await call('plugin.install', { image: 'deltadock/sample:broken' });
      expect(answer).toMatchObject({ ok: false, error: { code: 'INTERNAL' } });
      expect(JSON.stringify(answer)).not.toContain('secret');
    });

    it('begins every subscription with a snapshot and goes on in order', async () => {
      const events: unknown[] = [];
      const subscription = opened.transport.subscribe((event) => events.push(event));
      await eventuallyTrue(() => events.length === 1);
      for (let version = 1; version <= 50; version += 1) opened.engine.set('sample', { version: String(version) });
      await eventuallyTrue(() => events.length === 51);
      const parsed = events.map((event) => EngineEvent.parse(event));
      expect(parsed[0]?.type).toBe('snapshot');
      const versions = parsed.slice(1).map((event) => event.type === 'plugin.changed' && event.plugin.version);
      expect(versions).toEqual(Array.from({ length: 50 }, (_, index) => String(index + 1)));
      subscription.dispose();
    });

    it('lets go of a subscription that was disposed', async () => {
      const events: unknown[] = [];
      const subscription = opened.transport.subscribe((event) => events.push(event));
      await eventuallyTrue(() => events.length === 1);
      expect(opened.engine.subscribers()).toBe(1);
      subscription.dispose();
      await eventuallyTrue(() => opened.engine.subscribers() === 0);
    });

    it('brings a client that subscribes anew to the newest state', async () => {
      const first: unknown[] = [];
      const subscription = opened.transport.subscribe((event) => first.push(event));
      await eventuallyTrue(() => first.length === 1);
      if (opened.cutStreams === undefined) subscription.dispose();
      else opened.cutStreams();
      await eventuallyTrue(() => opened.engine.subscribers() === 0);
      opened.engine.set('sample', { version: '9.9.9' });
      const second: unknown[] = [];
      const again = opened.transport.subscribe((event) => second.push(event));
      const snapshot = await eventually(() => {
        const event = EngineEvent.parse(second[0]);
        if (event.type !== 'snapshot') throw new Error(event.type);
        return event;
      });
      expect(snapshot.plugins.find(({ name }) => name === 'sample')?.version).toBe('9.9.9');
      again.dispose();
      subscription.dispose();
    });
  });
}
