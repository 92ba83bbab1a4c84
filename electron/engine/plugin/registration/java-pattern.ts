/**
 * What is wrong with a pattern in Java's syntax, or undefined. Only faults of structure are found (a bracket that is not
 * closed, a repetition of nothing): what Java knows and JavaScript does not must not refuse a working plugin.
 */
export function javaPatternProblem(pattern: string): string | undefined {
  const quotesTaken = pattern.replace(/\\Q.*?(?:\\E|$)/gs, 'q');
  const script = quotesTaken
    .replace(/(\\.)|\(\?[a-zA-Z]*(?:-[a-zA-Z]+)?\)/gs, (_match, escape?: string) => escape ?? '')
    .replace(/(\\.)|\(\?(?:>|[a-zA-Z]*(?:-[a-zA-Z]+)?:)/gs, (_match, escape?: string) => escape ?? '(?:')
    .replace(/(\\.)|([*+?}])\+/gs, (_match, escape?: string, repeat?: string) => escape ?? repeat ?? '');
  try {
    new RegExp(script);
    return undefined;
  } catch (error) {
    const words = error instanceof Error ? error.message : String(error);
    return words.slice(words.lastIndexOf(': ') + 2);
  }
}
