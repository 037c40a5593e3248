import { readFileSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Ended, folder, harness } from '../helpers/harness.ts';
import { listen } from '../helpers/listen.ts';

const fixture = (name: string): string => readFileSync(`test/fixtures/k6-summary/${name}`, 'utf8');

// The script for which k6 2.2.0 wrote the fixtures, for a second instead of four, and with VUs enough for a busy machine.
const SCRIPT = `import http from 'k6/http';
import { check, group } from 'k6';
import { Counter, Gauge, Rate, Trend } from 'k6/metrics';
const seen = new Counter('seen_total'), level = new Gauge('queue_level'), good = new Rate('good_rate'), lag = new Trend('lag_ms', true), plain = new Trend('score');
const base = __ENV.BASE;
export const options = {
  scenarios: {
    reads: { executor: 'constant-arrival-rate', rate: 20, duration: '1s', preAllocatedVUs: 20, maxVUs: 20, exec: 'reads', tags: { flow: 'read' } },
    writes: { executor: 'per-vu-iterations', vus: 1, iterations: 2, exec: 'writes', env: { KIND: 'w' } },
  },
  thresholds: {
    http_req_duration: ['p(95)<200', 'p(99.9)<500'],
    'http_req_duration{flow:read}': [{ threshold: 'p(95)<100', abortOnFail: false }],
    http_req_failed: ['rate<0.5'],
    checks: ['rate>0.5'],
    seen_total: ['count>10'],
  },
  summaryTrendStats: ['avg', 'min', 'med', 'max', 'p(90)', 'p(95)', 'p(99.9)', 'count'],
  tags: { build: '42' },
};
export function setup() { const r = http.get(base + '/health'); return { status: r.status }; }
export function reads(data) {
  group('dashboard', () => {
    group('status', () => { const r = http.get(base + '/health', { tags: { name: 'GET /health' } }); check(r, { 'status is 200': (x) => x.status === 200, 'naïve ✓ unicode': (x) => x.json('status') === 'healthy' }); lag.add(r.timings.waiting); });
  });
  seen.add(1, { kind: 'r' }); level.add(__ITER); good.add(data.status === 200); plain.add(__ITER * 1.5);
}
export function writes() {
  const r = http.post(base + '/fail', JSON.stringify({ a: 1 }), { headers: { 'Content-Type': 'application/json' } });
  check(r, { 'write accepted': (x) => x.status < 400 });
}
export function teardown() { http.get(base + '/health'); }
export function handleSummary(data) { return { 'handle.json': JSON.stringify(data), stdout: 'mine\\n' }; }
`;

const dir = folder();
const read = (name: string): string => readFileSync(join(dir, name), 'utf8');
let server: Server;
let ended: Ended;

beforeAll(async () => {
  server = createServer((request, response) => {
    request.resume();
    const failing = request.url === '/fail';
    response.writeHead(failing ? 503 : 200, { 'content-type': 'application/json' });
    response.end('{"status":"healthy"}');
  });
  const base = `http://127.0.0.1:${await listen(server)}`;
  writeFileSync(join(dir, 'script.js'), SCRIPT);
  const args = [
    'run',
    '--no-gate',
    '-q',
    '-e',
    `BASE=${base}`,
    '--summary-export',
    'export.json',
    'script.js',
  ];
  ended = await harness(args, { cwd: dir, env: { K6_OUT: 'json=out.json.gz,csv=out.csv' } });
});
afterAll(() => server.close());

interface Point {
  metric: string;
  type: string;
  data: { time: string; value: number; tags: Record<string, string> };
}

// The names and types of all that is in a JSON value.
function shape(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(shape);
  if (typeof value !== 'object' || value === null) return typeof value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, shape(inner)]),
  );
}

