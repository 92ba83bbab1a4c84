import * as z from 'zod/mini';
import { AppError, type WireError, toWire } from '../errors.ts';
import { CONTRACT, type Handlers, type ProcedureName } from './contract.ts';

/** The one form of every answer over every door. */
export type Answer = { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly error: WireError };

/** Told of errors that are not refusals, so that they reach the log; the caller gets only INTERNAL. */
export type FaultReport = (procedure: string, error: unknown) => void;

/**
 * Calls one procedure with an untrusted input. Validates name, input and output; never throws.
 * Every door uses this function and nothing else to reach the handlers.
 */
export async function dispatch(handlers: Handlers, name: string, input: unknown, report: FaultReport): Promise<Answer> {
  if (!isProcedure(name)) {
    const shown = name.length > 100 ? `${name.slice(0, 100)}…` : name;
    return refused(new AppError('PROCEDURE_UNKNOWN', `There is no procedure “${shown}”.`));
  }
  const procedure = CONTRACT[name];
  const parsed = z.safeParse(procedure.input, input);
  if (!parsed.success) return refused(new AppError('INPUT_INVALID', describeIssues(name, parsed.error.issues)));
  try {
    const handler = handlers[name] as (input: unknown) => Promise<unknown>;
    const output = z.safeParse(procedure.output, await handler(parsed.data));
    if (output.success) return { ok: true, value: output.data };
    throw new Error(`Output of ${name} breaks the contract: ${describeIssues(name, output.error.issues)}`);
  } catch (error) {
    if (!(error instanceof AppError) || error.code === 'INTERNAL') report(name, error);
    return refused(error);
  }
}

/** Whether a text names a procedure of the contract. */
export function isProcedure(name: string): name is ProcedureName {
  return Object.hasOwn(CONTRACT, name);
}

function refused(error: unknown): Answer {
  return { ok: false, error: toWire(error) };
}

function describeIssues(name: string, issues: readonly z.core.$ZodIssue[]): string {
  const lines = issues
    .slice(0, 5)
    .map((issue) => `${issue.path.length === 0 ? 'input' : issue.path.join('.')}: ${issue.message}`);
  return `${name} was called with a wrong input: ${lines.join('; ')}.`;
}
