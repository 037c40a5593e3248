import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { compareRuns } from '../../src/compare/compare-runs.ts';
import { differencesOf } from '../../src/compare/differences.ts';
import { earlierRuns } from '../../src/compare/earlier-runs.ts';
import type { ComparisonRecord, IntervalRecord, MeasureId } from '../../src/store/record/v1.ts';
import { gradeBaseline } from '../../src/verdict/grade-baseline.ts';
import { judge } from '../../src/verdict/judge.ts';
import { toldDifferences } from '../../src/verdict/told-differences.ts';
import { folder } from '../helpers/harness.ts';
import { type RecordedRun, type RunShape, runOf, seeded } from '../helpers/record.ts';

const SHAPE: RunShape = { seconds: 60, routes: 6, latencyMs: 100, errorShare: 0 };

/** A run whose seconds vary by chance only, all latencies times `factor`, `errors` in each second. */
function run(seed: number, { factor = 1, errors = 0, seconds = 60 } = {}): RecordedRun {
  const random = seeded(seed);
  const made = runOf({ ...SHAPE, seconds });
  const scaled = (p95: number) => ({ count: 100, med: p95 / 2, p95, p99: p95 * 1.2, max: p95 * 2 });
  const intervals = made.intervals.map((each): IntervalRecord => {
    const p95 = factor * 100 * (0.95 + 0.1 * random());
    const routes = Object.entries(each.routes).map(([name, route]) => [
      name,
      { ...route, p95: p95 * (0.9 + 0.2 * random()) },
    ]);
    return {
      ...each,
      requests: 100,
      errors,
      latencyMs: scaled(p95),
      scheduledMs: null,
      routes: Object.fromEntries(routes),
    };
  });
  return { record: { ...made.record, id: `run-${seed}` }, intervals };
}

const compared = (before: RecordedRun, after: RecordedRun, earlier: RecordedRun[] = []): ComparisonRecord =>
  compareRuns({
    ...{ before, after, earlier, maxRegressionPercent: 10 },
    differences: differencesOf(before.record, after.record),
  });
const measure = ({ measures }: ComparisonRecord, id: MeasureId) => measures.find((each) => each.id === id);

describe('comparison', () => {
  test('is "same" for two runs that differ by chance', () => {
    const comparison = compared(run(1), run(2));
    expect(comparison.class).toBe('same');
    expect(measure(comparison, 'latency_p95')).toMatchObject({ class: 'same', beyond: false });
    expect(comparison.measures.filter(({ route }) => route !== '')).toHaveLength(6);
  });

  test('is "worse", beyond what is tolerated, when everything takes half as long again', () => {
    const comparison = compared(run(1), run(2, { factor: 1.5 }));
    const p95 = measure(comparison, 'latency_p95');
    expect(comparison.class).toBe('worse');
    expect(p95).toMatchObject({ class: 'worse', beyond: true, effect: 1 });
    expect(p95?.change).toBeCloseTo(50, 0);
    expect(p95?.low).toBeLessThan(50);
    expect(p95?.high).toBeGreaterThan(50);
    expect(
      comparison.measures.every(({ id, class: result }) => result === 'worse' || id === 'error_rate'),
    ).toBe(true);
  });

  test('is "better" the other way round', () => {
    expect(compared(run(1, { factor: 1.5 }), run(2)).class).toBe('better');
  });

  test('is "worse" but not beyond what is tolerated for a shift of eight percent', () => {
    const p95 = measure(compared(run(1), run(2, { factor: 1.08 })), 'latency_p95');
    expect(p95).toMatchObject({ class: 'worse', beyond: false });
  });

  test('cannot tell of a few uneven seconds, and says how many runs would tell', () => {
    const uneven = (seed: number) => {
      const made = run(seed, { seconds: 6 });
      const random = seeded(seed * 77);
      for (const each of made.intervals)
        if (each.latencyMs !== null) each.latencyMs.p95 *= 0.3 + 2 * random();
      return made;
    };
    const p95 = measure(compared(uneven(1), uneven(2)), 'latency_p95');
    expect(p95?.class).toBe('cannot tell');
    expect(p95?.runsNeeded).toBeGreaterThan(1);
  });

  test('takes for noise what earlier runs of the plan differed by', () => {
    const restless = [1, 1.2, 0.9, 1.15, 0.95, 1.1].map((factor, index) => run(10 + index, { factor }));
    const after = run(2, { factor: 1.15 });
    expect(measure(compared(run(1), after), 'latency_p95')?.class).toBe('worse');
    const learnt = compared(run(1), after, restless);
    expect(learnt.noiseRuns).toBe(6);
    expect(measure(learnt, 'latency_p95')?.floor).toBeGreaterThan(15);
    expect(measure(learnt, 'latency_p95')?.class).not.toBe('worse');
  });

  test.each([
    ['the target became slower on the way, which was accepted', [1, 1, 1, 1, 2, 2, 2, 2, 2]],
    ['one earlier run was slow', [2, 2, 2, 2, 4, 2, 2, 2, 2]],
  ])('finds the next regression when %s: a jump is no noise', (_, factors) => {
    const earlier = factors.map((factor, index) => run(10 + index, { factor }));
    const learnt = compared(run(1, { factor: 2 }), run(2, { factor: 2.4 }), earlier);
    expect(measure(learnt, 'latency_p95')).toMatchObject({ class: 'worse', beyond: true });
    expect(measure(learnt, 'latency_p95')?.floor).toBeLessThan(10);
  });

  test('takes the error rate of what can fail: the canary beside it makes no share smaller', () => {
    const half = (seed: number, errors: number) => {
      const { record, intervals } = run(seed, { errors });
      return { record, intervals: intervals.map((each) => ({ ...each, errorsOf: 50 })) };
    };
    expect(measure(compared(half(1, 0), half(2, 3)), 'error_rate')).toMatchObject({ change: 6 });
  });

  test('sees errors that were not there before, in points', () => {
    const errors = measure(compared(run(1), run(2, { errors: 3 })), 'error_rate');
    expect(errors).toMatchObject({ class: 'worse', beyond: true, change: 3, scale: 'points' });
    expect(measure(compared(run(1), run(2)), 'error_rate')?.class).toBe('same');
  });

  test('says nothing of runs without samples', () => {
    const none = { ...run(1), intervals: [] };
    const comparison = compared(none, none);
    expect(comparison.class).toBe('cannot tell');
    expect(measure(comparison, 'latency_p95')).toMatchObject({
      before: null,
      change: null,
      runsNeeded: null,
    });
  });

  test('compares an hour by chunks, in no more time than minutes', () => {
    const comparison = compared(run(1, { seconds: 3600 }), run(2, { seconds: 3600, factor: 1.3 }));
    expect(measure(comparison, 'latency_p95')).toMatchObject({ class: 'worse', beyond: true });
  });

  test('leaves the warm-up out', () => {
    const cold = (made: RecordedRun, factor: number): RecordedRun => {
      for (const { latencyMs, atMs } of made.intervals)
        if (latencyMs !== null && atMs <= 15_000) latencyMs.p95 *= factor;
      const phases = { profile: 'gate', scale: 1, judgedOn: 'slo', loadStartMs: 0, sentence: '' } as const;
      const until = { warmUpToMs: 15_000, judgedFromMs: 15_000, judgedToMs: 60_000 };
      return { ...made, record: { ...made.record, phases: { ...phases, ...until } } };
    };
    const p95 = measure(compared(cold(run(1), 1), cold(run(2), 9)), 'latency_p95');
    expect(p95).toMatchObject({ class: 'same' });
    expect(p95?.after).toBeCloseTo(100, -1);
  });

  test('names in what plan, target, machine and generator differ', () => {
    const before = run(1).record;
    const after = structuredClone(before);
    after.profile = 'gate';
    after.machine.cores = 8;
    after.target = { name: 'http://127.0.0.1:9', apiUrl: 'http://127.0.0.1:9', parts: ['api'] };
    after.end = 'interrupted';
    const busy = after.verdict?.lines.find(({ kind }) => kind === 'generator');
    if (busy !== undefined) busy.level = 'WARN';
    expect(differencesOf(before, after).map(({ kind, what }) => `${kind}: ${what}`)).toEqual([
      'plan: profile',
      'target: target',
      'target: declared parts',
      'generator: machine',
      'generator: state',
      'end: end of the run',
    ]);
    const told = toldDifferences(differencesOf(before, after));
    expect(told).toBe(
      'profile was load, is gate; target was standin, is http://127.0.0.1:9; also declared parts, end of the run, machine, state',
    );
    expect(differencesOf(before, structuredClone(before))).toEqual([]);
    const longer = structuredClone(before);
    longer.plan[0] = { ...before.plan[0]!, description: '30.00 iterations/s for 60s', durationMs: 1 };
    expect(differencesOf(before, longer).map(({ what }) => what)).toEqual(['scenario api']);
  });
});

