import { describe, expect, it } from 'vitest';
import { beat } from '../../../electron/sample-plugin/heartbeat.ts';
import { eventuallyTrue } from '../../support/eventually.ts';

describe('beat', () => {
  it('says at once and then again and again that each action is served', async () => {
    const sent: (readonly string[])[] = [];
    const closing = new AbortController();
    const beating = beat(
      {
        send: async (...command) => {
          sent.push(command);
          return 1;
        },
        closed: closing.signal,
      },
      ['one', 'other'],
      1,
    );
    expect(sent.map((words) => words.slice(0, 3))).toEqual([
      ['HSET', 'org.deltafi.action-queue.heartbeat', 'one'],
      ['HSET', 'org.deltafi.action-queue.heartbeat', 'other'],
    ]);
    await eventuallyTrue(() => sent.length >= 6);
    for (const [, , , time] of sent) expect(time).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/);

    closing.abort();
    await expect(beating).rejects.toThrow();
    const atEnd = sent.length;
    await new Promise((resolve) => setImmediate(resolve));
    expect(sent).toHaveLength(atEnd);
  });
});
