import { describe, expect, it, test } from 'vitest';
import { MetricTotals } from '../../src/metrics/metric-totals.ts';
import { MetricRegistry } from '../../src/metrics/registry.ts';
import { LagTally } from '../../src/self-check/lag-tally.ts';
import type { MachineEvidence } from '../../src/self-check/machine-evidence.ts';
import { gradeGenerator } from '../../src/verdict/grade-generator.ts';
import { gradeOwnDelay } from '../../src/verdict/grade-own-delay.ts';
import type { FailOn, Level, VerdictLine } from '../../src/verdict/verdict.ts';
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
    tally.timed('own_trend', 10);
    tally.second(lags(900, 900));
    tally.second(lags());
    expect(tally.evidence()).toBeNull();
    // Its own metrics count with the answers that they are made from.
    tally.timed('ws_connecting', 1);
    tally.timed('own_trend', 10);
    tally.second(lags(90));
    expect(tally.evidence()?.p95Ms).toBeCloseTo(90, -1);
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

function totals(iterationMs: number, requestsMs: readonly number[] = []): MetricTotals {
  const made = new MetricTotals(new MetricRegistry());
  const add = (series: number, metric: string, each: readonly number[]): void => {
    const sum = each.reduce((all, one) => all + one, 0);
    const [min, max] = [Math.min(...each), Math.max(...each)];
    const trend = { count: each.length, sum, min, max, values: Float64Array.from(each), buckets: null };
    made.apply(0, { series, metric, tags: {}, kind: 'trend', trend });
  };
  add(0, 'iteration_duration', [iterationMs]);
  if (requestsMs.length > 0) add(1, 'http_req_duration', requestsMs);
  return made;
}

const line = (id: string, level: Level, more: Partial<VerdictLine> = {}): VerdictLine => ({
  ...otherLine({ id, kind: 'slo' }),
  level,
  ...more,
});
const p95 = (value: number, more: Partial<VerdictLine> = {}): VerdictLine =>
  line('api_latency_p95', value >= 500 ? 'CRIT' : value >= 200 ? 'WARN' : 'OK', {
    ...{ value, warn: 200, critical: 500 },
    ...more,
  });
const readLag = { meanMs: 15, p95Ms: 30 };
const idsOf = (lines: readonly VerdictLine[]): string[] => lines.map(({ id }) => id);

describe('a failure that may be the generator’s own', () => {
  const counts = { readLag, planned: 1000, dropped: 20, failOn: 'warn' as FailOn };
  const delivered = line('delivered_rate', 'WARN');

  it('voids a plan that was not kept while iterations were held up by it', () => {
    const own = (iterationMs: number, more = {}) =>
      idsOf(gradeOwnDelay(totals(iterationMs), [delivered], { ...counts, ...more }));
    expect(own(100)).toEqual(['generator_plan']);
    // The target is what takes the time.
    expect(own(1000)).toEqual([]);
    expect(own(100, { dropped: 5 })).toEqual([]);
    expect(own(100, { readLag: null })).toEqual([]);
    // Nothing fails by it.
    expect(own(100, { failOn: 'critical' })).toEqual([]);
  });

  it('counts requests that wait together once', () => {
    // Sixty in a batch, each of which took as long as the iteration.
    const batch = totals(
      100,
      Array.from({ length: 60 }, () => 100),
    );
    const lag = { meanMs: 9, p95Ms: 20 };
    expect(idsOf(gradeOwnDelay(batch, [delivered], { ...counts, readLag: lag }))).toEqual([]);
  });

  test.each([
    [230, 'warn', ['generator_margin']],
    [270, 'warn', []],
    [230, 'critical', []],
    [540, 'critical', ['generator_margin']],
    [199, 'warn', []],
  ] as const)('a latency of %d ms that fails at %s', (value, failOn, expected) => {
    const lines = gradeOwnDelay(totals(1000), [p95(value)], { ...counts, planned: 0, failOn });
    expect(idsOf(lines)).toEqual(expected);
  });

  it('voids no run that fails for another reason, and none for a line that is waived', () => {
    const of = (...lines: VerdictLine[]) => idsOf(gradeOwnDelay(totals(100), lines, counts));
    expect(of(p95(230), line('error_rate', 'CRIT'))).toEqual([]);
    expect(of(p95(230, { gates: false }))).toEqual([]);
    expect(of(p95(230), delivered, line('error_rate', 'OK'))).toEqual(['generator_margin', 'generator_plan']);
  });
});
