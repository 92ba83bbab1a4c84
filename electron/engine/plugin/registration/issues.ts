/** The parts of a zod issue that are told; the engine knows zod by its results only. */
export interface SchemaIssue {
  readonly code?: string | undefined;
  readonly path: readonly PropertyKey[];
  readonly expected?: string;
  readonly values?: readonly unknown[];
  readonly options?: readonly unknown[];
  readonly errors?: readonly (readonly SchemaIssue[])[];
}

/** What a document has wrong in its shape, one line each: `flowPlans[2].type: expected one of TRANSFORM, DATA_SINK`. */
export function issueLines(issues: readonly SchemaIssue[]): readonly string[] {
  return issues.map((issue) => `${placeOf(issue.path)}: expected ${expectedBy(issue)}`);
}

function placeOf(path: readonly PropertyKey[]): string {
  const place = path.map((part) => (typeof part === 'number' ? `[${String(part)}]` : `.${String(part)}`)).join('');
  return place === '' ? 'The document' : place.replace(/^\./, '');
}

function expectedBy({ expected, values, options, errors }: SchemaIssue): string {
  const choices = values ?? options;
  if (choices !== undefined) return `one of ${choices.map(String).join(', ')}`;
  const branches = errors?.flat() ?? [];
  if (branches.length > 0) return [...new Set(branches.map(expectedBy))].join(' or ');
  return expected === 'record' ? 'object' : (expected ?? 'another value');
}
