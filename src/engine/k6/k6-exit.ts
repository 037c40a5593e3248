import { EXIT_CODES, type ExitName } from '../../exit-codes.ts';
import type { EngineCause } from '../engine.ts';
import type { K6Exit } from './k6-process.ts';

/** What k6's end means for the run. */
export interface K6Meaning {
  cause: EngineCause | null;
  /** exec.test.fail() was called. */
  failed: string | null;
  /** k6 found thresholds crossed. */
  crossed: boolean;
  /** Those that it names. */
  crossedMetrics: readonly string[];
  /** It did not come to its end by itself. */
  hung: boolean;
  /** What a reader of the report must know. */
  note: string | null;
}

const NOTHING: K6Meaning = {
  cause: null,
  failed: null,
  crossed: false,
  crossedMetrics: [],
  hung: false,
  note: null,
};

/** Reads k6's exit (k6-behaviour 4.4). `lastError` is the last line at error level of its log. */
export function meaningOf(exit: K6Exit, lastError: string | null): K6Meaning {
  if (exit.kind === 'hung') {
    const note = 'k6 did not end after its summary and was stopped: its exit code is not known';
    return { ...NOTHING, hung: true, note };
  }
  if (exit.kind === 'killed') return crashed(`k6 was ended by ${exit.signal}${hintOf(exit.signal)}`);
  if (exit.code === EXIT_CODES.success.code) return NOTHING;
  if (exit.code === EXIT_CODES.thresholds.code) {
    const [, names] = /thresholds on metrics '(.*?)' (?:have been|were) crossed/.exec(lastError ?? '') ?? [];
    return { ...NOTHING, crossed: true, crossedMetrics: names?.split(', ') ?? [] };
  }
  if (exit.code === EXIT_CODES.scriptFailed.code) return { ...NOTHING, failed: lastError ?? 'k6 says so' };
  const name = nameOf(exit.code);
  const message = lastError ?? `k6 ended with exit code ${exit.code}`;
  return name === null
    ? crashed(`${message} (exit code ${exit.code})`)
    : { ...NOTHING, cause: { exit: name, message } };
}

function crashed(message: string): K6Meaning {
  return { ...NOTHING, cause: { exit: 'engineCrashed', message } };
}

function hintOf(signal: string): string {
  return signal === 'SIGKILL' ? ', perhaps because memory ran out' : '';
}

// Codes that k6 has and the harness keeps; the others are a crash.
function nameOf(code: number): ExitName | null {
  const names = Object.keys(EXIT_CODES) as ExitName[];
  const name = names.find((each) => EXIT_CODES[each].code === code);
  return name === undefined || name === 'invalid' || name === 'noData' ? null : name;
}
