import { HarnessError } from '../../errors.ts';
import type { EngineCause } from '../engine.ts';
import type { JobOutcome } from './realm/contract.ts';
import type { PhaseResult } from './worker/messages.ts';

/** Why a script could not be loaded: its init code threw, or aborted the test. */
export function initError(outcome: JobOutcome, cause: EngineCause | null, entryPath: string): HarnessError {
  if (cause !== null)
    return new HarnessError(`${cause.message} at file://${entryPath}`, {
      code: 'ERR_SCRIPT_ABORTED',
      exit: cause.exit,
      loading: true,
    });
  const text = outcome.kind === 'threw' ? outcome.text : `init ended as ${outcome.kind}`;
  return new HarnessError(text, {
    code: 'ERR_SCRIPT_INIT',
    exit: 'scriptException',
    logFields: { hint: 'script exception', source: 'stacktrace' },
  });
}

function timedOut(phase: 'setup' | 'teardown', timeoutMs: number): EngineCause {
  const hint = `You can increase the time limit via the ${phase}Timeout option`;
  return {
    exit: `${phase}Timeout`,
    message: `${phase}() execution timed out after ${Math.floor(timeoutMs / 1000)} seconds`,
    fields: { hint },
  };
}

function thrown({ text, asynchronous }: { text: string; asynchronous: boolean }): EngineCause {
  if (asynchronous) return { exit: 'usage', message: text };
  return {
    exit: 'scriptException',
    message: text,
    fields: { hint: 'script exception', source: 'stacktrace' },
  };
}

/** Why a run ends after setup; null: it goes on. */
export function setupCause(result: PhaseResult, timeoutMs: number): EngineCause | null {
  if (result.kind === 'timeout') return timedOut('setup', timeoutMs);
  if (result.kind === 'threw') return thrown(result);
  if (result.kind === 'aborted') return { exit: 'scriptAborted', message: result.reason };
  if (result.kind === 'interrupted') return { exit: 'interrupted', message: 'setup() was interrupted' };
  if (result.value.kind !== 'problem') return null;
  return { exit: 'usage', message: `error marshaling setup() data to JSON: ${result.value.message}` };
}

/** Why a run did not end well in teardown. */
export function teardownCause(result: PhaseResult, timeoutMs: number): EngineCause | null {
  if (result.kind === 'timeout') return timedOut('teardown', timeoutMs);
  return result.kind === 'threw' ? thrown(result) : null;
}
