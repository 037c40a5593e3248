import { partSentence, partState } from '../../../reports/gate/part-words.ts';
import { EXIT_CODES } from '../../exit-codes.ts';
import type { GatePart, GateRecord } from '../../store/record/gate.ts';
import type { VerdictState } from '../../store/record/v1.ts';

/** What a gate decides, by its parts: the worst state of those that count. */
export function gateVerdict(parts: readonly GatePart[]): Pick<GateRecord, 'state' | 'sentence' | 'exitCode'> {
  const counted = parts.filter((part) => part.kind !== 'run' || !part.repeated);
  const exitCode = worstExit(counted.map(exitOf));
  const unfinished = counted.find((part) => partState(part) === null);
  if (unfinished !== undefined) {
    return { state: null, sentence: `${unfinished.name}: ${partSentence(unfinished)}`, exitCode };
  }
  const states = counted.map(partState);
  const state = STATES.find((each) => states.includes(each)) ?? 'NO-DATA';
  const first = counted.find((part) => partState(part) === state);
  const repeated = parts.some((part) => part.kind === 'run' && part.repeated);
  if (state === 'PASS' && repeated) {
    return { state: 'WARN', sentence: 'All parts hold, one of them only when it was repeated.', exitCode };
  }
  if (state === 'PASS')
    return { state, sentence: `All parts hold: ${counted.map(({ name }) => name).join(', ')}.`, exitCode };
  return {
    state,
    sentence: first === undefined ? 'Nothing was judged.' : `${first.name}: ${partSentence(first)}`,
    exitCode,
  };
}

/** Whether what follows a part still makes sense. */
export function mayGoOn(part: GatePart): boolean {
  const state = partState(part);
  return state === 'PASS' || state === 'WARN';
}

/** In the order in which they decide. */
const STATES: readonly VerdictState[] = ['INVALID', 'FAIL', 'NO-DATA', 'WARN', 'PASS'];

function exitOf(part: GatePart): number {
  switch (part.kind) {
    case 'probes':
      return part.pass.exitCode;
    case 'run':
      return part.record.exitCode;
    case 'error':
      return part.exitCode;
    case 'skipped':
      return EXIT_CODES.success.code;
  }
}

// An explicit error of a run, then 120, 110, 99, 121 (design part 9).
function worstExit(codes: readonly number[]): number {
  const ordered: number[] = [
    EXIT_CODES.invalid,
    EXIT_CODES.scriptFailed,
    EXIT_CODES.thresholds,
    EXIT_CODES.noData,
  ].map(({ code }) => code);
  const explicit = codes.find((code) => code !== 0 && !ordered.includes(code));
  return explicit ?? ordered.find((code) => codes.includes(code)) ?? EXIT_CODES.success.code;
}
