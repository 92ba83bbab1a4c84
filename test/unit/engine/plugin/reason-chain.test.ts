import { describe, expect, it } from 'vitest';
import { createBenchEngine, registrationOf } from '../../../support/fakes/bench-engine.ts';
import { settled } from '../../../support/fakes/manual-clock.ts';

const IMAGE = 'acme/tool:1.0.0';

async function bench() {
  const made = await createBenchEngine();
  await made.engine.handlers['plugin.install']({ image: IMAGE });
  await settled();
  const why = async () =>
    (await made.engine.handlers['plugin.describe']({ plugin: 'tool' })).reasons.map(
      ({ kind, text }) => `${kind}: ${text}`,
    );
  return { ...made, why };
}

describe('the reason chain', () => {
  it('of a waiting plugin goes from the effect to what releases it', async () => {
    const { why } = await bench();
    expect(await why()).toEqual([
      'effect: tool takes no work yet; data for its flows waits',
      'cause: Its container runs and has not registered yet',
      'evidence: Container tool-abcdef is running, health starting',
      'release: Installed when it registers and is healthy',
    ]);
  });

  it('of a failed plugin shows the evidence', async () => {
    const { why, runtime } = await bench();
    runtime.logs.set('c1', ['fatal: no licence']);
    runtime.set('c1', { status: 'exited', exitCode: 3 }, 'die');
    await settled();
    const chain = await why();
    expect(chain[0]).toContain('effect: tool takes no work');
    expect(chain).toContain('evidence: Container tool-abcdef is exited, health starting, exit code 3');
    expect(chain).toContain('evidence: Last log line: fatal: no licence');
    expect(chain.at(-1)).toContain('release: Read the last log lines');
  });

  it('is empty for a plugin that serves, and names the disabling of one that does not', async () => {
    const { why, register, runtime, engine } = await bench();
    await register(registrationOf('tool'));
    runtime.set('c1', { health: 'healthy' });
    await settled();
    expect(await why()).toEqual([]);
    await engine.handlers['plugin.disable']({ plugin: 'tool' });
    expect(await why()).toContain('effect: tool takes no work, and its flows reject data');
  });
});
