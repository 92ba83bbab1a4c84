/** Something that the palette can find. */
export interface Findable {
  readonly label: string;
  /** Other words it is found by: its image, its state. */
  readonly note?: string;
}

/** What matches every word of `text`, the best first; all of it, in its own order, for no text. */
export function findMatching<T extends Findable>(entries: readonly T[], text: string): readonly T[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return entries;
  return entries
    .flatMap((entry) => {
      const score = scoreOf(entry, words);
      return score === undefined ? [] : [{ entry, score }];
    })
    .toSorted((a, b) => b.score - a.score)
    .map(({ entry }) => entry);
}

function scoreOf({ label, note = '' }: Findable, words: readonly string[]): number | undefined {
  let sum = 0;
  for (const word of words) {
    const score = Math.max(matchScore(label.toLowerCase(), word) * 2, matchScore(note.toLowerCase(), word));
    if (score === 0) return undefined;
    sum += score;
  }
  return sum;
}

/** 4 at the start, 3 at the start of a word, 2 inside, 1 for its letters in order, 0 for no match. */
function matchScore(text: string, word: string): number {
  const at = text.indexOf(word);
  if (at === 0) return 4;
  if (at > 0) return /[a-z0-9]/.test(text.charAt(at - 1)) ? 2 : 3;
  return hasInOrder(text, word) ? 1 : 0;
}

function hasInOrder(text: string, letters: string): boolean {
  let from = 0;
  for (const letter of letters) {
    const at = text.indexOf(letter, from);
    if (at === -1) return false;
    from = at + 1;
  }
  return true;
}
