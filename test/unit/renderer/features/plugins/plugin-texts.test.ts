import { describe, expect, it } from 'vitest';
import type { Pull } from '../../../../../renderer/app/store/bench-state.ts';
import { deploySteps } from '../../../../../renderer/features/plugins/deploy-steps.ts';
import { readImageField } from '../../../../../renderer/features/plugins/image-field.ts';
import { filterPlugins } from '../../../../../renderer/features/plugins/plugin-filter.ts';
import { reasonLine } from '../../../../../renderer/features/plugins/reason-line.ts';
import { finishedTasksOf, pullSummary, tasksOf } from '../../../../../renderer/features/plugins/task.ts';
import { tellingLine } from '../../../../../renderer/features/plugins/telling-line.ts';
import { failedView, installedView, pluginView } from '../../../../support/fakes/control-door/views.ts';

const NOW = 1_000_000;
const OBSERVED = { engineAt: undefined, dockerAt: undefined };
const PULL: Pull = {
  progress: {
    layers: [
      { id: 'a', phase: 'done', current: 5, total: 5 },
      { id: 'b', phase: 'downloading', current: 5, total: 10 },
    ],
    current: 30_000_000,
    total: 120_000_000,
  },
  samples: [
    { at: NOW - 2000, current: 20_000_000 },
    { at: NOW, current: 30_000_000 },
  ],
};

describe('the reason in one line', () => {
  it.each([
    ['The text alone.', undefined, undefined, 'The text alone'],
    ['Waiting for its registration.', NOW + 57_000, undefined, 'Waiting for its registration · 57 s left'],
    ['Waiting for its registration.', NOW - 1, undefined, 'Waiting for its registration · time is up'],
    ['Pulling its image.', undefined, PULL, 'Pulling its image · 25%'],
  ])('%s %s', (text, deadline, pull, expected) => {
    const reason = { text, since: NOW, ...(deadline === undefined ? {} : { deadline }) };
    expect(reasonLine({ reason }, pull, NOW)).toBe(expected);
  });

  it('names no share before the registry has said how much there is', () => {
    const unknown = { progress: { layers: [], current: 0, total: 0 }, samples: [] };
    expect(reasonLine({ reason: { text: 'Pulling.', since: NOW } }, unknown, NOW)).toBe('Pulling');
  });
});

describe('the steps of a deploy', () => {
  const shown = (...args: Parameters<typeof deploySteps>) =>
    deploySteps(...args).map(
      ({ step, state, share }) => `${step} ${state}${share === undefined ? '' : ` ${String(share)}`}`,
    );

  it('show the share of the bytes while pulling', () => {
    const plugin = pluginView({ name: 'a', installState: 'PENDING', step: 'pull' });
    expect(shown(plugin, PULL, NOW)).toEqual([
      'pull now 0.25',
      'create ahead',
      'start ahead',
      'register ahead',
      'healthy ahead',
    ]);
  });

  it('show the share of the time limit while waiting', () => {
    const reason = { text: 'Waiting.', since: NOW - 15_000, deadline: NOW + 45_000 };
    const plugin = pluginView({ name: 'a', installState: 'INSTALLING', step: 'register', reason });
    expect(shown(plugin, undefined, NOW)).toEqual([
      'pull done',
      'create done',
      'start done',
      'register now 0.25',
      'healthy ahead',
    ]);
  });

  it('stop at the one that failed', () => {
    expect(shown(failedView('a', { step: 'start' }), undefined, NOW)).toEqual([
      'pull done',
      'create done',
      'start failed',
      'register ahead',
      'healthy ahead',
    ]);
  });

  it('are not shown where no deploy is to be told of', () => {
    expect(shown(installedView('a'), undefined, NOW)).toEqual([]);
    expect(shown(pluginView({ name: 'a', installState: 'REMOVING' }), undefined, NOW)).toEqual([]);
  });
});

