import { describe, expect, it } from 'vitest';
import { KeyedQueue } from '../../../electron/engine/keyed-queue.ts';

describe('a keyed queue', () => {
  it('runs work of one key in order and one at a time', async () => {
    const queue = new KeyedQueue();
    const log: string[] = [];
    const work = (name: string) => async (): Promise<void> => {
      log.push(`${name} begins`);
      await Promise.resolve();
      log.push(`${name} ends`);
    };
    await Promise.all([queue.run('k', work('a')), queue.run('k', work('b'))]);
    expect(log).toEqual(['a begins', 'a ends', 'b begins', 'b ends']);
  });

  it('goes on after a failure, which only its own caller sees', async () => {
    const queue = new KeyedQueue();
    const failing = queue.run('k', () => Promise.reject(new Error('no')));
    const following = queue.run('k', async () => 'done');
    await expect(failing).rejects.toThrow('no');
    await expect(following).resolves.toBe('done');
  });

  it('does not let one key wait for another', async () => {
    const queue = new KeyedQueue();
    const { promise: never } = Promise.withResolvers<void>();
    const stuck = queue.run('slow', () => never);
    await expect(Promise.race([queue.run('quick', async () => 'quick'), stuck])).resolves.toBe('quick');
  });
});
