import { readFile } from 'node:fs/promises';

const FOLDER = new URL('../fixtures/registration/', import.meta.url);

/** The bytes that a plugin on DeltaFi's own kit sent: 1 or 9 actions. */
export function recordedRegistration(which: 'minimal' | 'full'): Promise<Buffer> {
  return readFile(new URL(`registration-${which}.json`, FOLDER));
}

/** The words of each command that genuine kits sent, in order, with the number of their connection. */
export async function recordedCommands(): Promise<
  readonly { readonly connection: string; readonly words: readonly string[] }[]
> {
  const text = await readFile(new URL('valkey-commands.txt', FOLDER), 'utf8');
  return text.split('\n').flatMap((line) => {
    const match = /^\[(\d+)\] (.*)$/.exec(line);
    if (match?.[1] === undefined || match[2] === undefined) return [];
    return [{ connection: match[1], words: wordsOf(match[2]) }];
  });
}

/** `"AUTH" "(redacted)"`: words in quotes, whose own quotes are not escaped in the recording of results. */
function wordsOf(text: string): readonly string[] {
  const [name = '', ...rest] = text.slice(1, -1).split('" "');
  if (name !== 'ZADD') return [name, ...rest];
  const [queue = '', nx = '', score = '', ...member] = rest;
  return [name, queue, nx, score, member.join('" "')];
}
