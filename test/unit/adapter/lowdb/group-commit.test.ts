import { expect, test } from 'vitest';
import { GroupCommit } from '../../../../electron/adapter/lowdb/group-commit.ts';

interface Counter {
  readonly count: number;
}

const add =
  (amount: number) =>
  (state: Counter): Counter => ({ count: state.count + amount });

/** Writes end when the test says so. */
function slowCommits() {
  const writes: { readonly state: Counter; readonly done: () => void; readonly fail: (error: Error) => void }[] = [];
  const commits = new GroupCommit<Counter>({ count: 0 }, async (state) => {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    writes.push({ state, done: resolve, fail: reject });
    await promise;
  });
  const turn = async (): Promise<void> => {
    const { promise, resolve } = Promise.withResolvers<void>();
    setImmediate(resolve);
    await promise;
  };
  return { commits, writes, turn };
}

test('changes that arrive during a write share the next one, in order', async () => {
  const { commits, writes, turn } = slowCommits();
  const first = commits.submit(add(1));
  await turn();
  const later = [commits.submit(add(10)), commits.submit(add(100))];
  await turn();
  expect(writes.map(({ state }) => state.count)).toEqual([1]);
  expect(commits.state.count).toBe(0);

  writes[0]?.done();
  expect(await first).toEqual({ count: 1 });
  await turn();
  expect(writes.map(({ state }) => state.count)).toEqual([1, 111]);
  expect(commits.state.count).toBe(1);

  writes[1]?.done();
  expect(await Promise.all(later)).toEqual([{ count: 11 }, { count: 111 }]);
  expect(commits.state.count).toBe(111);
});

test('a failing write rejects every change in it and none of the next', async () => {
  const { commits, writes, turn } = slowCommits();
  const lost = Promise.allSettled([commits.submit(add(1)), commits.submit(add(2))]);
  await turn();
  const next = commits.submit(add(5));
  writes[0]?.fail(new Error('full'));
  expect((await lost).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  await turn();
  writes[1]?.done();
  expect(await next).toEqual({ count: 5 });
});

test('a change that throws is rejected alone', async () => {
  const { commits, writes, turn } = slowCommits();
  const results = Promise.allSettled([
    commits.submit(add(1)),
    commits.submit(() => {
      throw new Error('no');
    }),
    commits.submit(add(1)),
  ]);
  await turn();
  writes[0]?.done();
  expect(await results).toMatchObject([
    { status: 'fulfilled', value: { count: 1 } },
    { status: 'rejected' },
    { status: 'fulfilled', value: { count: 2 } },
  ]);
});

test('a change that changes nothing is not written, but waits for those before it', async () => {
  const { commits, writes, turn } = slowCommits();
  expect(await commits.submit((state) => state)).toEqual({ count: 0 });
  expect(writes).toEqual([]);

  let answered = false;
  const changed = commits.submit(add(1));
  const unchanged = commits.submit((state) => state).then(() => (answered = true));
  await turn();
  expect(answered).toBe(false);
  writes[0]?.done();
  await Promise.all([changed, unchanged]);
  expect(answered).toBe(true);
});
