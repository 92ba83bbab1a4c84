/** What programs write when they give up, in the languages that plugins are written in. */
const TELLING = /\b(error|exception|fatal|panic|traceback|cannot|denied|refused|killed)\b|Error:|Exception:/i;

/** Which line of a log tail shows the cause best: one that the evidence quotes, else the last that speaks of an error. */
export function tellingLine(lines: readonly string[], evidence: readonly string[]): number | undefined {
  const quoted = lines.findLastIndex(
    (line) => line.trim() !== '' && evidence.some((fact) => fact.includes(line.trim())),
  );
  if (quoted !== -1) return quoted;
  const telling = lines.findLastIndex((line) => TELLING.test(line));
  return telling === -1 ? undefined : telling;
}
