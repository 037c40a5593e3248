import { expect, test } from 'vitest';
import { MetricTotals } from '../../src/metrics/metric-totals.ts';
import { MetricRegistry } from '../../src/metrics/registry.ts';
import { gradeDelivered } from '../../src/verdict/grade-delivered.ts';

function totals(requestMs: number, iterationMs: number): MetricTotals {
  const made = new MetricTotals(new MetricRegistry());
  const add = (series: number, metric: string, value: number): void => {
    const trend = {
      count: 1,
      sum: value,
      min: value,
      max: value,
      values: Float64Array.of(value),
      buckets: null,
    };
    made.apply(0, { series, metric, tags: {}, kind: 'trend', trend });
  };
  add(0, 'http_req_duration', requestMs);
  add(1, 'iteration_duration', iterationMs);
  return made;
}

const told = (lines: ReturnType<typeof gradeDelivered>) =>
  lines.map(({ id, kind, level }) => [id, kind, level]);

test.each([
  {
    name: 'a script that pauses',
    requestMs: 1,
    planned: 1000,
    dropped: 200,
    expected: ['generator_delivered', 'generator', 'CRIT'],
  },
  {
    name: 'a target that is slow',
    requestMs: 900,
    planned: 1000,
    dropped: 200,
    expected: ['gate_delivered', 'gate', 'CRIT'],
  },
  {
    name: 'a few iterations',
    requestMs: 1,
    planned: 1000,
    dropped: 30,
    expected: ['generator_delivered', 'generator', 'WARN'],
  },
])('VUs were short: $name', ({ requestMs, planned, dropped, expected }) => {
  const lines = gradeDelivered(totals(requestMs, 1000), { planned, dropped });
  expect(told(lines)).toEqual([expected]);
  expect(lines[0]?.reason).toContain(`${planned - dropped} of ${planned} planned iterations were started`);
});

test.each([
  ['nothing was planned by a rate', { planned: 0, dropped: 0 }],
  ['all of it was offered', { planned: 1000, dropped: 10 }],
])('says nothing where %s', (_name, counts) => {
  expect(gradeDelivered(totals(1, 1000), counts)).toEqual([]);
});
