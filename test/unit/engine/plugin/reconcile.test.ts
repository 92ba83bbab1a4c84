import { describe, expect, it } from 'vitest';
import { planReconcile } from '../../../../electron/engine/plugin/reconcile.ts';
import type { ContainerFacts } from '../../../../electron/engine/port/container-runtime.ts';
import type { PluginRecord } from '../../../../shared/model/engine-state.ts';
import { INSTALL_STATES } from '../../../../shared/model/plugin.ts';

const CONTAINER: ContainerFacts = {
  id: 'c1',
  name: 'tool',
  imageId: 'sha256:one',
  image: 'tool:1',
  status: 'running',
  startedAt: 'start-1',
  outOfMemory: false,
  error: '',
  health: 'healthy',
  labels: {},
  networks: [],
  memory: 0,
  pids: 0,
};
const RECORD: PluginRecord = {
  id: 'p1',
  name: 'tool',
  image: 'tool:1',
  pull: 'missing',
  attached: false,
  installState: 'INSTALLED',
  disabled: false,
  stateSince: 0,
  installedBefore: true,
  exits: [],
  deploy: {
    id: 'd1',
    startedAt: 0,
    containerId: 'c1',
    imageId: 'sha256:one',
    registeredStart: 'start-1',
  },
};
const OBSERVED: Readonly<Record<string, ContainerFacts | undefined>> = {
  'registered and running': CONTAINER,
  'running since another start': { ...CONTAINER, startedAt: 'start-2' },
  exited: { ...CONTAINER, status: 'exited', exitCode: 0 },
  'created only': { ...CONTAINER, status: 'created' },
  'of another image': { ...CONTAINER, imageId: 'sha256:two' },
  gone: undefined,
};

describe('what is done so that the machine agrees with the wish', () => {
  it('is this table', () => {
    const table = INSTALL_STATES.flatMap((installState) =>
      Object.entries(OBSERVED).flatMap(([name, container]) => {
        const [watched, unwatched] = [true, false].map((isWatched) => {
          const step = planReconcile({ ...RECORD, installState }, { container, watched: isWatched });
          return step.do === 'start' && step.countExit ? 'start (counted)' : step.do;
        });
        return `${installState}, container ${name}: ${String(watched)}${watched === unwatched ? '' : `; ${String(unwatched)} when nobody was watching`}`;
      }),
    );
    expect(table).toMatchInlineSnapshot(`
      [
        "PENDING, container registered and running: deploy",
        "PENDING, container running since another start: deploy",
        "PENDING, container exited: deploy",
        "PENDING, container created only: deploy",
        "PENDING, container of another image: deploy",
        "PENDING, container gone: deploy",
        "INSTALLING, container registered and running: await",
        "INSTALLING, container running since another start: deploy",
        "INSTALLING, container exited: deploy",
        "INSTALLING, container created only: deploy",
        "INSTALLING, container of another image: await",
        "INSTALLING, container gone: deploy",
        "INSTALLED, container registered and running: adopt",
        "INSTALLED, container running since another start: await; deploy when nobody was watching",
        "INSTALLED, container exited: start (counted); start when nobody was watching",
        "INSTALLED, container created only: start (counted); start when nobody was watching",
        "INSTALLED, container of another image: deploy",
        "INSTALLED, container gone: deploy",
        "FAILED, container registered and running: stop",
        "FAILED, container running since another start: stop",
        "FAILED, container exited: nothing",
        "FAILED, container created only: nothing",
        "FAILED, container of another image: stop",
        "FAILED, container gone: nothing",
        "REMOVING, container registered and running: remove",
        "REMOVING, container running since another start: remove",
        "REMOVING, container exited: remove",
        "REMOVING, container created only: remove",
        "REMOVING, container of another image: remove",
        "REMOVING, container gone: remove",
      ]
    `);
  });

  it('leaves attached plugins alone, but finishes their removal', () => {
    const attached = { ...RECORD, attached: true };
    expect(planReconcile(attached, { container: undefined, watched: true })).toEqual({ do: 'nothing' });
    expect(planReconcile({ ...attached, installState: 'REMOVING' }, { container: undefined, watched: true }).do).toBe(
      'remove',
    );
  });
});
