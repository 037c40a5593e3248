import { expect, it } from 'vitest';
import type { ProbeResult } from '../../src/store/record/v1.ts';
import { overRun, type ProbeMeasure } from '../../src/verdict/probe-series.ts';
import { ProbeTally } from '../../src/verdict/probe-tally.ts';
import { SLOS } from '../../thresholds.ts';

type Given = number | null;

/** A look with every judged value of a probe. */
function look(probe: 'postgres', atMs: number, values: Record<string, Given>): ProbeResult {
  const facts = Object.entries(values).map(([id, value]) => ({
    id,
    title: id,
    value,
    unit: 'count' as const,
  }));
  return { ok: true, probe, atMs, durationMs: 1, facts: { values: facts, info: {} } };
}

const MAX: ProbeMeasure = { from: 'probe', probe: 'postgres', value: 'v', over: 'max' } as ProbeMeasure;
const GROWTH = {
  ...MAX,
  over: 'growth',
  growth: { total: 'ms', count: 'calls' },
} as ProbeMeasure;

it('takes the highest, the lowest and the mean of what was seen', () => {
  const looks = [3, null, 9, 6].map((v, atMs) => look('postgres', atMs, { v }));
  const over = (kind: string) => overRun({ ...MAX, over: kind } as ProbeMeasure, looks);
  expect(over('max')).toEqual({ value: 9, reason: '4 of 4 samples' });
  expect(over('min').value).toBe(3);
  expect(over('mean').value).toBe(6);
});

it('counts growth without the stretches in which counters were reset', () => {
  const counts = [
    [100, 10],
    [160, 12],
    [5, 1], // restarted
    [45, 3],
  ];
  const looks = counts.map(([ms = 0, calls = 0], atMs) => look('postgres', atMs, { ms, calls }));
  expect(overRun(GROWTH, looks)).toEqual({ value: 100 / 4, reason: '' });
  expect(overRun(GROWTH, looks.slice(0, 1))).toEqual({
    value: null,
    reason: 'no query was counted in 1 of 1 samples',
  });
});

it('adds up a run look by look, as if all of them were there, and keeps one of them', () => {
  const slos = SLOS.filter(({ measure }) => measure.from === 'probe' && measure.probe === 'postgres');
  const tally = new ProbeTally(slos);
  const looks = Array.from({ length: 300 }, (_, atMs) =>
    look('postgres', atMs, {
      'connections.usedPercent': (atMs * 37) % 80,
      'queries.longRunning': atMs === 200 ? 2 : 0,
      'statements.totalMs': atMs * 7,
      'statements.calls': atMs,
    }),
  );
  for (const each of looks) tally.add(each);
  for (const { measure } of slos)
    if (measure.from === 'probe') expect(tally.overRun(measure)).toEqual(overRun(measure, looks));
  expect(tally.lines()).toMatchObject([{ id: 'probe_postgres', level: 'OK', value: 100 }]);
});
