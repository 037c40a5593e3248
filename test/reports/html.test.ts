import { describe, expect, test } from 'vitest';
import type { ChartData } from '../../reports/html/chart-data.ts';
import { htmlReport } from '../../reports/html/index.ts';
import { limitLabels } from '../../reports/html/page/limit-labels.ts';
import { lineMargin } from '../../reports/line-outcome.ts';
import type { IntervalRecord } from '../../src/store/record/v1.ts';
import type { RecordedRun } from '../helpers/record.ts';
import * as runs from '../helpers/runs.ts';
import { HOSTILE, PLAIN } from './hostile.ts';

const report = (run: RecordedRun) => htmlReport(run, PLAIN);

function charts(html: string): ChartData {
  const [, json = ''] = /<script type="application\/json" id="charts">(.*)<\/script>/.exec(html) ?? [];
  return JSON.parse(json) as ChartData;
}

const panelOf = (html: string, id: string) => charts(html).panels.find((panel) => panel.id === id);

/** The data-values of the first element that `start` begins, up to `end`. */
function values(html: string, start: string, end: string): string[] {
  const from = html.indexOf(start);
  if (from < 0) return [];
  const part = html.slice(from, html.indexOf(end, from));
  return [...part.matchAll(/data-value="([^"]*)"/g)].map(([, value]) => value ?? '');
}

const texts = (...numbers: (number | null | undefined)[]) => numbers.map((value) => `${value ?? ''}`);

