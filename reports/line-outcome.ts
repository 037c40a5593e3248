import type { Level, Verdict, VerdictLine } from '../src/store/record/v1.ts';

/** What a line did to the verdict; `shown` lines do not gate. */
export type LineOutcome = 'passed' | 'warned' | 'failed' | 'no-data' | 'invalid' | 'shown';

/** Reads off a line what it counted for under the verdict's `failOn`: no new judgement, the level is the record's. */
export function lineOutcome(line: VerdictLine, failOn: Verdict['failOn']): LineOutcome {
  if (!line.gates || line.level === 'N/A') return 'shown';
  if (line.level === 'OK') return 'passed';
  if (line.level === 'NO-DATA') return 'no-data';
  if (line.kind === 'generator') return line.level === 'CRIT' ? 'invalid' : 'warned';
  if (line.level === 'CRIT' || (failOn === 'warn' && line.kind !== 'baseline')) return 'failed';
  return 'warned';
}

const SEVERITY: Record<LineOutcome, number> = {
  invalid: 0,
  failed: 1,
  'no-data': 2,
  warned: 3,
  passed: 4,
  shown: 5,
};

/** The lines with the worst first, else in their order. */
export function worstFirst(verdict: Pick<Verdict, 'lines' | 'failOn'>): VerdictLine[] {
  const rank = (line: VerdictLine) =>
    SEVERITY[lineOutcome(line, verdict.failOn)] * 10 + (line.level === 'CRIT' ? 0 : 1);
  return [...verdict.lines].sort((a, b) => rank(a) - rank(b));
}

/** How far a value is from the level that fails, in the line's unit: negative is past it. */
export interface Margin {
  amount: number;
  /** The same as a share of the limit; null where the limit is 0. */
  share: number | null;
}

/** The margin of a line, or null where value, limit or direction is missing. */
export function lineMargin(line: VerdictLine, failOn: Verdict['failOn']): Margin | null {
  const limit = failOn === 'warn' ? (line.warn ?? line.critical) : (line.critical ?? line.warn);
  // How far a change is from what is tolerated is judged by its interval, not by its middle.
  if (line.kind === 'baseline') return null;
  if (limit === null || line.value === null || line.direction === '') return null;
  const amount = line.direction === 'below' ? limit - line.value : line.value - limit;
  return { amount, share: limit === 0 ? null : amount / Math.abs(limit) };
}

/** A shape for each level, so that colour is never the only carrier. */
export const LEVEL_MARK: Record<Level, string> = {
  OK: '✓',
  WARN: '▲',
  CRIT: '✗',
  'NO-DATA': '?',
  'N/A': '·',
};
