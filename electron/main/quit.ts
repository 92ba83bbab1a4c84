import type { Logger } from '../engine/port/logger.ts';
import type { EngineSource } from './engine-source.ts';
import { type QuitAnswer, type QuitQuestion, quitQuestion } from './quit-question.ts';

export interface QuitParts {
  /** May still be opening; rejects when there is none. */
  readonly engine: Promise<EngineSource>;
  readonly ask: (question: QuitQuestion) => Promise<QuitAnswer>;
  /** Ends the process, after whatever is to be kept has been written. */
  readonly exit: () => Promise<void>;
  readonly logger: Logger;
}

/** The one way out: asks where there is something to ask, ends our own engine in order, then the process. */
export interface Quit {
  /** From the user: may be answered with staying. */
  request(): Promise<void>;
  /** From the machine, or because the engine has ended: no questions. Also overtakes an open question. */
  now(): Promise<void>;
}

export function createQuit({ engine, ask, exit, logger }: QuitParts): Quit {
  let isAsking = false;
  let ending: Promise<void> | undefined;

  const end = (leavePlugins: boolean): Promise<void> => {
    ending ??= stop(leavePlugins).then(exit);
    return ending;
  };
  const stop = async (leavePlugins: boolean): Promise<void> => {
    try {
      await (await engine).stop({ leavePlugins });
    } catch (error) {
      logger.warn('There was no engine to end', { error: String(error) });
    }
  };

  return {
    now: () => end(false),
    async request() {
      if (isAsking || ending !== undefined) return;
      isAsking = true;
      try {
        const question = await questionFor(engine);
        const answer = question === undefined ? 'stop' : await ask(question);
        if (answer !== 'stay') await end(answer === 'leave');
      } finally {
        isAsking = false;
      }
    },
  };
}

/** An engine that cannot be asked, or is not ours, is no reason to keep the window. */
async function questionFor(engine: Promise<EngineSource>): Promise<QuitQuestion | undefined> {
  try {
    const { kind, handlers } = await engine;
    return kind === 'own' ? quitQuestion(await handlers['plugin.list']({})) : undefined;
  } catch {
    return undefined;
  }
}
