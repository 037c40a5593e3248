import { createHash } from 'node:crypto';
import type { MetricTotals } from '../../metrics/metric-totals.ts';
import type { SinkView } from '../../metrics/sink-view.ts';
import type { CheckRecord } from '../../store/record/v1.ts';
import { thresholdSink } from '../../verdict/grade-thresholds.ts';
import { holds, type MetricThresholds } from '../../verdict/threshold.ts';

/** A check as `handleSummary` gets it. */
export interface SummaryCheck {
  name: string;
  path: string;
  id: string;
  passes: number;
  fails: number;
}

/** A group with all that is in it; the root's name and path are ''. */
export interface SummaryGroup {
  name: string;
  path: string;
  id: string;
  groups: SummaryGroup[];
  checks: SummaryCheck[];
}

export interface SummaryMetric {
  type: SinkView['kind'];
  contains: string;
  values: Record<string, number>;
  thresholds?: Record<string, { ok: boolean }>;
}

/** What `handleSummary(data)` gets: k6's legacy shape, still its default in 2.2. */
export interface SummaryData {
  root_group: SummaryGroup;
  options: { summaryTrendStats: readonly string[]; summaryTimeUnit: string; noColor: boolean };
  state: { isStdOutTTY: boolean; isStdErrTTY: boolean; testRunDurationMs: number };
  metrics: Record<string, SummaryMetric>;
  /** What setup returned; null without it. */
  setup_data: unknown;
}

/** What a summary is made from. */
export interface SummarySource {
  totals: MetricTotals;
  thresholds: readonly MetricThresholds[];
  checks: readonly CheckRecord[];
  /** Paths of all groups, in the order in which they were first opened. */
  groups: readonly string[];
  options: SummaryData['options'];
  state: SummaryData['state'];
  /** JSON text of what setup returned. */
  setupData: string | undefined;
}

/** Builds the data of a summary. */
export function summaryData(source: SummarySource): SummaryData {
  const { options, state, setupData } = source;
  return {
    root_group: rootGroup(source),
    options,
    state,
    metrics: summaryMetrics(source),
    setup_data: setupData === undefined ? null : (JSON.parse(setupData) as unknown),
  };
}

function summaryMetrics({ totals, thresholds, options }: SummarySource): Record<string, SummaryMetric> {
  const metrics: Record<string, SummaryMetric> = {};
  const add = (name: string, metric: string, sink: SinkView): void => {
    const contains = totals.registry.get(metric)?.contains ?? 'default';
    metrics[name] ??= { type: sink.kind, contains, values: sinkValues(sink, options.summaryTrendStats) };
  };
  for (const [name, sink] of totals.metrics()) add(name, name, sink);
  for (const sub of totals.subMetrics()) if (!sub.sink.isEmpty) add(sub.name, sub.metric, sub.sink);
  for (const threshold of thresholds.filter(({ expressions }) => expressions.length > 0)) {
    const sink = thresholdSink(threshold, totals);
    const whole = totals.metric(threshold.metric) ?? totals.select(threshold.metric);
    if (sink === undefined || whole === undefined) continue;
    add(threshold.metric, threshold.metric, whole);
    add(threshold.key, threshold.metric, sink);
    const results = threshold.expressions.map((each) => [each.source, { ok: holds(each, sink) }] as const);
    const metric = metrics[threshold.key];
    if (metric !== undefined) metric.thresholds = { ...metric.thresholds, ...Object.fromEntries(results) };
  }
  return metrics;
}

/** The statistics of a sink by k6's names; a trend has those that `trendStats` lists. */
export function sinkValues(sink: SinkView, trendStats: readonly string[]): Record<string, number> {
  const names = {
    counter: ['count', 'rate'],
    gauge: ['value', 'min', 'max'],
    rate: ['rate', 'passes', 'fails'],
    trend: trendStats,
  }[sink.kind];
  return Object.fromEntries(names.map((name) => [name, sink.statistic(name) ?? 0]));
}

/** All groups as a tree with their checks. */
export function rootGroup({ groups, checks }: Pick<SummarySource, 'groups' | 'checks'>): SummaryGroup {
  const root = newGroup('', '');
  const byPath = new Map([['', root]]);
  const groupAt = (path: string): SummaryGroup => {
    const known = byPath.get(path);
    if (known !== undefined) return known;
    const cut = path.lastIndexOf('::');
    const group = newGroup(path.slice(cut + 2), path);
    byPath.set(path, group);
    groupAt(path.slice(0, Math.max(0, cut))).groups.push(group);
    return group;
  };
  for (const path of groups) groupAt(path);
  for (const { group, name, passes, fails } of checks) {
    const path = `${group}::${name}`;
    groupAt(group).checks.push({ name, path, id: md5(path), passes, fails });
  }
  return root;
}

function newGroup(name: string, path: string): SummaryGroup {
  return { name, path, id: md5(path), groups: [], checks: [] };
}

const md5 = (text: string): string => createHash('md5').update(text).digest('hex');
