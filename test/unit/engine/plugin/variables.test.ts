import { describe, expect, it } from 'vitest';
import { createBenchEngine, registrationOf } from '../../../support/fakes/bench-engine.ts';
import { settled } from '../../../support/fakes/manual-clock.ts';

const VARIABLES = [
  { name: 'greeting', description: 'g', dataType: 'STRING', required: true, defaultValue: 'Hello', masked: false },
  { name: 'limit', description: 'l', dataType: 'NUMBER', required: false, defaultValue: '5', masked: false },
  { name: 'key', description: 'k', dataType: 'STRING', required: false, masked: true },
];

async function bench() {
  const made = await createBenchEngine();
  await made.engine.handlers['plugin.install']({ image: 'acme/tool:1.0.0' });
  await settled();
  await made.register(registrationOf('tool', { variables: VARIABLES }));
  made.runtime.set('c1', { health: 'healthy' });
  await settled();
  const set = (values: Record<string, string | null>) =>
    made.engine.handlers['plugin.setVariables']({ plugin: 'tool', values });
  const shown = async () =>
    Object.fromEntries(
      (await made.engine.handlers['plugin.describe']({ plugin: 'tool' })).variables.map(({ name, value, isSet }) => [
        name,
        isSet ? (value ?? '(masked)') : 'default',
      ]),
    );
  return { ...made, set, shown };
}

describe('variables of a plugin', () => {
  it('have the value that was set, until they are taken back', async () => {
    const { set, shown } = await bench();
    await set({ greeting: 'Hi', limit: '7' });
    expect(await shown()).toEqual({ greeting: 'Hi', limit: '7', key: 'default' });
    await set({ greeting: null });
    expect(await shown()).toEqual({ greeting: 'default', limit: '7', key: 'default' });
  });

  it('take no value of another type and no unknown name, and then nothing of the call', async () => {
    const { set, shown } = await bench();
    await expect(set({ greeting: 'Hi', limit: 'many' })).rejects.toMatchObject({ code: 'VARIABLE_INVALID' });
    await expect(set({ greeting: 'Hi', nobody: '1' })).rejects.toMatchObject({ code: 'VARIABLE_UNKNOWN' });
    await expect(set({ greeting: 'x'.repeat(20_000) })).rejects.toMatchObject({ code: 'VARIABLE_INVALID' });
    expect(await shown()).toEqual({ greeting: 'default', limit: 'default', key: 'default' });
  });

  it('never show a masked value, not in events, history or errors', async () => {
    const { set, shown, engine } = await bench();
    const told: string[] = [];
    engine.subscribe((event) => told.push(JSON.stringify(event)));
    await set({ key: 'hunter2' });
    expect((await shown())['key']).toBe('(masked)');
    told.push(JSON.stringify(await engine.handlers['plugin.describe']({ plugin: 'tool' })));
    told.push(JSON.stringify(await engine.handlers['plugin.history']({ plugin: 'tool' })));
    expect(told.join()).not.toContain('hunter2');
  });

  it('keep their values over registrations by name, also when two come at once (A43)', async () => {
    const { set, shown, register, restarted } = await bench();
    await set({ greeting: 'Hi', limit: '7', key: 'hunter2' });
    const next = registrationOf('tool', {
      variables: [VARIABLES[0], { ...VARIABLES[2], masked: false }],
      pluginCoordinates: { groupId: 'org.acme', artifactId: 'tool', version: '2.0.0' },
    });
    await Promise.all([register(next), register(next)]);
    expect(await shown()).toEqual({ greeting: 'Hi', key: 'default' });
    const after = await restarted();
    const { variables } = await after.engine.handlers['plugin.describe']({ plugin: 'tool' });
    expect(variables.find(({ name }) => name === 'greeting')?.value).toBe('Hi');
  });

  it('go with the plugin', async () => {
    const { set, engine, state } = await bench();
    await set({ greeting: 'Hi' });
    await engine.handlers['plugin.uninstall']({ plugin: 'tool' });
    await settled();
    expect(state.read().variables).toEqual({});
  });
});
