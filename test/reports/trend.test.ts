import { describe, expect, test } from 'vitest';
import { TREND_REPORTS } from '../../reports/trend/index.ts';
import { trendsOf } from '../../reports/trend/trend.ts';
import type { RunRecord } from '../../src/store/record/v1.ts';
import * as runs from '../helpers/runs.ts';
import { HOSTILE } from './hostile.ts';

function record(startedAt: string, p95: number, more: Partial<RunRecord> = {}): RunRecord {
  const { record: made } = runs.passingRun();
  const line = made.verdict?.lines.find(({ id }) => id === 'api_latency_p95');
  if (line !== undefined) Object.assign(line, { value: p95, level: p95 < 200 ? 'OK' : 'WARN' });
  return { ...made, startedAt, ...more };
}

const breakpoint = (heldPerSecond: number) => ({
  ...{ heldPerSecond, brokenPerSecond: null, ceilingPerSecond: 500, statedPerSecond: 100, gaveWay: null },
  steps: [],
});

describe('the trend', () => {
  const trends = trendsOf([
    record('2026-05-01T10:00:00Z', 150),
    record('2026-08-01T10:00:00Z', 120),
    record('2026-09-30T23:59:59Z', 240),
    record('2026-10-01T00:00:00Z', 100, { breakpoint: breakpoint(80) }),
    record('2026-11-01T00:00:00Z', 9000, { end: 'interrupted' }),
  ]);

  test('has each SLO by quarter: the median, its margin, and the runs past a level', () => {
    expect(trends).toHaveLength(1);
    expect(trends[0]?.quarters).toEqual(['2026 Q2', '2026 Q3', '2026 Q4']);
    const cells = trends[0]?.lines.find(({ id }) => id === 'api_latency_p95')?.cells;
    expect(cells).toEqual([
      { value: 150, marginShare: 0.25, runs: 1, past: 0 },
      { value: 180, marginShare: 0.1, runs: 2, past: 1 },
      { value: 100, marginShare: 0.5, runs: 1, past: 0 },
    ]);
  });

  test('has the capacity that was found, held against what is stated', () => {
    expect(trends[0]?.capacity).toEqual([null, null, { heldPerSecond: 80, statedPerSecond: 100 }]);
    expect(TREND_REPORTS.text(trends)).toMatch(
      /Capacity found \(breakpoint\) .* 80\.0\/s \(80 % of what is stated\)/,
    );
  });

  test('says where nobody looked for the capacity', () => {
    const none = trendsOf([record('2026-05-01T10:00:00Z', 150)]);
    for (const report of [TREND_REPORTS.text, TREND_REPORTS.html])
      expect(report(none)).toMatch(/Capacity found \(breakpoint\).*no breakpoint run/);
  });

  test('says so where there is nothing', () => {
    for (const report of [TREND_REPORTS.text, TREND_REPORTS.html]) expect(report([])).toContain('no trend');
  });

  test('shows hostile names inert', () => {
    const target = { name: HOSTILE, apiUrl: 'http://h', parts: ['api'] };
    const page = TREND_REPORTS.html(trendsOf([record('2026-05-01T10:00:00Z', 150, { target })]));
    expect(page).not.toMatch(/<img|<svg onload|<script/);
  });
});
