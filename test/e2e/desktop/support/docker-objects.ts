import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { LABELS } from '../../../../electron/engine/port/container-runtime.ts';
import { dockerClient } from '../../../support/docker/docker-client.ts';

export interface ContainerFacts {
  readonly id: string;
  readonly isRunning: boolean;
  readonly startedAt: string;
}

/** The plugin containers of a data directory, whether they run or not. */
export async function containersOf(dataDirectory: string): Promise<readonly ContainerFacts[]> {
  const docker = dockerClient();
  const found = await docker.listContainers({ all: true, filters: { label: [await labelOf(dataDirectory)] } });
  return Promise.all(
    found.map(async ({ Id }) => {
      const { State } = await docker.getContainer(Id).inspect();
      return { id: Id, isRunning: State.Running, startedAt: State.StartedAt };
    }),
  );
}

/** Removes whatever a test has left on the Docker engine. */
export async function removeObjectsOf(dataDirectory: string): Promise<void> {
  const docker = dockerClient();
  const label = await labelOf(dataDirectory).catch(() => undefined);
  if (label === undefined) return;
  for (const { id } of await containersOf(dataDirectory)) await docker.getContainer(id).remove({ force: true });
  for (const { Id } of await docker.listNetworks({ filters: { label: [label] } })) await docker.getNetwork(Id).remove();
}

async function labelOf(dataDirectory: string): Promise<string> {
  const { id } = JSON.parse(await readFile(join(dataDirectory, 'directory.json'), 'utf8')) as { readonly id: string };
  return `${LABELS.directory}=${id}`;
}
