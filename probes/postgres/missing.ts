import { redactError } from '../../src/redact.ts';
import type { Answer } from './ask.ts';

const REASONS: Record<string, string> = {
  '42501': 'this role may not read it: GRANT pg_monitor TO <role>',
  '57014': 'cancelled by its statement timeout: the server is slow or waits for a lock',
  '42P01': 'this server has no such view',
  '42703': 'this server has no such column',
  '42883': 'this server has no such function',
};

/** The value and note of a fact that could not be asked for; hints of one fact come before the common ones. */
export function missing(
  answer: Extract<Answer<never>, { ok: false }>,
  hints: Readonly<Record<string, string>> = {},
): { value: null; note: string } {
  const { state, error } = answer;
  const reason = state === undefined ? undefined : (hints[state] ?? REASONS[state]);
  return { value: null, note: reason ?? `not visible: ${redactError(error)}` };
}
