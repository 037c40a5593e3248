import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { REPORTS } from '../../reports/index.ts';
import { ingestFile } from '../../src/commands/ingest/ingest-file.ts';
import { isHarnessError } from '../../src/errors.ts';
import { JsonLineReader } from '../../src/ingest/json-lines.ts';
import { readK6Line } from '../../src/ingest/k6-line.ts';
import { KeptTags } from '../../src/ingest/kept-tags.ts';
import { readSummary } from '../../src/ingest/summary-file.ts';
import { folder, harness } from '../helpers/harness.ts';
import { PLAIN } from '../reports/hostile.ts';

const fixture = (name: string) => join('test/fixtures/k6-output', name);
const text = (name: string) => readFileSync(fixture(name), 'utf8');
const ingest = (name: string) => ingestFile(fixture(name), 'warn');
const metric = (run: Awaited<ReturnType<typeof ingest>>, name: string) =>
  run.record.metrics.find((each) => each.name === name)?.values;
const dir = mkdtempSync(join(tmpdir(), 'ingest-'));

const COUNTER = { type: 'counter', contains: 'default', values: { count: 10, rate: 1 } };
const REQUESTS = { http_reqs: COUNTER };
const SUB_METRIC = { ...REQUESTS, 'http_reqs{flow:read}': COUNTER };
const MACHINE = { name: 'http_reqs', ...COUNTER };

function written(name: string, content: string | Buffer): string {
  const path = join(dir, name);
  writeFileSync(path, content);
  return path;
}

