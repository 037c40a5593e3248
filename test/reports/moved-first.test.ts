import { describe, expect, test } from 'vitest';
import { heatOf } from '../../reports/html/heat.ts';
import { movedFirst } from '../../reports/html/moved-first.ts';
import type { RecordedRun } from '../helpers/record.ts';
import * as runs from '../helpers/runs.ts';

/** A run whose connections rise from second 12 on, its lag from 16 on, and whose latency breaks its level at 20. */
function story(): RecordedRun {
  const run = runs.passingRun();
  for (const [second, interval] of run.intervals.entries()) {
    if (interval.latencyMs !== null) interval.latencyMs.p95 = second < 20 ? 120 : 450;
    interval.generator.startLagP95Ms = second < 16 ? 1 : 4;
    const postgres = interval.probes['postgres'];
    if (postgres !== undefined) postgres['connections.usedPercent'] = second < 12 ? 20 + (second % 2) : 60;
  }
  return run;
}

describe('what moved first', () => {
  test('ranks what changed before the first breach by its lead', () => {
    const found = movedFirst(story());
    expect(found?.breach).toMatchObject({ title: 'API latency', atMs: 21_000, limit: 200 });
    const titles = found?.movers.map(({ title, leadMs }) => `${title} ${leadMs}`);
    expect(titles?.[0]).toBe('PostgreSQL connections: in use 8000');
    expect(titles).toContain('Generator: start lag: start lag p95 4000');
    expect(titles?.some((title) => title.startsWith('API latency'))).toBe(false);
  });

  test('says nothing where no level was broken, or where there is no time before it', () => {
    expect(movedFirst(runs.passingRun())).toBeNull();
    expect(movedFirst(runs.noDataRun())).toBeNull();
    expect(movedFirst(runs.twoSecondRun())).toBeNull();
  });

  test('a second alone past its level is no breach', () => {
    const run = runs.passingRun();
    for (const [second, { latencyMs }] of run.intervals.entries())
      if (latencyMs !== null) latencyMs.p95 = second === 20 ? 450 : 120;
    expect(movedFirst(run)).toBeNull();
  });
});

describe('the heat map', () => {
  test('has every request once, however long the run', () => {
    const run = runs.hourRun();
    for (const [second, interval] of run.intervals.entries())
      interval.latencyHistogram = [
        [100 + (second % 30), 7],
        [250, 1],
      ];
    const heat = heatOf(run);
    const all = heat?.columns.flatMap(({ cells }) => cells.map(([, count]) => count)) ?? [];
    expect(all.reduce((sum, count) => sum + count, 0)).toBe(8 * run.intervals.length);
    expect(heat?.columns.length).toBeLessThanOrEqual(240);
    expect(heat?.bounds).toHaveLength(37);
  });

  test('is none without histograms', () => {
    expect(heatOf(runs.passingRun())).toBeNull();
  });
});