describe('what a run writes, beside what k6 2.2.0 wrote', () => {
  it('ended well', () => {
    expect([ended.code, ended.out, ended.err]).toEqual([0, 'mine\n', '']);
  });

  it('has the same metric lines in --out json, each before its first point, and points with all tags', () => {
    const lines = gunzipSync(readFileSync(join(dir, 'out.json.gz')))
      .toString()
      .trim()
      .split('\n');
    const metricLines = lines.filter((line) => line.startsWith('{"type":"Metric"'));
    // k6's run was longer than a second, so it saw the VUs counted.
    const counted = (line: string): boolean => !/"name":"vus(_max)?"/.test(line);
    expect(metricLines.filter(counted).sort()).toEqual(
      fixture('metric-lines.ndjson').trim().split('\n').filter(counted).sort(),
    );
    const told = new Set<string>();
    const points: Point[] = [];
    for (const line of lines) {
      const entry = JSON.parse(line) as Point;
      if (entry.type === 'Metric') told.add(entry.metric);
      else {
        expect(told).toContain(entry.metric);
        points.push(entry);
      }
    }
    expect(points.filter(({ metric }) => metric === 'seen_total')).toHaveLength(20);
    const first = lines.find((line) => line.startsWith('{"metric":"http_reqs"')) ?? '';
    expect(first).toMatch(
      /^\{"metric":"http_reqs","type":"Point","data":\{"time":"[\d-]+T[\d:.]+Z","value":1,"tags":\{"build":"42","expected_response":"true","group":"::setup","method":"GET","name":"[^"]+","proto":"HTTP\/1.1","status":"200","url":"[^"]+"\}\}\}$/,
    );
    const reads = points.filter(({ metric, data }) => metric === 'checks' && data.tags['flow'] === 'read');
    expect(reads).toHaveLength(40);
  });

  it('has the same columns in --out csv, and the extra tags in theirs', () => {
    const [header, ...rows] = read('out.csv').trim().split('\n');
    expect(header).toBe(fixture('csv-header.txt').trim());
    expect(rows.filter((row) => row.startsWith('seen_total,'))).toHaveLength(20);
    expect(rows.find((row) => row.startsWith('seen_total,'))).toMatch(
      /^seen_total,\d{10},1\.000000,,,,,,,,,reads,,,,,,(build=42&flow=read|flow=read&build=42)&kind=r,$/,
    );
  });

  it.each([
    ['handle.json', 'handle-summary.json'],
    ['export.json', 'summary-export.json'],
  ])('gives %s the same shape', (own, k6) => {
    const ours = shape(withoutVus(JSON.parse(read(own))));
    expect(ours).toEqual(shape(withoutVus(JSON.parse(fixture(k6)))));
  });

  it('says in the export that a threshold is not crossed, and nests groups by name', () => {
    const { metrics, root_group } = JSON.parse(read('export.json'));
    expect(metrics.http_req_failed.thresholds).toEqual({ 'rate<0.5': false });
    expect(root_group.groups.dashboard.groups.status.checks['status is 200']).toMatchObject({
      passes: 20,
      fails: 0,
    });
    expect(read('export.json')).toMatch(/^\{\n {4}"root_group"/);
  });
});

function withoutVus(summary: { metrics: Record<string, unknown> }): unknown {
  const { vus: _, vus_max: __, ...metrics } = summary.metrics;
  return { ...summary, metrics };
}

it('`vu` and `iter` stand beside the tags in both outputs when they are on, as a script’s own metadata does', async () => {
  const cwd = folder();
  const script = `import exec from 'k6/execution'; import { check } from 'k6'; import { Counter } from 'k6/metrics';
const c = new Counter('my_c');
export const options = { scenarios: { s: { executor: 'per-vu-iterations', vus: 2, iterations: 2 } }, systemTags: ['vu', 'iter', 'check'] };
export function setup() { c.add(5); }
export default function () {
  c.add(1); if (__ITER === 0) exec.vu.metrics.metadata.mine = 'x'; check(1, { ok: true }); exec.vu.tags.vu = '9'; c.add(2);
}`;
  writeFileSync(join(cwd, 's.js'), script);
  const { code } = await harness(
    ['run', '--quiet', '--no-gate', '--out', 'json=s.json', '--out', 'csv=s.csv', 's.js'],
    { cwd },
  );
  expect(code).toBe(0);
  const points = readFileSync(join(cwd, 's.json'), 'utf8')
    .split('\n')
    .filter((line) => line.includes('"Point"'))
    .map(
      (line) =>
        JSON.parse(line) as { metric: string; data: { value: number; tags: object; metadata?: object } },
    );
  const of = (metric: string, value: number) =>
    points.filter((p) => p.metric === metric && p.data.value === value).map(({ data }) => data.metadata);
  const each = (rest: (vu: string, iter: string) => object) =>
    ['1', '2'].flatMap((vu) => ['0', '1'].map((iter) => ({ iter, ...rest(vu, iter) })));
  const mine = { mine: 'x' };
  const unordered = (expected: readonly object[]) => expect.arrayContaining([...expected]);
  expect(of('my_c', 5)).toEqual([undefined]);
  expect(of('my_c', 2)).toEqual(unordered(each(() => ({ vu: '9', ...mine }))));
  expect(of('checks', 1)).toEqual(unordered(each((vu, iter) => ({ vu: iter === '0' ? vu : '9', ...mine }))));
  expect(of('iterations', 1)).toHaveLength(4);
  expect(points.every(({ data }) => !('vu' in data.tags) && !('iter' in data.tags))).toBe(true);
  const rows = readFileSync(join(cwd, 's.csv'), 'utf8').split('\n');
  expect(rows[0]).toBe('metric_name,timestamp,metric_value,check,extra_tags,metadata');
  const metadata = rows.filter((row) => row.startsWith('my_c,') && row.includes(',2.000000,'));
  expect(metadata.map((row) => row.split(',').at(-1)?.split('&').sort().join('&')).sort()).toEqual([
    ...['iter=0&mine=x&vu=9', 'iter=0&mine=x&vu=9', 'iter=1&mine=x&vu=9', 'iter=1&mine=x&vu=9'],
  ]);
});
