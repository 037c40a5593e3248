import type { CheckRecord } from '../../store/record/v1.ts';
import type { SummaryData, SummaryMetric } from './summary-data.ts';

/** The k6 whose shape this is. */
const K6_VERSION = '2.2.0';

/** Not in this shape, since k6's compact mode leaves them out. */
const LEFT_OUT =
  /^(http_req_(blocked|connecting|tls_handshaking|sending|waiting|receiving)|checks|group_duration)(\{|$)/;

/** What the versioned summary needs beside the data of the other one. */
export interface VersionedParts {
  data: SummaryData;
  checks: readonly CheckRecord[];
  /** Source text of the script. */
  script: string;
  /** Epoch ms. */
  nowMs: number;
  full: boolean;
}

/** k6's versioned summary (`--new-machine-readable-summary`): no thresholds, rates as matches of a total. */
export function versionedSummary({
  data,
  checks,
  script,
  nowMs,
  full,
}: VersionedParts): Record<string, unknown> {
  const metrics = Object.entries(data.metrics)
    .filter(([name]) => (full ? !/^checks(\{|$)/.test(name) : !LEFT_OUT.test(name)))
    .map(([name, metric]) => ({
      name,
      type: metric.type,
      contains: metric.contains,
      values: versionedValues(metric),
    }));
  return {
    version: '1.0.0',
    config: { duration: data.state.testRunDurationMs / 1000, execution: 'local', script },
    metadata: { generated_at: new Date(nowMs).toISOString(), k6_version: K6_VERSION },
    results: { ...(checks.length === 0 ? {} : { checks: versionedChecks(checks) }), metrics },
  };
}

function versionedChecks(checks: readonly CheckRecord[]): Record<string, unknown> {
  const passes = checks.reduce((sum, check) => sum + check.passes, 0);
  const total = passes + checks.reduce((sum, check) => sum + check.fails, 0);
  const rate = (name: string, matches: number) => ({
    name,
    type: 'rate',
    contains: 'default',
    values: { rate: matches / total, matches, total },
  });
  return {
    metrics: [
      { name: 'checks_total', type: 'counter', contains: 'default', values: { count: total } },
      rate('checks_succeeded', passes),
      rate('checks_failed', total - passes),
    ],
    results: checks.map(({ name, passes: passed, fails }) => ({ name, passes: passed, fails })),
  };
}

function versionedValues({ type, values }: SummaryMetric): Record<string, number> {
  const { count = 0, rate = 0, passes = 0, fails = 0 } = values;
  if (type === 'counter') return { count };
  if (type === 'rate') return { rate, matches: passes, total: passes + fails };
  return Object.fromEntries(
    Object.entries(values)
      .filter(([name]) => type === 'gauge' || /^(avg|min|med|max|p\(9[05]\))$/.test(name))
      .map(([name, value]) => [name.replace(/^p\((\d+)\)$/, 'p$1'), value]),
  );
}