describe('tasks', () => {
  it('are what changes, the longest running first, with a share only where there are bytes', () => {
    const plugins = [
      installedView('fine'),
      pluginView({ name: 'going', installState: 'REMOVING', since: NOW - 1000 }),
      pluginView({ name: 'coming', installState: 'PENDING', step: 'pull', since: NOW - 9000 }),
    ];
    expect(tasksOf(plugins, { 'id-coming': PULL }, OBSERVED, NOW)).toMatchObject([
      { title: 'Install coming:1.0.0', share: 0.25, canCancel: true },
      { title: 'Uninstall going', share: undefined, canCancel: false },
    ]);
  });

  it('stand still since Docker is away', () => {
    const reason = { text: 'Waiting.', since: NOW - 15_000, deadline: NOW + 45_000 };
    const plugin = pluginView({ name: 'a', installState: 'INSTALLING', step: 'register', reason });
    const [task] = tasksOf([plugin], {}, { engineAt: undefined, dockerAt: NOW - 5000 }, NOW);
    expect(task).toMatchObject({ lostAt: NOW - 5000, detail: 'Waiting · 50 s left' });
  });

  it('end in a list of what became of them, newest first', () => {
    const ended = (name: string, outcome: 'done' | 'failed' | 'running', finishedAt?: number) =>
      installedView(name, {
        lastOperation: { kind: 'install', startedAt: 1, outcome, ...(finishedAt === undefined ? {} : { finishedAt }) },
      });
    expect(finishedTasksOf([ended('a', 'done', 5), ended('b', 'running'), ended('c', 'failed', 9)])).toMatchObject([
      { pluginId: 'id-c', title: 'Install c', outcome: 'failed' },
      { pluginId: 'id-a', title: 'Install a', outcome: 'done' },
    ]);
  });

  it('say bytes, speed, time left and layers of a pull', () => {
    expect(pullSummary(PULL)).toBe('30 of 120 MB · 5 MB/s · 0:18 left · 1 of 2 layers');
    expect(pullSummary({ progress: { layers: [], current: 0, total: 0 }, samples: [] })).toBe('Asking the registry');
  });
});

describe('the telling line', () => {
  it('is one that the evidence quotes', () => {
    expect(tellingLine(['start', 'no port given', 'error: bye'], ['The log says: no port given'])).toBe(1);
  });
  it('is otherwise the last that speaks of an error', () => {
    expect(tellingLine(['Error: first', 'ValueError: second', 'bye'], [])).toBe(1);
  });
  it('is none where nothing tells', () => {
    expect(tellingLine(['', 'started', 'ended'], ['exit code 0'])).toBeUndefined();
  });
});

describe('the image field', () => {
  it.each([
    ['', undefined, undefined],
    ['  ', undefined, undefined],
    [' my-plugin:1.0.0 ', 'my-plugin:1.0.0', undefined],
    ['My-plugin', undefined, 'The repository name must be lower case.'],
    ['my-plugin:', undefined, 'The tag after the colon is missing.'],
    ['two words', undefined, 'It contains white space.'],
  ])('reads %j', (text, image, problem) => {
    expect(readImageField(text)).toEqual({ image, problem });
  });
});

describe('the filter', () => {
  const plugins = [
    installedView('csv-tools'),
    failedView('ocr-lite'),
    pluginView({ name: 'geo', installState: 'PENDING' }),
  ];
  it.each([
    ['all', '', ['csv-tools', 'ocr-lite', 'geo']],
    ['changing', '', ['geo']],
    ['failed', '', ['ocr-lite']],
    ['all', 'ORG.EXAMPLE csv', ['csv-tools']],
    ['all', 'localhost:5000/ocr', ['ocr-lite']],
    ['failed', 'csv', []],
  ] as const)('%s with %j', (segment, text, names) => {
    expect(filterPlugins(plugins, segment, text).map(({ name }) => name)).toEqual(names);
  });
});
