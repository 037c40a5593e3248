import type { ChangeClass, ComparisonRecord, MeasureChange } from '../../src/store/record/v1.ts';
import { formatFigure, formatFixed, NOTHING } from '../figures.ts';

/** A shape for each class, so that colour is never the only carrier. */
export const CLASS_MARK: Record<ChangeClass, string> = {
  better: '▼',
  same: '=',
  worse: '▲',
  'cannot tell': '?',
};

export const CHANGE_HEAD = ['Class', 'Measure', 'Before', 'After', 'Change', 'Interval', 'Effect', 'Noise'];

/** One measure as cells under CHANGE_HEAD. */
export function changeCells(change: MeasureChange): string[] {
  const figure = (value: number | null) => formatFigure(value, change.unit);
  const signed = (value: number) =>
    `${value > 0 ? '+' : value < 0 ? '−' : ''}${amount(Math.abs(value), change)}`;
  const { low, high } = change;
  return [
    `${CLASS_MARK[change.class]} ${change.class}`,
    change.title,
    figure(change.before),
    figure(change.after),
    change.change === null ? NOTHING : signed(change.change),
    low === null || high === null ? NOTHING : `${signed(low)} to ${signed(high)}`,
    change.effect === null ? NOTHING : formatFixed(change.effect, 2),
    amount(change.floor, change),
  ];
}

const amount = (value: number, { scale }: MeasureChange): string =>
  scale === 'percent' ? `${formatFixed(value, 1)}\u00a0%` : `${formatFixed(value, 3)}\u00a0pt`;

/** The measures with what fails first. */
export function worstChangesFirst({ measures }: ComparisonRecord): MeasureChange[] {
  const rank: Record<ChangeClass, number> = { worse: 1, 'cannot tell': 2, better: 3, same: 4 };
  const of = (change: MeasureChange) => (change.beyond ? 0 : rank[change.class]);
  return [...measures].sort((a, b) => Number(a.route !== '') - Number(b.route !== '') || of(a) - of(b));
}

/** What the comparison says, in sentences: the class, how it was judged, and what weakens it. */
export function comparisonSentences(comparison: ComparisonRecord): string[] {
  const { measures, noiseRuns, maxRegressionPercent, confidence } = comparison;
  const named = (of: readonly MeasureChange[]) => of.map(({ title }) => title).join('; ');
  const beyond = measures.filter((each) => each.beyond);
  const worse = measures.filter((each) => each.class === 'worse' && !each.beyond);
  const runs = Math.max(
    0,
    ...measures.filter(({ route }) => route === '').map((each) => each.runsNeeded ?? 0),
  );
  const head: Record<ChangeClass, string> = {
    worse: `Worse: ${named([...beyond, ...worse])}.`,
    better: `Better: ${named(measures.filter((each) => each.class === 'better'))}.`,
    same: 'No measure of the whole run changed by more than is tolerated.',
    'cannot tell': `Cannot tell: too few or too uneven seconds${runs > 0 ? `; ${runs} runs of each side would tell` : ''}.`,
  };
  const noise =
    noiseRuns >= 3
      ? `Noise between runs was learnt from ${noiseRuns} earlier runs of this plan on this kind of machine.`
      : `Noise between runs is assumed: ${noiseRuns} earlier runs of this plan on this kind of machine are known, and it takes 3 to learn it.`;
  return [
    head[comparison.class],
    ...(beyond.length > 0
      ? [`Worse by more than the tolerated ${maxRegressionPercent} %, with confidence: ${named(beyond)}.`]
      : []),
    `Intervals are of ${formatFixed(confidence * 100, 0)} % confidence, by bootstrap over blocks of seconds; p-values are adjusted by Holm. A route's figure is the p95 of a typical second.`,
    noise,
    ...comparison.differences.map(
      ({ what, before, after }) => `The runs differ in ${what}: ${before} before, ${after} after.`,
    ),
    ...comparison.notes.map((note) => `Note: ${note}.`),
  ];
}
