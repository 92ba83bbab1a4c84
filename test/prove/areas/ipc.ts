import { fuzzCalls, fuzzStream } from '../../support/ipc-fuzz.ts';
import type { Area } from '../area.ts';

export const area: Area = {
  name: 'ipc',
  describe: "the window's door: hostile calls and stream messages",
  async run({ seed, full, report }) {
    const count = full ? 100_000 : 10_000;
    const lines: string[] = [];
    const attempt = async (what: string, action: () => Promise<string>): Promise<boolean> => {
      const outcome = await action().then(
        (words) => ({ well: true, words }),
        (error: unknown) => ({ well: false, words: String(error) }),
      );
      lines.push(`${outcome.well ? 'ok  ' : 'FAIL'} ${String(count)} ${what}: ${outcome.words}`);
      report(lines.at(-1) ?? '');
      return outcome.well;
    };
    const calls = await attempt('calls', async () => `${String(await fuzzCalls(count, seed))} reached a handler`);
    const stream = await attempt('stream messages', async () => {
      await fuzzStream(count, seed);
      return 'no subscription was left';
    });
    return { passed: calls && stream, lines };
  },
};
