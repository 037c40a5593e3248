import type { VerdictLine } from '../../src/store/record/v1.ts';
import { SLOS } from '../../thresholds.ts';

/** Every line of thresholds.ts with these values, graded as `level` says; lines without a value do not gate. */
export function sloLines(values: Record<string, [number | null, VerdictLine['level']]>): VerdictLine[] {
  return SLOS.map((slo) => {
    const [value, level] = values[slo.id] ?? [null, 'N/A'];
    return {
      id: slo.id,
      kind: 'slo',
      title: slo.title,
      level,
      gates: level !== 'N/A',
      value,
      unit: slo.unit,
      direction: slo.direction,
      target: slo.target,
      warn: slo.warn,
      critical: slo.critical,
      expression: null,
      source: `${slo.source.document}: ${slo.source.section}`,
      remedy: slo.remedy,
      reason: reasonOf(value, level),
    };
  });
}

function reasonOf(value: number | null, level: VerdictLine['level']): string {
  if (level === 'N/A') return 'Scenario or target do not declare the part that this line is about.';
  if (value === null) return 'No sample of it was taken.';
  if (level === 'OK') return `${value} is inside both levels.`;
  return `${value} is at or past the ${level === 'CRIT' ? 'critical' : 'warning'} level.`;
}

/** A line that is not an SLO. */
export const otherLine = (line: Partial<VerdictLine> & Pick<VerdictLine, 'id' | 'kind'>): VerdictLine => ({
  title: line.id,
  level: 'OK',
  gates: true,
  value: null,
  unit: '',
  direction: '',
  target: null,
  warn: null,
  critical: null,
  expression: null,
  source: '',
  remedy: '',
  reason: '',
  ...line,
});

export const GOOD: Parameters<typeof sloLines>[0] = {
  api_latency_p95: [141.237, 'OK'],
  error_rate: [0, 'OK'],
  loop_canary_p95: [4.81, 'OK'],
  rate_limited_share: [0, 'OK'],
  delivered_rate: [99.89, 'OK'],
  db_connections: [31.0, 'OK'],
  db_query_avg: [1.2, 'OK'],
  db_long_queries: [0, 'OK'],
  redis_memory: [31.06, 'OK'],
};

/** Lines of other kinds that hold. */
export const OTHERS: VerdictLine[] = [
  otherLine({
    id: 'checks: rate>0.99',
    kind: 'threshold',
    title: 'checks',
    expression: 'rate>0.99',
    value: 1,
    reason: '1 is over 0.99.',
  }),
  otherLine({
    id: 'generator_loop',
    kind: 'generator',
    title: 'Event-loop utilisation',
    value: 26,
    unit: '%',
    direction: 'below',
    warn: 70,
    critical: 90,
    reason: 'The busiest second used 26 % of the loop.',
  }),
  otherLine({
    id: 'generator_start_lag',
    kind: 'generator',
    title: 'Start lag, p95',
    value: 1.5,
    unit: 'ms',
    direction: 'below',
    warn: 10,
    critical: 40,
    reason: 'Iterations started when the plan said.',
  }),
];
