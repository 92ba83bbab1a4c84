import { plainText } from './hostile-text.ts';

/** Longest line as shown, in characters. */
const LONGEST = 2_000;
/** Bytes kept of a line: enough for that many characters and the escape sequences among them. */
const KEPT = 16 * 1024;
const LINE_FEED = 10;

/** Cuts the bytes of one output into lines and keeps only the beginning of each: a line may be of any length. */
export function createLineCutter(onLine: (line: string) => void): { push(bytes: Buffer): void; end(): void } {
  let parts: Buffer[] = [];
  let kept = 0;
  let total = 0;

  const keep = (bytes: Buffer): void => {
    total += bytes.length;
    if (bytes.length === 0 || kept >= KEPT) return;
    // A copy: the chunk that these few bytes are part of is let go.
    const part = Buffer.from(bytes.subarray(0, KEPT - kept));
    parts.push(part);
    kept += part.length;
  };

  const finish = (): void => {
    // Decoded only now: characters may be split over frames.
    const text = Buffer.concat(parts).toString('utf8');
    const isCut = total > kept;
    const clean = plainText(isCut ? text.replace(/\uFFFD+$/, '') : text, LONGEST);
    onLine(isCut && !clean.endsWith('…') ? `${clean.slice(0, LONGEST - 1)}…` : clean);
    parts = [];
    kept = 0;
    total = 0;
  };

  return {
    push: (bytes) => {
      let start = 0;
      for (let end = bytes.indexOf(LINE_FEED); end !== -1; end = bytes.indexOf(LINE_FEED, start)) {
        keep(bytes.subarray(start, end));
        finish();
        start = end + 1;
      }
      keep(bytes.subarray(start));
    },
    end: () => {
      if (total > 0) finish();
    },
  };
}
