import { dirname, resolve } from 'node:path';
import { COMPARISON_REPORTS, type ComparisonFormat } from '../../reports/comparison/index.ts';
import { compareRuns } from '../compare/compare-runs.ts';
import { differencesOf } from '../compare/differences.ts';
import { earlierRuns } from '../compare/earlier-runs.ts';
import { HarnessError } from '../errors.ts';
import { EXIT_CODES } from '../exit-codes.ts';
import type { Host } from '../host.ts';
import { loadRun } from '../store/load-run.ts';
import type { Difference } from '../store/record/v1.ts';
import { toldDifferences } from '../verdict/told-differences.ts';
import { writeReport } from './write-report.ts';

/** The flags of `harness compare A B`. */
export interface CompareFlags {
  before: string;
  after: string;
  format: ComparisonFormat;
  out?: string | undefined;
  outDir: string;
  /** In percent. Undefined: 10, and the exit code does not depend on it. */
  maxRegression?: number;
  /** Compare although plans, targets or generators differ. */
  allowDifferences: boolean;
}

export const DEFAULT_MAX_REGRESSION = 10;

/** `harness compare A B`: what changed from run A to run B; with --max-regression a gate (99 when B is worse beyond it). */
export async function compareCommand(host: Host, flags: CompareFlags): Promise<number> {
  const outDir = resolve(host.cwd, flags.outDir);
  const [before, after] = await Promise.all([loadRun(outDir, flags.before), loadRun(outDir, flags.after)]);
  if (resolve(before.directory) === resolve(after.directory)) throw sameRun(before.record.id);
  const differences = differencesOf(before.record, after.record);
  if (differences.length > 0 && !flags.allowDifferences) throw notComparable(differences);
  const ids = [before.record.id, after.record.id];
  const comparison = compareRuns({
    before,
    after,
    earlier: await earlierRuns(dirname(resolve(before.directory)), before.record, ids),
    differences,
    maxRegressionPercent: flags.maxRegression ?? DEFAULT_MAX_REGRESSION,
  });
  const text = COMPARISON_REPORTS[flags.format](comparison, {
    colour: flags.out === undefined && host.out.isTTY && !host.env['NO_COLOR'],
    columns: host.out.columns,
    htmlPath: null,
  });
  if (flags.out === undefined) host.out.write(text);
  else await writeReport(resolve(host.cwd, flags.out), text);
  const beyond = comparison.measures.some((measure) => measure.beyond);
  return flags.maxRegression !== undefined && beyond ? EXIT_CODES.thresholds.code : EXIT_CODES.success.code;
}

/** Refuses, saying in what the runs differ and how to go on all the same. */
export function notComparable(differences: readonly Difference[]): HarnessError {
  return new HarnessError(`the runs cannot be compared: ${toldDifferences(differences)}`, {
    code: 'ERR_COMPARE_DIFFERENT',
    exit: 'invalidConfig',
    hint: 'Compare runs of the same plan, target and machine; --allow-differences compares them all the same.',
  });
}

function sameRun(id: string): HarnessError {
  return new HarnessError(`both runs are ${id}: there is nothing to compare`, {
    code: 'ERR_COMPARE_SAME',
    exit: 'usage',
    hint: 'Give two runs; "harness history" lists them.',
  });
}
