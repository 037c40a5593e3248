import type {
  ChangeClass,
  ComparisonRecord,
  Difference,
  IntervalRecord,
  RunRecord,
} from '../store/record/v1.ts';
import { type Assessed, assess } from './assess.ts';
import { classify } from './classify.ts';
import { condense } from './condense.ts';
import { notesOn } from './differences.ts';
import { measuresOf } from './measures.ts';
import { holm } from './statistics/holm.ts';

/** How sure a change must be: one false "worse" of a hundred for the whole run, and one for all routes together. */
export const CONFIDENCE = 0.99;

interface Measured {
  record: Pick<RunRecord, 'id' | 'startedAt' | 'machine' | 'harness' | 'phases'>;
  intervals: readonly IntervalRecord[];
}

/** What is compared, and how. */
export interface CompareRequest {
  before: Measured;
  after: Measured;
  /** Earlier runs of the same plan on the same kind of machine, the oldest first. */
  earlier: readonly Measured[];
  /** Differences that the user knows of and accepts. */
  differences: Difference[];
  maxRegressionPercent: number;
}

/** Holds a run against an earlier one, in all and by route. */
export function compareRuns(request: CompareRequest): ComparisonRecord {
  const { before, after, earlier, differences, maxRegressionPercent } = request;
  const runs = [condense(judgedSeconds(before)), condense(judgedSeconds(after))] as const;
  const noise = earlier.map((run) => condense(judgedSeconds(run)));
  const paired = !differences.some(({ kind }) => kind === 'plan' || kind === 'end');
  const assessed = measuresOf(runs).map((measure) =>
    assess(measure, runs, { paired, earlier: noise, maxRegressionPercent }),
  );
  const families = [
    assessed.filter(({ measure }) => measure.route === ''),
    assessed.filter(({ measure }) => measure.route !== ''),
  ];
  const measures = families
    .flatMap(adjusted)
    .map((each) => classify(each, { maxRegressionPercent, confidence: CONFIDENCE }));
  return {
    before: before.record.id,
    after: after.record.id,
    beforeStartedAt: before.record.startedAt,
    confidence: CONFIDENCE,
    maxRegressionPercent,
    noiseRuns: earlier.length,
    differences,
    notes: notesOn(before.record, after.record),
    measures,
    class: worstOf(
      measures.filter(({ route }) => route === '').map((each) => each.class),
      measures.map((each) => each.class),
    ),
  };
}

// Without warm-up; where something else than the SLO is judged (stress, breakpoint), all of the load.
function judgedSeconds({ record: { phases }, intervals }: Measured): readonly IntervalRecord[] {
  if (!phases) return intervals;
  const [from, to] =
    phases.judgedOn === 'slo'
      ? [phases.judgedFromMs, phases.judgedToMs]
      : [phases.warmUpToMs, Number.POSITIVE_INFINITY];
  return intervals.filter(({ atMs, durationMs }) => atMs - durationMs >= from - 500 && atMs <= to + 500);
}

// The 95th percentile is what runs are held to: three quarters of the chance to be wrong are spent on it alone.
const weightOf = ({ measure: { id } }: Assessed, family: readonly Assessed[]): number =>
  id === 'latency_p95' ? Math.max(1, 3 * (family.length - 1)) : 1;

function adjusted(family: readonly Assessed[]): Assessed[] {
  const weights = family.map((each) => weightOf(each, family));
  const [worse, better, beyond] = (['pWorse', 'pBetter', 'pBeyond'] as const).map((p) =>
    holm(
      family.map((each) => each[p]),
      weights,
    ),
  );
  return family.map((each, index) => ({
    ...each,
    pWorse: worse?.[index] ?? 1,
    pBetter: better?.[index] ?? 1,
    pBeyond: beyond?.[index] ?? 1,
  }));
}

// Routes count where they are worse; that some cannot be told is usual, since many are rarely asked.
function worstOf(whole: readonly ChangeClass[], all: readonly ChangeClass[]): ChangeClass {
  if (all.includes('worse')) return 'worse';
  const order: ChangeClass[] = ['cannot tell', 'better', 'same'];
  return order.find((each) => whole.includes(each)) ?? 'cannot tell';
}
