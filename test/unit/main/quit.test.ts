import { describe, expect, it } from 'vitest';
import type { EngineSource } from '../../../electron/main/engine-source.ts';
import { createQuit } from '../../../electron/main/quit.ts';
import { type QuitAnswer, type QuitQuestion, quitQuestion } from '../../../electron/main/quit-question.ts';
import { createFakeEngine } from '../../support/fakes/engine.ts';
import { silentLogger } from '../../support/fakes/host-parts.ts';

function setUp(kind: EngineSource['kind'], answer: QuitAnswer | Promise<QuitAnswer>, engine?: Promise<EngineSource>) {
  const fake = createFakeEngine({
    version: '0.0.0',
    pid: 1,
    mode: 'desktop',
    directory: { id: 'abcdef', path: 'nowhere', isDefault: false },
    requestStop() {},
  });
  const done: string[] = [];
  const questions: QuitQuestion[] = [];
  const source: EngineSource = {
    kind,
    handlers: fake.handlers,
    subscribe: (listener) => fake.subscribe(listener),
    stop: async ({ leavePlugins }) => void done.push(leavePlugins ? 'stopped, plugins left' : 'stopped'),
    ended: new Promise(() => {}),
  };
  const quit = createQuit({
    engine: engine ?? Promise.resolve(source),
    logger: silentLogger,
    exit: async () => void done.push('exit'),
    async ask(question) {
      questions.push(question);
      return answer;
    },
  });
  return { fake, quit, done, questions };
}

describe('quitting', () => {
  it('asks nothing on an empty bench, and ends the engine before the process', async () => {
    const { quit, done, questions } = setUp('own', 'stay');
    await quit.request();
    expect(questions).toEqual([]);
    expect(done).toEqual(['stopped', 'exit']);
  });

  it.each<[QuitAnswer, readonly string[]]>([
    ['stop', ['stopped', 'exit']],
    ['leave', ['stopped, plugins left', 'exit']],
    ['stay', []],
  ])('with plugins it says what stays, and does as it is told: %s', async (answer, expected) => {
    const { fake, quit, done, questions } = setUp('own', answer);
    fake.set('sample', { installState: 'INSTALLED' });
    await quit.request();
    expect(questions).toHaveLength(1);
    expect(done).toEqual(expected);
  });

  it('leaves an engine of somebody else alone and asks nothing', async () => {
    const { fake, quit, done, questions } = setUp('client', 'stay');
    fake.set('sample', { installState: 'INSTALLED' });
    await quit.request();
    expect(questions).toEqual([]);
    expect(done).toEqual(['stopped', 'exit']);
  });

  it('asks once however often it is requested, and a signal overtakes the question', async () => {
    const open = Promise.withResolvers<QuitAnswer>();
    const { fake, quit, done, questions } = setUp('own', open.promise);
    fake.set('sample', { installState: 'INSTALLED' });
    const first = quit.request();
    await quit.request();
    await quit.now();
    open.resolve('leave');
    await first;
    expect(questions).toHaveLength(1);
    expect(done).toEqual(['stopped', 'exit']);
  });

  it('goes also when there never was an engine', async () => {
    const { quit, done } = setUp('own', 'stay', Promise.reject(new Error('none')));
    await quit.request();
    expect(done).toEqual(['exit']);
  });
});

it('the question names what is concerned, and what is still under way', async () => {
  const { fake } = setUp('own', 'stay');
  for (const name of ['a', 'b', 'c', 'd', 'e', 'f']) fake.set(name, { installState: 'INSTALLED' });
  fake.set('g', { installState: 'PENDING', lastOperation: { kind: 'install', startedAt: 1, outcome: 'running' } });
  fake.set('attached', { installState: 'INSTALLED', attached: true });
  fake.set('failed', { installState: 'FAILED' });
  expect(quitQuestion(await fake.handlers['plugin.list']({}))).toMatchInlineSnapshot(`
    {
      "buttons": [
        "Stop plugins and quit",
        "Leave plugins running and quit",
        "Cancel",
      ],
      "detail": "Plugin containers are stopped and kept, and start again with DeltaDock: a, b, c, d, e and 2 more.

    Still under way: g. It is taken up again at the next start.

    Plugins, settings and images stay. Whatever you leave running has no engine until DeltaDock is back.",
      "message": "Quit DeltaDock?",
    }
  `);
});
