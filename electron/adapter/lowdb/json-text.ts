/** Deeper than any state of ours, far below what overflows a recursive reader. */
const MAX_DEPTH = 100;

export type JsonReading =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly reason: string };

/**
 * Reads JSON from a file that anything may have happened to. Refuses what `JSON.parse` lets through: names that occur
 * twice (which value counts?), the name `__proto__`, nesting that overflows recursive code, text that is not UTF-8.
 * A byte order mark is skipped.
 */
export function readJson(bytes: Uint8Array): JsonReading {
  if (bytes.length === 0) return { ok: false, reason: 'the file is empty' };
  if (bytes.every((byte) => byte === 0)) return { ok: false, reason: 'the file holds only zero bytes' };
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    return { ok: false, reason: `the file is not UTF-8 text (${message(error)})` };
  }
  const hazard = findHazard(text);
  if (hazard !== undefined) return { ok: false, reason: hazard };
  try {
    const value: unknown = JSON.parse(text);
    return { ok: true, value };
  } catch (error) {
    return { ok: false, reason: `the file is not JSON (${message(error)})` };
  }
}

/** One pass over the text, before parsing; text that is not JSON at all is left to `JSON.parse`. */
function findHazard(text: string): string | undefined {
  const open: (Set<string> | undefined)[] = [];
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at];
    if (character === '{' || character === '[') {
      if (open.length >= MAX_DEPTH) return `the file is nested deeper than ${MAX_DEPTH} levels`;
      open.push(character === '{' ? new Set() : undefined);
    } else if (character === '}' || character === ']') {
      open.pop();
    } else if (character === '"') {
      const end = endOfString(text, at);
      if (isName(text, end)) {
        const name = unquote(text.slice(at, end));
        if (name === '__proto__') return 'the file uses the name "__proto__"';
        const names = open.at(-1);
        if (names?.has(name) === true) return `the name ${JSON.stringify(name)} occurs twice in one object`;
        names?.add(name);
      }
      at = end - 1;
    }
  }
  return undefined;
}

/** The place after the closing quote, or the end of the text. */
function endOfString(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at += 1) {
    if (text[at] === '\\') at += 1;
    else if (text[at] === '"') return at + 1;
  }
  return text.length;
}

function isName(text: string, after: number): boolean {
  let at = after;
  while (' \t\r\n'.includes(text.charAt(at)) && at < text.length) at += 1;
  return text.charAt(at) === ':';
}

/** The name that the quoted text stands for; escapes make different texts the same name. */
function unquote(quoted: string): string {
  if (!quoted.includes('\\')) return quoted.slice(1, -1);
  try {
    return String(JSON.parse(quoted));
  } catch (error) {
    if (error instanceof SyntaxError) return quoted;
    throw error;
  }
}

const message = (error: unknown): string => (error instanceof Error ? error.message : 'unknown error').slice(0, 200);