describe('what real k6 wrote', () => {
  // Recorded: the run in fail/ crossed p(95)<0.01 on a sub-metric, and only there; k6 ended with 99.
  test.each([
    ['pass/summary-export.json', 'PASS', 0],
    ['pass/handle-summary.json', 'PASS', 0],
    ['fail/summary-export.json', 'FAIL', 99],
    ['fail/handle-summary.json', 'FAIL', 99],
  ])('%s is %s', async (name, state, exitCode) => {
    const { record } = await ingest(name);
    expect(record.verdict?.state).toBe(state);
    expect(record.exitCode).toBe(exitCode);
    const crossed = record.verdict?.lines.filter(({ level }) => level === 'CRIT').map(({ id }) => id);
    expect(crossed).toEqual(state === 'PASS' ? [] : ['http_req_duration{flow:read}: p(95)<0.01']);
    expect(record.checks).toHaveLength(3);
    expect(record.checks.find(({ name: check }) => check === 'naïve ✓ unicode')).toMatchObject({
      group: '::dashboard::status',
      fails: 0,
    });
  });

  test('reads the booleans of --summary-export as "was crossed"', async () => {
    const { record } = await ingest('pass/summary-export.json');
    const raw = JSON.parse(text('pass/summary-export.json')) as {
      metrics: Record<string, { thresholds?: Record<string, boolean> }>;
    };
    expect(raw.metrics['checks']?.thresholds).toEqual({ 'rate>0.5': false });
    expect(record.verdict?.lines.find(({ id }) => id === 'checks: rate>0.5')).toMatchObject({ level: 'OK' });
  });

  test('says that the machine-readable summary has no thresholds, and computes what it leaves out', async () => {
    const run = await ingest('pass/machine-readable.json');
    expect(run.record.notes.join(' ')).toContain('Thresholds are not in this file');
    expect(metric(run, 'http_req_failed')).toMatchObject({ passes: 20, rate: expect.closeTo(0.1093, 3) });
    expect(metric(run, 'http_reqs')?.['rate']).toBeGreaterThan(40);
    expect(metric(run, 'http_req_duration')).toHaveProperty(['p(95)']);
    expect(run.record.engine.version).toBe('2.2.0');
  });

  // In fail/ k6 crossed a threshold that the file does not have; 11 % failed in both, which the script allows.
  test.each(['pass', 'fail'])('is neither green nor red of %s/machine-readable.json', async (name) => {
    const { record } = await ingest(`${name}/machine-readable.json`);
    expect([record.verdict?.state, record.exitCode]).toEqual(['NO-DATA', 121]);
    const unknown = record.verdict?.lines.filter(({ level }) => level === 'NO-DATA').map(({ id }) => id);
    expect(unknown).toEqual(['http_req_duration{flow:read}: ?']);
    expect(record.verdict?.lines.some(({ id }) => id === 'gate_errors')).toBe(false);
  });

  test.each(['pass', 'fail'])(
    'samples of %s as JSON and as CSV give the totals of the summary',
    async (name) => {
      const [summary, json, csv] = await Promise.all(
        ['handle-summary.json', 'out.json.gz', 'out.csv.gz'].map((file) => ingest(`${name}/${file}`)),
      );
      for (const samples of [json!, csv!]) {
        expect(metric(samples, 'http_reqs')?.['count']).toBe(metric(summary!, 'http_reqs')?.['count']);
        expect(samples.record.checks).toEqual(expect.arrayContaining(summary!.record.checks));
        const seconds = samples.intervals.reduce((sum, each) => sum + each.requests, 0);
        expect(seconds).toBe(metric(summary!, 'http_reqs')?.['count']);
        expect(samples.intervals.length).toBeGreaterThanOrEqual(4);
      }
      for (const statistic of ['med', 'p(90)', 'p(95)', 'max', 'avg']) {
        expect(metric(json!, 'http_req_duration')?.[statistic]).toBeCloseTo(
          metric(summary!, 'http_req_duration')?.[statistic] ?? -1,
          4,
        );
      }
      expect(json!.record.routes.map(({ name: route }) => route)).toContain('GET /health');
    },
  );

  test.each(['pass', 'fail'])(
    'is neither green nor red of %s/out.csv.gz, which holds no thresholds',
    async (name) => {
      const { record } = await ingest(`${name}/out.csv.gz`);
      expect([record.verdict?.state, record.exitCode]).toEqual(['NO-DATA', 121]);
      expect(record.verdict?.lines.find(({ level }) => level === 'NO-DATA')?.reason).toContain(
        'CSV holds none',
      );
    },
  );

  test('is no green of samples alone when the script has thresholds on sub-metrics', async () => {
    const { record } = await ingest('fail/out.json.gz');
    expect(record.verdict?.state).toBe('NO-DATA');
    expect(record.verdict?.sentence).toContain('http_req_duration{flow:read}');
  });

  test.each([
    ['handleSummary', { metrics: SUB_METRIC }, 'NO-DATA', ['http_reqs{flow:read}: ?']],
    ['handleSummary without sub-metrics', { metrics: REQUESTS }, 'PASS', []],
    ['machine-readable', { results: { metrics: [MACHINE] } }, 'NO-DATA', ['Thresholds of the script: ?']],
  ] as const)('is no green of %s without the thresholds of the script', async (_, file, state, unknown) => {
    const { record } = await ingestFile(written('bare.json', JSON.stringify(file)), 'warn');
    expect(record.verdict?.state).toBe(state);
    expect(record.verdict?.lines.filter(({ id }) => id.endsWith('?')).map(({ id }) => id)).toEqual(unknown);
  });

  test('renders as every report', async () => {
    for (const name of ['pass/out.json.gz', 'fail/summary-export.json', 'fail/machine-readable.json']) {
      const run = await ingest(name);
      for (const report of Object.values(REPORTS)) {
        const shown = report(run, PLAIN).replace(/<script[\s\S]*?<\/script>/g, '');
        expect(shown).not.toMatch(/\bundefined\b|\bNaN\b|\[object/);
      }
    }
  });
});

describe('odd files', () => {
  test('a line that was cut short is left out and named, and what is not whole does not pass', async () => {
    const point =
      '{"metric":"http_reqs","type":"Point","data":{"time":"2026-11-25T04:10:26Z","value":1,"tags":{"status":"200"}}}';
    const whole = `{"type":"Metric","data":{"name":"http_reqs","type":"counter","contains":"default","thresholds":["count>1"],"submetrics":null},"metric":"http_reqs"}\n${point}\n${point}\n${point}\n`;
    const verdictOf = async (text: string) =>
      (await ingestFile(written('k6.json', text), 'warn')).record.verdict;
    const good = await verdictOf(whole);
    expect(good?.state).toBe('PASS');
    const cut = await verdictOf(whole.slice(0, -40));
    expect(cut?.state).toBe('NO-DATA');
    expect(cut?.sentence).toMatch(/: its last line was cut short/);
    expect(cut?.sentence).not.toContain('holds the whole run');
    const line = cut?.lines.find(({ id }) => id === 'gate_whole');
    expect(line?.reason).toMatch(/last line was cut short \(\d+ characters\)/);
    expect(good?.lines.map(({ id }) => id)).not.toContain('gate_whole');
  });

  test('a cut archive gives what was read until then', async () => {
    const packed = gzipSync(gunzipSync(readFileSync(fixture('pass/out.json.gz'))));
    const { record } = await ingestFile(written('cut.gz', packed.subarray(0, packed.length / 2)), 'warn');
    expect(record.metrics.find(({ name }) => name === 'http_reqs')?.values['count']).toBeGreaterThan(10);
  });

  test('lines with null tags, metadata, quotes in tags and odd times are read as the parser reads them', () => {
    const lines = [
      '{"metric":"vus","type":"Point","data":{"time":"2026-11-25T04:10:26Z","value":3,"tags":null}}',
      '{"metric":"a_b","type":"Point","data":{"time":"2026-11-25T04:10:26.5Z","value":-1.5e-3,"tags":{"name":"a \\"b\\" \\u00e9","scenario":"x"}}}',
      '{"metric":"a_b","type":"Point","data":{"time":"2026-11-25T06:10:26.25+02:00","value":1,"tags":{"name":"{x}"}}}',
      '{"metric":"a_b","type":"Point","data":{"time":"2026-11-25T04:10:26.25Z","value":1,"tags":{"name":"n"},"metadata":{"vu":"1"}}}',
      '{"type":"Point","metric":"a_b","data":{"value":2,"time":"2026-11-25T04:10:26.25Z","tags":{}}}',
    ];
    for (const line of lines) {
      const plain = readK6Line(line);
      const read = new JsonLineReader(new KeptTags()).read(line);
      expect(plain.kind).toBe('point');
      if (plain.kind !== 'point') continue;
      const { metric: name, timeMs, value, tags } = plain.sample;
      expect(read).toEqual({ kind: 'point', metric: name, timeMs, value, tags: { ...tags } });
    }
    for (const broken of [
      '{"metric":"a","type":"Point","data":{"time":"x',
      'nonsense',
      '[]',
      '{"metric":"a_b","type":"Point","data":{"time":"2026-11-25T04:10:26Z","value":,"tags":{}}}',
    ])
      expect(new JsonLineReader(new KeptTags()).read(broken).kind).toBe('unknown');
  });

  test('200,000 URLs make no series of their own, and names over 2,000 are one', async () => {
    const point = (n: number) =>
      `{"metric":"http_reqs","type":"Point","data":{"time":"2026-11-25T04:10:26Z","value":1,"tags":{"name":"/n${n % 5000}","url":"http://h/${n}","status":"200"}}}\n`;
    const declared =
      '{"type":"Metric","data":{"name":"http_reqs","type":"counter","contains":"default","thresholds":[],"submetrics":null},"metric":"http_reqs"}\n';
    const many = Array.from({ length: 20_000 }, (_, n) => point(n)).join('');
    const { record } = await ingestFile(written('many.json', declared + many), 'warn');
    expect(record.routes).toHaveLength(2001);
    expect(record.routes.reduce((sum, { requests }) => sum + requests, 0)).toBe(20_000);
    expect(record.notes.join(' ')).toMatch(/folded into \(other\)/);
  });

  test.each([
    ['{"metrics":{"http_reqs":[1,2]}}', 'no summary of k6'],
    ['{"results":{"metrics":{}}}', 'no summary of k6'],
    ['[]', 'no summary of k6'],
    ['', 'neither JSON nor CSV'],
    ['metric;time', 'neither JSON nor CSV'],
  ])('refuses %j in one line', async (content, message) => {
    const error = await ingestFile(written('odd.json', content), 'warn').catch((thrown: unknown) => thrown);
    expect(isHarnessError(error) && error.message).toContain(message);
  });

  test('works without groups, with extra keys, and names a value that is not reported', () => {
    const summary = readSummary(
      {
        extra: 1,
        metrics: {
          http_reqs: { type: 'counter', contains: 'default', values: { count: 10, rate: 1 }, more: true },
          http_req_duration: {
            type: 'trend',
            contains: 'time',
            values: { avg: 5 },
            thresholds: { 'p(99.99)<5': { ok: true } },
          },
        },
      },
      'x',
    );
    expect(summary.checks).toEqual([]);
    expect(summary.thresholds).toEqual([{ metric: 'http_req_duration', expression: 'p(99.99)<5', ok: true }]);
  });

  test.each([
    ['generated_at', { metadata: { generated_at: 'soon' }, results: { metrics: [MACHINE] } }],
    ['generated_at', { metadata: { generated_at: '+250000-01-01' }, results: { metrics: [MACHINE] } }],
    ['duration', { config: { duration: 1e300 }, results: { metrics: [MACHINE] } }],
    ['duration', { config: { duration: -5 }, results: { metrics: [MACHINE] } }],
    ['duration', { metrics: { http_reqs: { count: 1e300, rate: 1 } } }],
    ['duration', { metrics: { http_reqs: { count: 1e300, rate: 1e-300 } } }],
  ])('shows the time of the file where %s cannot be (%j)', async (what, file) => {
    const { record } = await ingestFile(written('time.json', JSON.stringify(file)), 'warn');
    expect(Math.abs(Date.parse(record.endedAt) - Date.now())).toBeLessThan(3_600_000);
    expect(record.durationMs).toBe(0);
    expect(record.notes.join(' ')).toContain(what === 'duration' ? 'cannot be' : 'does not say when');
    for (const report of Object.values(REPORTS))
      expect(report({ record, intervals: [] }, PLAIN)).toBeTruthy();
  });

  test('counts a time that no calendar has as a line that could not be read', async () => {
    const csv = `metric_name,timestamp,metric_value,name\nhttp_reqs,1790000000,1,\nhttp_reqs,${'9'.repeat(40)},1,\n`;
    const { record } = await ingestFile(written('time.csv', csv), 'warn');
    expect(record.notes.join(' ')).toContain('1 line of the file could not be read');
  });

  test.each([
    [undefined, 200, ['gate_samples']],
    [0, 20, ['gate_samples', 'delivered_rate']],
  ])(
    'dropped iterations that are %s are not read as a number that is not there',
    async (dropped, p95, lines) => {
      const { record } = await ingestFile(written('dropped.json', summaryWith(dropped, p95)), 'warn');
      expect(record.verdict?.lines.map(({ id }) => id)).toEqual(expect.arrayContaining(lines));
      expect(record.verdict?.lines.some(({ id }) => id === 'delivered_rate')).toBe(dropped !== undefined);
      expect(record.verdict?.state).toBe('PASS');
    },
  );

  test('a fifth of the load dropped is INVALID when the target was quick, FAIL when it was slow', async () => {
    const quick = await ingestFile(written('quick.json', summaryWith(200, 20)), 'warn');
    expect(quick.record.verdict?.state).toBe('INVALID');
    expect(quick.record.verdict?.sentence).toMatch(
      /800 of 1000 planned iterations were started, 200 were dropped/,
    );
    const slow = await ingestFile(written('slow.json', summaryWith(200, 900)), 'warn');
    expect(slow.record.verdict?.state).toBe('FAIL');
  });

  function summaryWith(dropped: number | undefined, p95: number): string {
    const counter = (count: number) => ({ type: 'counter', contains: 'default', values: { count, rate: 1 } });
    return JSON.stringify({
      state: { testRunDurationMs: 1000 },
      metrics: {
        http_reqs: counter(800),
        iterations: counter(800),
        ...(dropped === undefined ? {} : { dropped_iterations: counter(dropped) }),
        vus_max: { type: 'gauge', contains: 'default', values: { value: 137, min: 1, max: 137 } },
        http_req_duration: { type: 'trend', contains: 'time', values: { avg: 5, 'p(95)': p95 } },
      },
    });
  }
});

describe('harness report --from', () => {
  test('renders the report, keeps the run, and gives the verdict as exit code when asked', async () => {
    const cwd = folder();
    const from = join(process.cwd(), fixture('fail/summary-export.json'));
    const plain = await harness(['report', '--from', from], { cwd });
    expect(plain.code).toBe(0);
    expect(plain.out).toMatch(/^ FAIL /);
    expect((await harness(['report', '--from', from, '--exit-code', '--keep'], { cwd })).code).toBe(99);
    expect((await harness(['report', 'last'], { cwd })).out).toMatch(/^ FAIL /);
    expect((await harness(['report'], { cwd })).err).toContain('report needs a run, or --from FILE');
    expect((await harness(['report', '--from', 'none.json'], { cwd })).code).toBe(255);
  });
});
