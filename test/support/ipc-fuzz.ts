import fc from 'fast-check';
import { CONTRACT, type Handlers } from '../../shared/contract/contract.ts';
import { isErrorCode } from '../../shared/errors.ts';
import { createIpcDoor } from '../../electron/main/ipc-door.ts';
import { fuzzedCall, fuzzedRequest } from './fuzzed-messages.ts';
import { createFakeEngine } from './fakes/engine.ts';
import { silentLogger } from './fakes/host-parts.ts';

type CreateDoor = (...given: Parameters<typeof createIpcDoor>) => Pick<ReturnType<typeof createIpcDoor>, 'call'>;

/**
 * Throws unless every one of `count` hostile calls is answered in the form of every answer, and reaches a handler only
 * with an input that its schema takes. Answers how many did reach one.
 */
export async function fuzzCalls(count: number, seed: number, createDoor: CreateDoor = createIpcDoor): Promise<number> {
  const engine = createFakeEngine({
    version: '0.0.0',
    pid: 1,
    mode: 'desktop',
    directory: { id: 'abcdef', path: 'nowhere', isDefault: false },
    requestStop() {},
  });
  let reached = 0;
  const watched = Object.fromEntries(
    Object.entries(CONTRACT).map(([name, { input }]) => [
      name,
      (given: never) => {
        reached += 1;
        if (!input.safeParse(given).success) throw new Error(`${name} was reached with ${String(given)}`);
        return (engine.handlers[name as keyof Handlers] as (input: never) => Promise<unknown>)(given);
      },
    ]),
  ) as unknown as Handlers;
  const door = createDoor(Promise.resolve({ ...engine, handlers: watched }), silentLogger);
  const page = { id: 1, send() {} };
  await fc.assert(
    fc.asyncProperty(fuzzedCall, async ([name, input]) => {
      const [sentName, sentInput] = cloned([name, input]);
      const answer = await door.call(page, sentName, sentInput);
      if (answer.ok) return typeof name === 'string' && name in CONTRACT;
      return isErrorCode(answer.error.code) && answer.error.code !== 'INTERNAL' && answer.error.next !== '';
    }),
    { numRuns: count, seed },
  );
  await engine.stop({ leavePlugins: true });
  return reached;
}

/** Throws unless `count` hostile stream messages leave at most eight subscriptions, each of which can be ended. */
export async function fuzzStream(count: number, seed: number): Promise<void> {
  const engine = createFakeEngine({
    version: '0.0.0',
    pid: 1,
    mode: 'desktop',
    directory: { id: 'abcdef', path: 'nowhere', isDefault: false },
    requestStop() {},
  });
  const door = createIpcDoor(Promise.resolve(engine), silentLogger);
  const page = { id: 1, send() {} };
  await fc.assert(
    fc.asyncProperty(fuzzedRequest, async (request) => {
      const [sent] = cloned([request]);
      door.stream(page, sent);
      await Promise.resolve();
      return engine.subscribers() <= 8;
    }),
    { numRuns: count, seed },
  );
  await Promise.resolve();
  door.forget(page.id);
  if (engine.subscribers() !== 0) throw new Error('A subscription outlived its page.');
  await engine.stop({ leavePlugins: true });
}

/** As the channel delivers it; what cannot be cloned never arrives. */
function cloned(values: readonly unknown[]): readonly unknown[] {
  try {
    return structuredClone(values);
  } catch {
    return values.map(() => undefined);
  }
}
