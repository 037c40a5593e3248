import { compareRuns } from '../../compare/compare-runs.ts';
import { type Comparable, differencesOf } from '../../compare/differences.ts';
import { earlierRuns } from '../../compare/earlier-runs.ts';
import { loadRun, type StoredRun } from '../../store/load-run.ts';
import type { Difference, IntervalRecord, RunRecord } from '../../store/record/v1.ts';
import { listRuns } from '../../store/run-list.ts';
import { gradeBaseline, uncomparedLine } from '../../verdict/grade-baseline.ts';
import { judge } from '../../verdict/judge.ts';
import { DEFAULT_MAX_REGRESSION, notComparable } from '../compare.ts';

/** `--baseline RUN`, as it was given. */
export interface BaselineFlags {
  baseline: string;
  maxRegressionPercent: number;
  allowDifferences: boolean;
}

/** What the flags of a run say of its baseline; undefined: none. */
export function baselineFlags(flags: {
  baseline?: string;
  maxRegression?: number;
  allowDifferences?: boolean;
}): BaselineFlags | undefined {
  const { baseline, maxRegression, allowDifferences } = flags;
  if (baseline === undefined) return undefined;
  return {
    baseline,
    maxRegressionPercent: maxRegression ?? DEFAULT_MAX_REGRESSION,
    allowDifferences: allowDifferences ?? false,
  };
}

/** An earlier run that this one is held against. */
export interface Baseline {
  run: StoredRun;
  flags: BaselineFlags;
  outDir: string;
}

/** Loads the baseline before anything is sent; `last` is the newest run that can be one. */
export async function openBaseline(
  outDir: string,
  flags: BaselineFlags | undefined,
): Promise<Baseline | null> {
  if (flags === undefined) return null;
  const wanted = flags.baseline === 'last' ? await newestComparable(outDir) : flags.baseline;
  return { run: await loadRun(outDir, wanted), flags, outDir };
}

// Without any, the very last, whose refusal says what is wrong with it.
async function newestComparable(outDir: string): Promise<string> {
  const usable = (await listRuns(outDir)).filter(({ record }) => record !== null && canBeBaseline(record));
  return usable.at(-1)?.id ?? 'last';
}

/** Whether a run came to its end and measured something. */
export const canBeBaseline = ({ end, verdict }: Pick<RunRecord, 'end' | 'verdict'>): boolean =>
  end === 'finished' && verdict !== null && verdict.state !== null && verdict.state !== 'INVALID';

/** Refuses before the run what could not be compared after it. Throws HarnessError (104). */
export function checkBaseline({ run, flags }: Baseline, planned: Comparable): void {
  const differences = differencesOf(run.record, planned);
  if (differences.length > 0 && !flags.allowDifferences) throw notComparable(differences);
}

/** The record with its comparison, and the verdict with a line for each measure. */
export async function withBaseline(
  record: RunRecord,
  intervals: readonly IntervalRecord[],
  { run, flags, outDir }: Baseline,
): Promise<RunRecord> {
  const differences = differencesOf(run.record, record);
  const { verdict } = record;
  if (verdict === null || verdict.state === null) return record;
  if (differences.length > 0 && !flags.allowDifferences)
    return { ...record, verdict: uncompared(verdict, differences) };
  const baseline = compareRuns({
    before: run,
    after: { record, intervals },
    earlier: await earlierRuns(outDir, run.record, [run.record.id, record.id]),
    differences,
    maxRegressionPercent: flags.maxRegressionPercent,
  });
  return {
    ...record,
    baseline,
    verdict: judge([...verdict.lines, ...gradeBaseline(baseline)], verdict.failOn),
  };
}

const uncompared = (
  { lines, failOn }: NonNullable<RunRecord['verdict']>,
  differences: readonly Difference[],
) => judge([...lines, uncomparedLine(differences)], failOn);
