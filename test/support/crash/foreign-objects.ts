import type Docker from 'dockerode';
import { LABELS } from '../../../electron/engine/port/container-runtime.ts';
import { sampleImage } from '../docker/sample-images.ts';

/** Containers and networks of a stranger, whose names and labels come close to ours or clash with them. */
export interface ForeignObjects {
  readonly count: number;
  /** Names of those that are no longer what they were: inspected without State and counters (D6). */
  changed(): Promise<readonly string[]>;
  dispose(): Promise<void>;
}

const IMAGE = sampleImage('never-registers');

/** Twenty of them, around the names that a data directory of this id uses for a plugin of this name. */
export async function createForeignObjects(
  docker: Docker,
  directoryId: string,
  plugin: string,
): Promise<ForeignObjects> {
  const own = directoryId.slice(0, 6);
  const other = own === 'ffffff' ? 'eeeeee' : 'ffffff';
  const containers: readonly (readonly [name: string, labels: Readonly<Record<string, string>>])[] = [
    [plugin, {}],
    [`${plugin}-next`, { app: plugin }],
    [`${plugin}-prev`, { 'deltafi-group': 'deltafi-plugins' }],
    [`${plugin}-${own}-prev`, { app: plugin }],
    [`${plugin}-${own}-next-2`, {}],
    [`${plugin}-${own}x`, { [LABELS.plugin]: plugin }],
    [`my-${plugin}-${own}`, { [LABELS.deploy]: 'none' }],
    [`${plugin}-${other}`, { [LABELS.directory]: other, [LABELS.plugin]: plugin }],
    [`${plugin}-${other}-next`, { [LABELS.directory]: `${own}x` }],
    [`${plugin}-${other}-prev`, { [LABELS.directory]: '' }],
    [`${plugin}-${own}.1`, { 'com.docker.compose.project': 'deltafi' }],
    [`deltafi-${plugin}-${own}`, { 'com.docker.compose.project': `deltadock-${own}` }],
    [
      `${plugin}-${own}-old`,
      { [LABELS.directory]: directoryId.toUpperCase() === directoryId ? other : directoryId.toUpperCase() },
    ],
    [`deltadock-${own}`, {}],
  ];
  const networks = [
    `deltadock-${other}`,
    `deltadock-${own}x`,
    `my-deltadock-${own}`,
    `deltadock-${own}-next`,
    `${plugin}-${own}`,
    `deltafi-${own}`,
  ];
  const made: { readonly name: string; inspect(): Promise<unknown>; remove(): Promise<unknown> }[] = [];
  const mark = { 'deltadock.test': '1' };
  for (const [index, [name, labels]] of containers.entries()) {
    const container = await docker.createContainer({ name, Image: IMAGE, Labels: { ...labels, ...mark } });
    if (index % 4 === 0) await container.start();
    made.push({
      name,
      inspect: async () => {
        const { State: _state, ...rest } = await container.inspect();
        return rest;
      },
      remove: () => container.remove({ force: true }),
    });
  }
  for (const name of networks) {
    const network = await docker.createNetwork({ Name: name, Labels: mark });
    made.push({ name, inspect: (): Promise<unknown> => network.inspect(), remove: () => network.remove() });
  }
  const inspectAll = (): Promise<readonly string[]> =>
    Promise.all(
      made.map(async ({ inspect }) => JSON.stringify(await inspect().catch((error: unknown) => String(error)))),
    );
  const before = await inspectAll();
  return {
    count: made.length,
    async changed() {
      const now = await inspectAll();
      return made.filter((_, index) => now[index] !== before[index]).map(({ name }) => name);
    },
    async dispose() {
      for (const { remove } of made) await remove();
    },
  };
}
