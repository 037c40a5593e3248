import { EXIT_CODES } from '../exit-codes.ts';
import type { QuarterlyPart, QuarterlyRecovery } from '../store/record/quarterly-v1.ts';
import type { VerdictState } from './verdict.ts';

/** The worst first. */
const ORDER: readonly VerdictState[] = ['INVALID', 'FAIL', 'NO-DATA', 'WARN', 'PASS'];
const CODES: Readonly<Record<VerdictState, number>> = {
  INVALID: EXIT_CODES.invalid.code,
  FAIL: EXIT_CODES.thresholds.code,
  'NO-DATA': EXIT_CODES.noData.code,
  WARN: EXIT_CODES.success.code,
  PASS: EXIT_CODES.success.code,
};

/** How the target was after a profile, in one sentence. */
export function recoveryText(profile: string, { healthy, seconds, trouble }: QuarterlyRecovery): string {
  if (healthy) return `after ${profile} the target was well within ${seconds.toFixed(1)} s`;
  return `the target did not recover from ${profile} within ${seconds.toFixed(0)} s: ${trouble}`;
}

/** The whole of a quarterly test: the worst of its parts, a target that does not recover is a FAIL; an error of a run comes before every verdict. */
export function gradeQuarterly(parts: readonly QuarterlyPart[]): {
  state: VerdictState | null;
  sentence: string;
  exitCode: number;
} {
  const failed = parts.find(({ state, exitCode }) => state === null && exitCode !== null);
  if (failed !== undefined) {
    const exitCode = failed.exitCode ?? EXIT_CODES.usage.code;
    return {
      state: null,
      sentence: `${failed.profile} did not come to its end: ${failed.sentence}`,
      exitCode,
    };
  }
  const state = ORDER.find((each) => parts.some((part) => part.state === each)) ?? 'NO-DATA';
  const ill = parts.find(({ recovery }) => recovery?.healthy === false);
  if (ill?.recovery != null && state !== 'FAIL') {
    // Seen without load: no generator can have spoiled it.
    const sentence = recoveryText(ill.profile, ill.recovery);
    return { state: 'FAIL', sentence, exitCode: CODES.FAIL };
  }
  const worst = parts.filter((part) => part.state === state);
  const names = worst.map(({ profile }) => profile).join(', ');
  const sentence =
    state === 'PASS'
      ? `All ${parts.length} profiles passed.`
      : `${names}: ${worst[0]?.sentence ?? 'nothing was run'}`;
  return { state, sentence, exitCode: CODES[state] };
}
