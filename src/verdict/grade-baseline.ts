import type { ComparisonRecord, Difference, MeasureChange } from '../store/record/v1.ts';
import { toldDifferences } from './told-differences.ts';
import type { Level, VerdictLine } from './verdict.ts';

/**
 * Lines of a run against its baseline. CRIT, which fails: worse by more than the tolerance, with confidence. WARN, which
 * never fails: worse, or perhaps worse by more than is tolerated. All routes together are one line, that of the worst.
 */
export function gradeBaseline(comparison: ComparisonRecord): VerdictLine[] {
  const whole = comparison.measures.filter(({ route }) => route === '');
  const routes = comparison.measures.filter(({ route }) => route !== '');
  const worst = [...routes].sort(
    (a, b) => severity(b) - severity(a) || (worsening(b) ?? 0) - (worsening(a) ?? 0),
  )[0];
  const lines = whole.map((change) => line(comparison, change, `baseline_${change.id}`));
  if (worst !== undefined) {
    const { reason, ...own } = line(comparison, worst, 'baseline_routes');
    lines.push({
      ...own,
      title: 'Baseline: routes',
      reason: `of ${routes.length} the worst is ${worst.route}: ${reason}`,
    });
  }
  return lines;
}

/** The run has a baseline that it cannot be held against after all: nothing was proved. */
export function uncomparedLine(differences: readonly Difference[]): VerdictLine {
  return {
    ...FIXED,
    ...{ id: 'baseline', title: 'Baseline', level: 'NO-DATA', gates: true, value: null },
    ...{
      unit: '',
      critical: null,
      source: '--baseline',
      reason: `not compared: ${toldDifferences(differences)}`,
    },
  };
}

const FIXED = {
  kind: 'baseline',
  direction: 'below',
  target: null,
  warn: null,
  expression: null,
  remedy: '',
} as const;

function line(comparison: ComparisonRecord, change: MeasureChange, id: string): VerdictLine {
  const level = levelOf(comparison, change);
  return {
    ...FIXED,
    id,
    title: `Baseline: ${change.title}`,
    level,
    gates: level !== 'N/A',
    value: worsening(change),
    unit: '%',
    critical: toleranceOf(comparison, change),
    source: `run ${comparison.before}`,
    reason: change.reason,
  };
}

function levelOf(comparison: ComparisonRecord, change: MeasureChange): Level {
  if (change.before === null && change.after === null) return 'N/A';
  const worse = worsening(change);
  if (worse === null) return 'NO-DATA';
  if (change.beyond) return 'CRIT';
  if (change.class === 'worse') return 'WARN';
  return change.class === 'cannot tell' && worse > toleranceOf(comparison, change) ? 'WARN' : 'OK';
}

const toleranceOf = ({ maxRegressionPercent }: ComparisonRecord, { scale }: MeasureChange): number =>
  scale === 'percent' ? maxRegressionPercent : maxRegressionPercent / 100;

/** The change, positive when it is for the worse. */
const worsening = ({ change, direction }: MeasureChange): number | null =>
  change === null ? null : direction === 'below' ? change : -change;

const severity = ({ beyond, class: result }: MeasureChange): number =>
  beyond ? 3 : result === 'worse' ? 2 : result === 'cannot tell' ? 1 : 0;
