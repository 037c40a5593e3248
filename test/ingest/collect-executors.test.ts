import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { beforeAll, expect, test } from 'vitest';
import { segmentFlags } from '../../src/commands/split.ts';
import type { RunRecord } from '../../src/store/record/v1.ts';
import { folder, harness } from '../helpers/harness.ts';

const PARTS = [1, 2, 3];
const TOLERANCE = 0.001;
const SCRIPT = `
  import exec from 'k6/execution'; import { check, group, sleep } from 'k6';
  import { Counter, Gauge, Rate, Trend } from 'k6/metrics';
  const shape = new Trend('shape', true), seen = new Counter('seen_total'), odd = new Rate('odd'), level = new Gauge('level');
  const stages = [{ duration: '1s', target: 9 }, { duration: '1s', target: 0 }];
  const arrivals = { timeUnit: '1s', preAllocatedVUs: 6, maxVUs: 12 };
  const each = {
    shared: { executor: 'shared-iterations', vus: 6, iterations: 60 },
    own: { executor: 'per-vu-iterations', vus: 6, iterations: 10 },
    constant: { executor: 'constant-vus', vus: 6, duration: '2s' },
    ramping: { executor: 'ramping-vus', startVUs: 0, stages },
    rate: { executor: 'constant-arrival-rate', rate: 30, duration: '2s', ...arrivals },
    ramp: { executor: 'ramping-arrival-rate', startRate: 5, stages, ...arrivals },
  };
  export const options = {
    scenarios: Object.fromEntries(Object.entries(each).map(([who, plan]) => [who, { ...plan, tags: { who } }])),
    thresholds: {
      seen_total: ['count>0'], 'shape{half:upper}': ['min>=30'], 'shape{who:shared}': ['p(95)<60'],
      'checks{who:rate}': ['rate>0'], 'odd{who:own}': ['rate>=0'], 'group_duration{group:::page}': ['avg>=0'],
    },
  };
  export default function () {
    const i = exec.scenario.iterationInTest;
    shape.add(i + 0.5, { half: i < 30 ? 'lower' : 'upper' });
    seen.add(1 + (i % 3)); odd.add(i % 2 === 1); level.add(i);
    group('page', () => check(i, { 'is even': (n) => n % 2 === 0 }));
    sleep(0.05);
  }`;

interface Sample {
  metric: string;
  type: string;
  data: { time: string; value: number; tags: Record<string, string> | null };
}

let cwd: string;
let samples: Sample[];
let parts: RunRecord[];

const record = (out: string): RunRecord =>
  JSON.parse(readFileSync(join(cwd, out, 'last/record.json'), 'utf8'));

// One run of each part leaves both kinds of it: a folder, and the samples as k6 writes them.
beforeAll(async () => {
  cwd = folder();
  writeFileSync(join(cwd, 'all.js'), SCRIPT);
  const run = (part: number) => [
    ...['run', 'all.js', '-q', ...segmentFlags(part, PARTS.length)],
    ...[`--out-dir=part-${part}`, `--out=json=part-${part}.json.gz`],
  ];
  await Promise.all(PARTS.map((part) => harness(run(part), { cwd })));
  const lines = PARTS.flatMap((part) =>
    gunzipSync(readFileSync(join(cwd, `part-${part}.json.gz`)))
      .toString()
      .trim()
      .split('\n'),
  );
  samples = lines.map((line) => JSON.parse(line) as Sample).filter(({ type }) => type === 'Point');
  parts = PARTS.map((part) => record(`part-${part}`));
});

/** All values of a metric or sub-metric, of every part. */
function valuesOf(name: string): number[] {
  const [, metric, tag, value] = /^([^{]+)(?:\{([^:]+):(.*)\})?$/.exec(name) ?? [];
  return samples
    .filter((sample) => sample.metric === metric && (tag === undefined || sample.data.tags?.[tag] === value))
    .map(({ data }) => data.value);
}

function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const at = share * (sorted.length - 1);
  const below = sorted[Math.floor(at)] as number;
  return below + ((sorted[Math.ceil(at)] as number) - below) * (at % 1);
}

test.each([
  ['folders of runs', PARTS.map((part) => `part-${part}/last`), []],
  ["files of k6's samples", PARTS.map((part) => `part-${part}.json.gz`), ['--parts', '3']],
])('the parts of all six executors add up to the whole: %s', async (_name, paths, flags) => {
  const { err } = await harness(['collect', 'all.js', ...paths, ...flags, '--out-dir', 'whole'], { cwd });
  expect(err).not.toContain('harness:');
  const whole = record('whole');
  const names = new Set(samples.map(({ metric }) => metric));
  expect(whole.metrics.map(({ name }) => name)).toEqual(expect.arrayContaining([...names]));
  for (const { name, kind, values } of whole.metrics) {
    const all = valuesOf(name);
    if (kind === 'counter') expect(values['count'], name).toBe(all.reduce((sum, value) => sum + value, 0));
    if (kind === 'rate') {
      const passes = all.filter((value) => value !== 0).length;
      expect(values, name).toMatchObject({ passes, fails: all.length - passes, rate: passes / all.length });
    }
    if (kind !== 'trend' || all.length === 0) continue;
    expect(values, name).toMatchObject({ count: all.length, min: Math.min(...all), max: Math.max(...all) });
    for (const [key, share] of [
      ['med', 0.5],
      ['p(90)', 0.9],
      ['p(95)', 0.95],
    ] as const) {
      const exact = percentile(all, share);
      expect(Math.abs((values[key] as number) - exact), `${name} ${key}`).toBeLessThanOrEqual(
        exact * TOLERANCE,
      );
    }
  }
  const level = samples.filter(({ metric }) => metric === 'level').map(({ data }) => data.value);
  expect(whole.metrics.find(({ name }) => name === 'level')?.values).toMatchObject({
    min: Math.min(...level),
    max: Math.max(...level),
  });
  const sum = (of: (part: RunRecord) => number): number => parts.reduce((all, part) => all + of(part), 0);
  expect(whole.iterations.completed).toBe(sum(({ iterations }) => iterations.completed));
  expect(whole.iterations.dropped).toBe(sum(({ iterations }) => iterations.dropped));
  expect(whole.checks).toEqual([
    {
      ...{ group: '::page', name: 'is even' },
      passes: sum(({ checks }) => checks[0]?.passes ?? 0),
      fails: sum(({ checks }) => checks[0]?.fails ?? 0),
    },
  ]);
});

test('the executors that count or pace iterations plan as many in parts as in one', () => {
  const count = (who: string): number =>
    samples
      .filter(
        ({ metric, data }) =>
          data.tags?.['scenario'] === who && (metric === 'iterations' || metric === 'dropped_iterations'),
      )
      .reduce((sum, { data }) => sum + data.value, 0);
  expect([count('shared'), count('own'), count('rate')]).toEqual([60, 60, 60]);
});