describe('the baseline as lines of the verdict', () => {
  const verdictOf = (before: RecordedRun, after: RecordedRun) =>
    judge(gradeBaseline(compared(before, after)), 'warn');

  test('fails when it is worse by more than is tolerated', () => {
    const verdict = verdictOf(run(1), run(2, { factor: 1.5 }));
    expect(verdict.state).toBe('FAIL');
    expect(verdict.lines.map(({ id, level }) => [id, level])).toEqual([
      ['baseline_latency_p95', 'CRIT'],
      ['baseline_latency_med', 'CRIT'],
      ['baseline_error_rate', 'OK'],
      ['baseline_routes', 'CRIT'],
    ]);
  });

  test('warns, and never fails, when it may be', () => {
    const verdict = verdictOf(run(1), run(2, { factor: 1.08 }));
    expect(verdict.state).toBe('WARN');
    expect(verdict.lines[0]?.level).toBe('WARN');
  });

  test('has no data when one of the runs has none', () => {
    expect(verdictOf(run(1), { ...run(2), intervals: [] }).state).toBe('NO-DATA');
  });
});

test('learns no noise from runs that failed or were void', async () => {
  const outDir = folder();
  for (const [index, state] of (['PASS', 'FAIL', 'INVALID', 'WARN'] as const).entries()) {
    const { record, intervals } = run(index + 1);
    if (record.verdict === null) throw new Error('a run without verdict');
    mkdirSync(join(outDir, record.id));
    const kept = { ...record, verdict: { ...record.verdict, state } };
    writeFileSync(join(outDir, record.id, 'record.json'), JSON.stringify(kept));
    const lines = intervals.map((interval) => `${JSON.stringify(interval)}\n`).join('');
    writeFileSync(join(outDir, record.id, 'intervals.ndjson'), lines);
  }
  const earlier = await earlierRuns(outDir, run(9).record, []);
  expect(earlier.map(({ record }) => record.id)).toEqual(['run-1', 'run-4']);
});

test('says of a run that has not begun that its end is not known, and not a question mark', () => {
  const { record } = run(1);
  const { end: _, verdict: __, ...planned } = record;
  const told = toldDifferences(differencesOf({ ...record, end: 'interrupted' }, planned));
  expect(told).toBe('end of the run was interrupted, is not known yet');
});
