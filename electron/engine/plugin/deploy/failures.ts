import { AppError, type ErrorCode, type ErrorDetails, nextStep, toWire } from '../../../../shared/errors.ts';
import type { DeployStep, Failure } from '../../../../shared/model/plugin.ts';
import type { DocumentStore } from '../../port/document-store.ts';
import { FailureEvidence, type PluginRecord, type StoredFailure } from '../../../../shared/model/engine-state.ts';

/** Longest message that a record keeps; the rest is evidence. */
const MESSAGE = 240;
export const LOG_LINES = 50;

export interface FailureInput {
  readonly code: ErrorCode;
  readonly message: string;
  readonly details?: ErrorDetails;
  readonly at: number;
  readonly step?: DeployStep;
  readonly exitCode?: number;
  readonly logTail: readonly string[];
  readonly evidence: readonly string[];
}

/** A failure as shown, and as stored with its evidence in a document of its own. */
export async function storeFailure(
  documents: DocumentStore,
  input: FailureInput,
): Promise<{ readonly shown: Failure; readonly stored: StoredFailure }> {
  const shown: Failure = {
    code: input.code,
    message: input.message.slice(0, MESSAGE),
    next: nextStep(input.code, input.details),
    at: input.at,
    logTail: input.logTail.slice(-LOG_LINES),
    evidence: [...input.evidence],
    ...(input.step === undefined ? {} : { step: input.step }),
    ...(input.exitCode === undefined ? {} : { exitCode: input.exitCode }),
  };
  const { logTail, evidence, ...kept } = shown;
  const document =
    logTail.length === 0 && evidence.length === 0
      ? undefined
      : await documents.put(JSON.stringify({ logTail, evidence }));
  return { shown, stored: { ...kept, ...(document === undefined ? {} : { evidence: document }) } };
}

/** The stored failure of a record with its evidence; without it where the document is missing or damaged. */
export async function loadFailure(documents: DocumentStore, record: PluginRecord): Promise<Failure | undefined> {
  if (record.failure === undefined) return undefined;
  const { evidence: hash, ...kept } = record.failure;
  const text = hash === undefined ? undefined : await documents.get(hash);
  const parsed = text === undefined ? undefined : FailureEvidence.safeParse(parseJson(text));
  return parsed?.success === true
    ? { ...kept, ...parsed.data }
    : { ...kept, logTail: [], evidence: hash === undefined ? [] : ['The stored evidence is missing or damaged.'] };
}

/** Code, message and details of any thrown value. */
export function failureOf(error: unknown): {
  readonly code: ErrorCode;
  readonly message: string;
  readonly details: ErrorDetails;
} {
  const { code, message, details } = error instanceof AppError ? error : toWire(error);
  return { code, message, details };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