describe.each([
  ['that passed', runs.passingRun()],
  ['that failed', runs.failingRun()],
  ['that was voided', runs.invalidRun()],
  ['without a request', runs.noDataRun()],
  ['that was interrupted', runs.interruptedRun()],
  ['of two seconds', runs.twoSecondRun()],
])('the page of a run %s', (_, run) => {
  const { record, intervals } = run;
  const html = report(run);

  test('has the numbers of the record in every table', () => {
    const requests = record.metrics.find((metric) => metric.name === 'http_reqs')?.values;
    const { completed, interrupted, dropped, threw } = record.iterations;
    expect(values(html, '<dl class="facts">', '</dl>')).toEqual(
      texts(
        ...[record.durationMs, requests?.['count'], requests?.['rate']],
        ...[completed, dropped, interrupted, threw, record.exitCode],
      ),
    );
    for (const line of record.verdict?.lines ?? []) {
      const shown = values(html, `data-line="${line.id.replace('>', '&gt;')}"`, '</tr>');
      const margin = lineMargin(line, record.verdict?.failOn ?? 'warn')?.amount;
      expect([line.id, ...shown]).toEqual([line.id, ...texts(line.value, line.warn, line.critical, margin)]);
    }
    for (const route of record.routes) {
      const { requests: count, ratePerSecond, latencyMs, errors, timeShare } = route;
      const latencies = [latencyMs?.med, latencyMs?.p95, latencyMs?.p99, latencyMs?.max];
      expect(values(html, `data-route="${route.name}"`, '</tr>')).toEqual(
        texts(count, ratePerSecond, ...latencies, errors, route.apdex, timeShare),
      );
    }
    for (const metric of record.metrics) {
      expect(values(html, `data-metric="${metric.name}"`, '</tr>')).toEqual(
        texts(...Object.values(metric.values)),
      );
    }
    const checks = values(html.slice(html.indexOf('<summary>All checks')), '<tbody>', '</tbody>');
    const sorted = [...record.checks].sort((a, b) => b.fails - a.fails);
    if (sorted.length > 0) expect(checks).toEqual(texts(...sorted.flatMap((c) => [c.passes, c.fails])));
    expect(values(html, '<section id="failures">', '</section>')).toEqual(
      texts(...record.failures.map(({ count }) => count)),
    );
  });

  test('has the numbers of the intervals in every curve', () => {
    const six = (value: number | null | undefined) => (value == null ? null : Number(value.toPrecision(6)));
    const read: Record<string, Record<string, (interval: IntervalRecord) => number | null | undefined>> = {
      throughput: { requests: (i) => i.requests, iterations: (i) => i.iterations },
      latency: {
        p50: (i) => i.latencyMs?.med,
        p95: (i) => i.latencyMs?.p95,
        p99: (i) => i.latencyMs?.p99,
        'p95 from the planned start': (i) => i.scheduledMs?.p95,
        'canary p95': (i) => i.canaryMs?.p95,
      },
      errors: {
        '5xx and transport': (i) => i.errors,
        'rate-limited (429)': (i) => i.rateLimited,
        'failed checks': (i) => i.checksFailed,
      },
      offered: {
        offered: (i) => i.planned,
        delivered: (i) => (i.planned ?? 0) - i.dropped,
        dropped: (i) => i.dropped,
      },
      vus: { VUs: (i) => i.vus },
      'postgres-connections': { 'in use': (i) => i.probes['postgres']?.['connections.usedPercent'] },
      redis: {
        'hit rate': (i) => i.probes['redis']?.['keyspace.hitPercent'],
        memory: (i) => i.probes['redis']?.['memory.usedPercent'],
      },
      'generator-loop': {
        loop: (i) => (i.generator.elu ?? 0) * 100,
        CPU: (i) => (i.generator.cpu ?? 0) * 100,
        'garbage collection': (i) => ((i.generator.gcMs ?? 0) / i.durationMs) * 100,
      },
      'generator-machine': {
        stolen: (i) => (i.generator.steal ?? 0) * 100,
        throttled: (i) => ((i.generator.throttledMs ?? 0) / i.durationMs) * 100,
        descriptors: (i) => (i.generator.descriptors ?? 0) * 100,
      },
      'generator-memory': { resident: (i) => (i.generator.rssBytes ?? 0) / 2 ** 20 },
      'generator-lag': { 'start lag p95': (i) => i.generator.startLagP95Ms },
    };
    const data = charts(html);
    expect(data.x).toEqual(intervals.map(({ atMs }) => atMs / 1000));
    for (const { id, curves } of data.panels) {
      for (const { label, values: drawn } of curves) {
        const reading = id === 'routes' ? (i: IntervalRecord) => i.routes[label]?.p95 : read[id]?.[label];
        if (id === 'postgres-queries') continue;
        expect(reading, `${id} ${label}`).toBeDefined();
        expect(drawn, `${id} ${label}`).toEqual(intervals.map((i) => six(reading?.(i))));
      }
    }
  });

  test('loads nothing and lets only its own script run', () => {
    expect(html).not.toMatch(/<(link|img|iframe|base|object|embed)\b|\bsrc=|@import|url\(/i);
    expect(html).toMatch(/default-src 'none'; style-src 'sha256-[^']+'; script-src 'sha256-[^']+'"/);
  });
});

describe('the page', () => {
  test('draws the levels of the SLO that the record has', () => {
    const run = runs.passingRun();
    const line = run.record.verdict?.lines.find(({ id }) => id === 'api_latency_p95');
    Object.assign(line ?? {}, { warn: 150, critical: 333 });
    expect(panelOf(report(run), 'latency')?.limits).toEqual([
      { label: 'warning', value: 150, severity: 'warn' },
      { label: 'critical', value: 333, severity: 'critical' },
    ]);
  });

  test('draws the query time of PostgreSQL from one look to the next', () => {
    const panel = panelOf(report(runs.passingRun()), 'postgres-queries');
    const [average] = panel?.curves ?? [];
    expect(average?.values).toEqual([null, ...Array.from({ length: 29 }, () => 1.2)]);
  });

  test('marks what happened, with the numbers of the list', () => {
    const run = runs.failingRun();
    const { marks } = charts(report(run));
    expect(marks.map(({ number, atSeconds, text }) => [number, atSeconds, text])).toEqual(
      run.record.annotations.map(({ atMs, text }, index) => [index + 1, atMs / 1000, text]),
    );
  });

  test('shows the gap of a probe that lost its part, and no values in it', () => {
    const panel = panelOf(report(runs.failingRun()), 'postgres-connections');
    expect(panel?.gaps).toEqual([
      { fromSeconds: 12, toSeconds: 19, text: 'connect ECONNREFUSED 127.0.0.1:5432' },
    ]);
    const gone = panel?.curves[0]?.values.map((value, index) => (value === null ? index : -1));
    expect(gone?.filter((index) => index >= 0)).toEqual([12, 13, 14, 15, 16, 17, 18]);
  });

  test.each([
    [0, 0],
    [1, 1],
  ])('shows the gap though the probe saw its part %i times', (seen, curves) => {
    const panel = panelOf(report(runs.postgresSeen(seen)), 'postgres-connections');
    expect(panel?.curves).toHaveLength(curves);
    expect(panel?.gaps).toHaveLength(1);
    expect(panel?.gaps[0]).toMatchObject({ fromSeconds: seen, toSeconds: 10 });
  });

  test('says why a panel is empty where there is nothing to draw', () => {
    const html = report(runs.noDataRun());
    expect(panelOf(html, 'postgres-connections')).toBeUndefined();
    expect(html).toContain('PostgreSQL was not watched in this run, so there is nothing to draw.');
    expect(html).toContain('No API request ended in this run');
  });

  test('has at most 600 points a curve, the extremes of an hour and its gap among them', () => {
    const run = runs.hourRun();
    const peak = run.intervals[1234];
    if (peak?.latencyMs != null) peak.latencyMs.p95 = 98765;
    const html = report(run);
    const { x, panels } = charts(html);
    expect(x).toHaveLength(600);
    expect([...x].sort((a, b) => a - b)).toEqual(x);
    for (const { curves } of panels) for (const { values: drawn } of curves) expect(drawn).toHaveLength(600);
    const p95 = panelOf(html, 'latency')?.curves.find(({ label }) => label === 'p95')?.values ?? [];
    const all = run.intervals.map(({ latencyMs }) => latencyMs?.p95 ?? 0);
    expect(Math.max(...p95.map(Number))).toBe(98765);
    expect(Math.min(...p95.map(Number))).toBe(Number(Math.min(...all).toPrecision(6)));
    expect(panelOf(html, 'postgres-connections')?.gaps).toMatchObject([
      { fromSeconds: 1800, toSeconds: 1860 },
    ]);
    expect(panelOf(html, 'routes')?.curves).toHaveLength(20);
    expect(html.match(/data-route=/g)).toHaveLength(40);
    expect(Buffer.byteLength(html)).toBeLessThan(1024 * 1024);
  });

  test('shows the lines of an interrupted run without a verdict', () => {
    const html = report(runs.interruptedRun());
    expect(html).toContain('<span class="badge">INTERRUPTED</span>');
    expect(html).toContain('SIGINT ended the run after 8.0 s of 30.0 s.');
    expect(html).toContain('data-line="api_latency_p95"');
    expect(html).not.toMatch(/badge">(PASS|FAIL|WARN)/);
  });

  test('keeps hostile text out of its markup', () => {
    const clean = report(runs.runWithText('plain'));
    const html = report(runs.runWithText(HOSTILE));
    const tags = (text: string) => text.match(/<[a-z!/][^\s>]*/gi);
    expect(tags(html)).toEqual(tags(clean));
    expect(html).not.toMatch(/[^\P{Cc}\n\t\r]|[\u202a-\u202e\u2066-\u2069]/u);
  });
});

test('draws requests that took no time in the lowest row of the heat map, and all others in their own', () => {
  const run = runs.passingRun();
  for (const each of run.intervals)
    each.latencyHistogram = [
      [-466, 3],
      [-50, 9],
      [20, 1],
    ]; // 0 ms, 0.37 ms, 1.5 ms
  const heat = panelOf(report(run), 'heat')?.heat;
  expect(heat?.bounds[0]).toBeCloseTo(0.01, 3);
  const [cells] = heat?.columns.map((column) => column.cells) ?? [];
  expect(cells?.map(([, count]) => count)).toEqual([3, 9, 1]);
  expect(cells?.[0]?.[0]).toBe(0);
});

test('says of a run without seconds that it has none, and not that it had no requests', () => {
  const { record } = runs.passingRun();
  const html = report({ record, intervals: [] });
  expect(html).toContain('This run has totals only and no seconds');
  expect(html).not.toMatch(/No second of this run has requests|No API request ended/);
});

describe('the names of levels', () => {
  const box = { top: 0, bottom: 130, room: 16 };
  const tops = (lines: number[]) =>
    limitLabels(lines, box).map(({ y, baseline }) => (baseline === 'top' ? y : y - box.room));

  test.each([
    ['far apart', [40, 90]],
    ['close together at the top', [12, 18]],
    ['close together in the middle', [60, 64]],
    ['on the time axis', [124, 127]],
  ])('%s stand clear of each other and of the axis', (_, lines) => {
    const [upper = 0, lower = 0] = tops(lines);
    expect(lower - upper).toBeGreaterThanOrEqual(box.room);
    expect(upper).toBeGreaterThanOrEqual(-10);
    expect(lower + box.room).toBeLessThanOrEqual(box.bottom);
  });
});
