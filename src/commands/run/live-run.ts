import { MetricTotals } from '../../metrics/metric-totals.ts';
import { MetricRegistry } from '../../metrics/registry.ts';
import { DEFAULT_TREND_STATS } from '../../plan/option-defaults.ts';
import type { RestGroup, RestMetric } from '../../rest/run-state.ts';
import { thresholdSink } from '../../verdict/grade-thresholds.ts';
import { holds, type MetricThresholds } from '../../verdict/threshold.ts';
import type { RunSession } from './run-session.ts';
import { rootGroup, type SummaryGroup, sinkValues } from './summary-data.ts';

/** A run that goes on, to be looked at from outside. */
export interface LiveRun {
  session: Pick<RunSession, 'phase' | 'checks' | 'groups' | 'setupData'>;
  totals: MetricTotals;
  thresholds: readonly MetricThresholds[];
}

/** Before a run's session is there. */
export const NOTHING_YET: LiveRun = {
  session: { phase: 'init', checks: [], groups: [], setupData: undefined },
  totals: new MetricTotals(new MetricRegistry()),
  thresholds: [],
};

/** The last value of a gauge, 0 before the first. */
export const gaugeNow = ({ totals }: LiveRun, name: string): number =>
  totals.metric(name)?.statistic('value') ?? 0;

/** Keys of the thresholds that do not hold right now; those without samples are not looked at. */
export function crossedNow({ totals, thresholds }: LiveRun): string[] {
  return thresholds
    .filter((threshold) => {
      const sink = thresholdSink(threshold, totals);
      return sink !== undefined && !sink.isEmpty && !threshold.expressions.every((each) => holds(each, sink));
    })
    .map(({ key }) => key);
}

/** All metrics with a sample, and sub-metrics. */
export function metricsNow(live: LiveRun): RestMetric[] {
  const { totals, thresholds } = live;
  const crossed = crossedNow(live);
  const whole = totals.metrics().map(([name, sink]) => ({ name, parent: name, sink }));
  const subs = totals.subMetrics().map(({ name, metric, sink }) => ({ name, parent: metric, sink }));
  return [...whole, ...subs.filter(({ sink }) => !sink.isEmpty)].map(({ name, parent, sink }) => ({
    name,
    type: sink.kind,
    contains: totals.registry.get(parent)?.contains ?? 'default',
    tainted: thresholds.some(({ key }) => key === name) ? crossed.includes(name) : null,
    sample: sinkValues(sink, DEFAULT_TREND_STATS),
  }));
}

/** The root group and all below it. */
export function groupsNow({ session }: LiveRun): RestGroup[] {
  return flattened(rootGroup(session), null);
}

function flattened(group: SummaryGroup, parentId: string | null): RestGroup[] {
  const { id, path, name, checks, groups } = group;
  const own = { id, path, name, parentId, checks, groupIds: groups.map((each) => each.id) };
  return [own, ...groups.flatMap((each) => flattened(each, id))];
}
