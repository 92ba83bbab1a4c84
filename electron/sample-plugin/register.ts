import type { RegistrationDocument } from './registration-document.ts';

export type RegistrationAnswer =
  | { readonly accepted: true }
  /** What the core said, or why it could not be asked, line by line. */
  | { readonly accepted: false; readonly reason: readonly string[] };

const ANSWER_WITHIN_MS = 30_000;

/**
 * One `POST CORE_URL/plugins`, sent once for each start of the process and never repeated.
 *
 * Any 2xx means registered, and its body is ignored. A refusal is a 400 whose text has one error
 * per line. No credential is sent in a header: a token, if the core wants one, is in CORE_URL.
 */
export async function register(coreUrl: string, document: RegistrationDocument): Promise<RegistrationAnswer> {
  try {
    const response = await fetch(`${coreUrl}/plugins`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(document),
      signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
    });
    const body = await response.text();
    if (response.ok) return { accepted: true };
    return { accepted: false, reason: [`HTTP ${response.status}`, ...linesOf(body)] };
  } catch (error) {
    return { accepted: false, reason: [`the core cannot be reached: ${causeOf(error)}`] };
  }
}

function linesOf(text: string): readonly string[] {
  return text.split(/\r?\n/).filter((line) => line.trim() !== '');
}

/** fetch says only "fetch failed"; the useful part (ECONNREFUSED …) is its cause. */
function causeOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? error.cause.message || error.cause.name : error.message;
}
