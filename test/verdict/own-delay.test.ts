import { describe, expect, it, test } from 'vitest';
import { MetricTotals } from '../../src/metrics/metric-totals.ts';
import { MetricRegistry } from '../../src/metrics/registry.ts';
import { LagTally } from '../../src/self-check/lag-tally.ts';
import type { MachineEvidence } from '../../src/self-check/machine-evidence.ts';
import { gradeGenerator } from '../../src/verdict/grade-generator.ts';
import { gradeOwnDelay } from '../../src/verdict/grade-own-delay.ts';
import type { FailOn } from '../../src/verdict/verdict.ts';
import { otherLine } from '../helpers/verdict-lines.ts';

const lags = (...values: number[]): Float64Array => Float64Array.from(values);

describe('how late answers are read', () => {
  it('counts a second as often as something was timed in it', () => {
    const tally = new LagTally();
    tally.timed('http_req_duration', 10);
    tally.second(lags(1, 1, 1, 1));
    tally.timed('http_req_duration', 400);
    tally.timed('http_req_waiting', 400);
    tally.second(lags(50, 50));
    expect(tally.evidence()?.p95Ms).toBeCloseTo(50, 0);
    expect(tally.evidence()?.meanMs).toBeCloseTo((10 * 1 + 400 * 50) / 410, 5);
  });

  it('says nothing of a script that waits for nobody', () => {
    const tally = new LagTally();
    tally.timed('iteration_duration', 10);
    tally.second(lags(900, 900));
    tally.second(lags());
    expect(tally.evidence()).toBeNull();
  });
});

const MACHINE: MachineEvidence = {
  steal: 0,
  throttled: null,
  descriptors: 0.1,
  memory: 0.1,
  gc: { share: 0, longestMs: 0 },
  cpu: { ran: 0.3, waited: 0.4 },
  cores: { all: 2, others: 1.6 },
};
const EVIDENCE = {
  ...{
    busySeconds: { seconds: 3, closed: 3, busiest: 0.95, held: 0.95 },
    busy: 'loop' as const,
    startLagP95Ms: null,
    portsExhausted: 0,
  },
  ...{ lost: [], spoiledParts: [], offered: { planned: 0, unstarted: 0 }, descriptorsExhausted: 0 },
  ...{ blocked: [], readLag: { meanMs: 12, p95Ms: 41 } },
};

describe('what a late generator is told to change', () => {
  test.each([
    ['other work', MACHINE, 'other processes used 1.6 of 2 cores: end them'],
    ['its own threads', { ...MACHINE, cores: { all: 2, others: 0.1 } }, 'its own threads share 2 cores'],
    ['its own load', { ...MACHINE, cpu: { ran: 0.95, waited: 0.1 } }, 'the load’s own work: plan less'],
    [
      'a system that does not tell',
      { ...MACHINE, cpu: null, cores: null },
      'give the machine to the run alone',
    ],
  ])('beside %s', (_name, machine, expected) => {
    const lines = gradeGenerator({ ...EVIDENCE, machine });
    const spoiled = lines.filter(({ level }) => level === 'CRIT');
    expect(spoiled.map(({ id }) => id)).toEqual(['generator_loop', 'generator_read_lag']);
    for (const { reason } of spoiled) expect(reason).toContain(expected);
  });
});

function totals(iterationMs: number): MetricTotals {
  const made = new MetricTotals(new MetricRegistry());
  const values = Float64Array.of(iterationMs);
  const trend = { count: 1, sum: iterationMs, min: iterationMs, max: iterationMs, values, buckets: null };
  made.apply(0, { series: 0, metric: 'iteration_duration', tags: {}, kind: 'trend', trend });
  return made;
}

const p95 = (value: number) => [
  {
    ...otherLine({ id: 'api_latency_p95', kind: 'slo', level: 'WARN', gates: true }),
    value,
    warn: 200,
    critical: 500,
  },
];
const readLag = { meanMs: 15, p95Ms: 30 };

describe('a failure that may be the generator’s own', () => {
  it('voids a plan that was not kept while iterations were held up by it', () => {
    const counts = { readLag, planned: 1000, dropped: 20, failOn: 'critical' as FailOn };
    const own = (iterationMs: number, more = {}) =>
      gradeOwnDelay(totals(iterationMs), [], { ...counts, ...more }).map(({ id, level }) => [id, level]);
    expect(own(100)).toEqual([['generator_plan', 'CRIT']]);
    // The target is what takes the time.
    expect(own(1000)).toEqual([]);
    expect(own(100, { dropped: 5 })).toEqual([]);
    expect(own(100, { readLag: null })).toEqual([]);
  });

  test.each([
    [230, 'warn', ['generator_margin']],
    [270, 'warn', []],
    [230, 'critical', []],
    [540, 'critical', ['generator_margin']],
    [199, 'warn', []],
  ] as const)('a latency of %d ms that fails at %s', (value, failOn, expected) => {
    const lines = gradeOwnDelay(totals(1000), p95(value), { readLag, planned: 0, dropped: 0, failOn });
    expect(lines.map(({ id }) => id)).toEqual(expected);
  });
});
