/**
 * Whether a version lies in a Maven range: `[1.0,2.0)`, `(,1.5]`, `[1.0]`, `[1,2),[3,)`. Without brackets only that
 * version (DeltaFi). A text that is no range holds no version. Order as Maven's "Version Order Specification".
 */
export function isVersionInRange(version: string, range: string): boolean {
  if (version.length > LONGEST || range.length > LONGEST) return false;
  const text = range.trim();
  if (!/^[[(]/.test(text)) return text !== '' && compareVersions(version, text) === 0;
  if (!RANGES.test(text)) return false;
  return [...text.matchAll(RANGE)].some(([, open, low = '', comma, high = '', close]) => {
    if (comma === undefined) return open === '[' && close === ']' && compareVersions(version, low) === 0;
    const above = low === '' ? 1 : compareVersions(version, low);
    const below = high === '' ? -1 : compareVersions(version, high);
    return (above > 0 || (above === 0 && open === '[')) && (below < 0 || (below === 0 && close === ']'));
  });
}

/** Longer texts are nobody's versions, and cost more than they say. */
const LONGEST = 500;
const PART = String.raw`([[(])\s*([^\s,[\]()]*)\s*(?:(,)\s*([^\s,[\]()]*)\s*)?([\])])`;
const RANGE = new RegExp(PART, 'g');
const RANGES = new RegExp(String.raw`^${PART}(?:\s*,\s*${PART})*$`);

interface Token {
  readonly separator: '.' | '-';
  readonly value: bigint | string;
}

/** Known qualifiers in their order; '' is the release itself. Any other word comes after `sp`. */
const QUALIFIERS = ['alpha', 'beta', 'milestone', 'rc', 'snapshot', '', 'sp'];
const ALIASES: ReadonlyMap<string, string> = new Map([
  ['ga', ''],
  ['final', ''],
  ['release', ''],
  ['cr', 'rc'],
]);
const SHORT: ReadonlyMap<string, string> = new Map([
  ['a', 'alpha'],
  ['b', 'beta'],
  ['m', 'milestone'],
]);

function compareVersions(a: string, b: string): number {
  const left = tokensOf(a);
  const right = tokensOf(b);
  for (let index = 0; index < Math.max(left.length, right.length); index += 1) {
    const one = left[index] ?? paddingFor(right[index]);
    const other = right[index] ?? paddingFor(left[index]);
    const order = compareTokens(one, other);
    if (order !== 0) return order;
  }
  return 0;
}

function tokensOf(version: string): readonly Token[] {
  const tokens: Token[] = [];
  let separator: Token['separator'] = '-';
  for (const [, mark, digits, word] of version.toLowerCase().matchAll(/([.\-_])|(\d+)|([^.\-_\d]+)/g)) {
    if (mark !== undefined) separator = mark === '.' ? '.' : '-';
    else {
      tokens.push({ separator, value: digits === undefined ? (word ?? '') : BigInt(digits) });
      separator = '-';
    }
  }
  return withoutTrailingNulls(tokens.map((token, index) => withLongQualifier(token, tokens[index + 1])));
}

/** `a1` is `alpha-1`, but a lone `a` is the word itself. */
function withLongQualifier({ separator, value }: Token, next: Token | undefined): Token {
  if (typeof value !== 'string') return { separator, value };
  const short = typeof next?.value === 'bigint' ? SHORT.get(value) : undefined;
  return { separator, value: short ?? ALIASES.get(value) ?? value };
}

/** Zeros and release words say nothing at the end, nor right before a hyphen: `1.0.0` is `1`, `1.0-rc` is `1-rc`. */
function withoutTrailingNulls(tokens: readonly Token[]): readonly Token[] {
  const kept: Token[] = [];
  for (const [index, token] of tokens.entries()) {
    kept.push(token);
    if (tokens[index + 1]?.separator === '.') continue;
    while (kept.length > 1 && isNull(kept.at(-1))) kept.pop();
  }
  return kept;
}

function isNull(token: Token | undefined): boolean {
  return token?.value === 0n || token?.value === '';
}

/** The shorter version goes on with nothing, of the kind that the other one has there. */
function paddingFor(other: Token | undefined): Token {
  return { separator: other?.separator ?? '.', value: typeof other?.value === 'bigint' ? 0n : '' };
}

/** Words come before `-number`, and that before `.number`. */
function compareTokens(a: Token, b: Token): number {
  const rank = rankOf(a) - rankOf(b);
  if (rank !== 0) return rank;
  if (typeof a.value === 'bigint' && typeof b.value === 'bigint')
    return a.value < b.value ? -1 : Number(a.value > b.value);
  return compareWords(String(a.value), String(b.value));
}

function rankOf({ separator, value }: Token): number {
  if (typeof value === 'string') return 0;
  return separator === '-' ? 1 : 2;
}

function compareWords(a: string, b: string): number {
  const left = QUALIFIERS.indexOf(a);
  const right = QUALIFIERS.indexOf(b);
  if (left !== -1 && right !== -1) return left - right;
  if (left !== -1) return -1;
  if (right !== -1) return 1;
  return a < b ? -1 : Number(a > b);
}
