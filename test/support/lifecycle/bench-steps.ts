import { type BenchEngine, createBenchEngine, registrationOf } from '../fakes/bench-engine.ts';
import { settled } from '../fakes/manual-clock.ts';

/** Images of the plugin `tool` that the bench has. */
export const OLD = 'acme/tool:1.0.0';
export const NEW = 'acme/tool:2.0.0';

/** An engine with one installed plugin. */
export async function installed(): Promise<BenchEngine> {
  const bench = await createBenchEngine();
  await install(bench, OLD);
  await becomeReady(bench);
  return bench;
}

export async function install(bench: BenchEngine, image: string): Promise<void> {
  await bench.engine.handlers['plugin.install']({ image });
  await settled();
}

/** The newest running container registers and is healthy. */
export async function becomeReady(bench: BenchEngine, name = 'tool', changes = {}): Promise<void> {
  await bench.register(registrationOf(name, changes));
  const newest = [...bench.runtime.containers.values()].findLast(({ status }) => status === 'running');
  bench.runtime.set(newest?.id ?? '', { health: 'healthy' }, 'health_status');
  await settled();
}

export const running = (bench: BenchEngine) =>
  [...bench.runtime.containers.values()].filter(({ status }) => status === 'running');
