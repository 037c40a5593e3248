import { expect, test } from 'vitest';
import { MetricTotals } from '../../src/metrics/metric-totals.ts';
import { MetricRegistry } from '../../src/metrics/registry.ts';
import { gateBesideOthers } from '../../src/verdict/built-in-gate.ts';

function totals(failed: number, requests: number): MetricTotals {
  const made = new MetricTotals(new MetricRegistry());
  made.apply(0, {
    series: 0,
    metric: 'http_req_failed',
    tags: {},
    kind: 'rate',
    passes: failed,
    total: requests,
  });
  return made;
}

const beside = (judged: string[], byObjectives = false) => ({ judged: new Set(judged), byObjectives });
const levels = (lines: ReturnType<typeof gateBesideOthers>) => lines.map(({ id, level }) => `${id} ${level}`);

const all = { completed: 10, threw: 0 };

test.each([
  {
    name: 'every iteration throws',
    failed: 0,
    iterations: { completed: 10, threw: 10 },
    others: beside(['http_req_duration', 'checks']),
    expected: ['gate_iterations CRIT'],
  },
  {
    name: 'no iteration comes to its end',
    failed: 0,
    iterations: { completed: 0, threw: 0 },
    others: beside(['checks']),
    expected: ['gate_iterations NO-DATA'],
  },
  {
    name: 'long sessions of a scenario that objectives judge',
    failed: 0,
    iterations: { completed: 0, threw: 0 },
    others: beside(['error_rate'], true),
    expected: [],
  },
  {
    name: 'every request fails, thresholds on latency alone',
    failed: 10,
    iterations: all,
    others: beside(['http_req_duration']),
    expected: ['gate_errors CRIT'],
  },
  {
    name: 'failures that a threshold of the script judges',
    failed: 10,
    iterations: all,
    others: beside(['http_req_failed']),
    expected: [],
  },
])('$name', ({ failed, iterations, others, expected }) => {
  expect(levels(gateBesideOthers(totals(failed, 10), iterations, others))).toEqual(expected);
});
