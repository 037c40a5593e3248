import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { folder, harness, lastRun } from '../helpers/harness.ts';

interface Summary {
  metrics: Record<string, Record<string, number>>;
  root_group: { groups: Record<string, { checks: Record<string, { passes: number; fails: number }> }> };
}

/** Runs a script with so many workers: its summary, what it logged, its samples. */
async function run(script: string, workers: number) {
  const cwd = folder();
  writeFileSync(join(cwd, 's.js'), script);
  const outputs = ['--summary-export', 'summary.json', '--out', 'csv=raw.csv'];
  const args = ['run', 's.js', '--no-gate', '-q', '--workers', String(workers), ...outputs];
  const { code, err, out } = await harness(args, { cwd });
  const summary = JSON.parse(readFileSync(join(cwd, 'summary.json'), 'utf8')) as Summary;
  const csv = readFileSync(join(cwd, 'raw.csv'), 'utf8').trim().split('\n');
  const lines = [...err.matchAll(/msg="?AT ([^"\n]*?)"? source/g)].map((match) => match[1] ?? '');
  return { code, err, out, summary, csv, lines };
}

const WHOLE = `
import exec from 'k6/execution';
import { check, group } from 'k6';
import { SharedArray } from 'k6/data';
import { Counter, Gauge, Trend } from 'k6/metrics';
const data = new SharedArray('rows', () => { console.log('AT built'); return [{ a: 1 }, { a: 'é' }, 3]; });
const mine = new Counter('mine');
const numbers = new Trend('numbers');
const level = new Gauge('level');
console.log('AT init ' + __VU);
export const options = {
  thresholds: { 'mine{scenario:rate}': ['count==4'], numbers: ['max==110'], checks: ['rate==1'] },
  scenarios: {
    each: { executor: 'per-vu-iterations', vus: 5, iterations: 2, exec: 'note' },
    all: { executor: 'shared-iterations', vus: 4, iterations: 111, exec: 'note' },
    rate: { executor: 'constant-arrival-rate', rate: 4, duration: '1s', preAllocatedVUs: 3, exec: 'note' },
    ramp: { executor: 'ramping-arrival-rate', startRate: 10, preAllocatedVUs: 4, exec: 'note',
      stages: [{ duration: '500ms', target: 30 }, { duration: 0, target: 0 }, { duration: '1s', target: 0 }] },
    later: { executor: 'per-vu-iterations', vus: 3, iterations: 1, startTime: '1s', exec: 'note' },
  },
};
export function setup() { console.log('AT setup'); return { n: 7 }; }
export function teardown({ n }) { console.log('AT teardown ' + n); }
export function note({ n }) {
  const { scenario, vu } = exec;
  mine.add(1);
  numbers.add(scenario.iterationInTest);
  level.add(5);
  group('g', () => check(n, { seven: () => n === 7, shared: () => data[1].a === 'é' && data.length === 3 }));
  if (scenario.iterationInInstance !== scenario.iterationInTest || vu.idInTest !== __VU) throw new Error('ids');
  console.log('AT ' + scenario.name + ' ' + scenario.iterationInTest + ' ' + __VU);
}`;

describe('workers', () => {
  it('one, two or three: equal counts, checks, sub-metrics, samples, iteration numbers; each once', async () => {
    const runs = await Promise.all([1, 2, 3].map((workers) => run(WHOLE, workers)));
    const [one, ...more] = runs.map(({ code, summary, csv, lines }) => {
      const { mine, numbers, checks, iterations, vus_max: vus, level } = summary.metrics;
      const { avg, min, med, max, 'p(90)': p90, 'p(95)': p95 } = numbers ?? {};
      return {
        code,
        counts: [mine?.['count'], iterations?.['count'], checks?.['passes'], checks?.['fails'], vus?.['max']],
        rate: summary.metrics['mine{scenario:rate}']?.['count'],
        level: level?.['value'],
        numbers: { avg, min, med, max, p90, p95 },
        checks: summary.root_group.groups['g']?.checks,
        rows: ['mine', 'numbers', 'checks', 'iterations'].map(
          (name) => csv.filter((row) => row.startsWith(`${name},`)).length,
        ),
        iterations: lines
          .filter((line) => /\d+ \d+$/.test(line))
          .map((line) => line.replace(/ \d+$/, ''))
          .sort(),
        vus: lines.filter((line) => /^init [1-9]/.test(line)).sort(),
        once: lines.filter((line) => /built|setup|teardown/.test(line)),
      };
    });
    expect(one?.code).toBe(0);
    expect(one?.counts).toEqual([138, 138, 276, 0, 19]);
    expect(one?.once).toEqual(['built', 'setup', 'teardown 7']);
    expect(new Set(one?.vus).size).toBe(19);
    expect(new Set(one?.iterations).size).toBe(138);
    for (const other of more) expect(other).toEqual(one);
  });

  it('give a due iteration to whichever worker has an idle VU', async () => {
    const script = `
      import { sleep } from 'k6';
      import exec from 'k6/execution';
      export const options = { scenarios: { s: { executor: 'constant-arrival-rate', rate: 5, duration: '1s',
        preAllocatedVUs: 2, gracefulStop: '3s' } } };
      export default () => { if (exec.scenario.iterationInTest === 0) sleep(1.5); };`;
    const { summary } = await run(script, 2);
    expect(summary.metrics['iterations']?.['count']).toBe(5);
    expect(summary.metrics['dropped_iterations']).toBeUndefined();
  });

  it('make further VUs wherever there is room, and no more than maxVUs', async () => {
    const script = `
      import { sleep } from 'k6';
      export const options = { scenarios: { s: { executor: 'constant-arrival-rate', rate: 5, duration: '2s',
        preAllocatedVUs: 0, maxVUs: 3, gracefulStop: '3s' } } };
      export default () => { console.log('AT vu ' + __VU); sleep(2.5); };`;
    const { summary, lines, err } = await run(script, 2);
    expect([...new Set(lines)].sort()).toEqual(['vu 1', 'vu 2', 'vu 3']);
    expect(summary.metrics['iterations']?.['count']).toBe(3);
    expect(summary.metrics['dropped_iterations']?.['count']).toBe(7);
    expect(err).toContain('Insufficient VUs, reached 3 active VUs');
  });

  it('all end when one of them aborts the test', async () => {
    const script = `
      import { sleep } from 'k6';
      import exec from 'k6/execution';
      export const options = { vus: 4, duration: '30s' };
      export default () => { sleep(0.2); if (exec.vu.idInTest === 2) exec.test.abort('enough'); };
      export function handleSummary(data) { return { stdout: 'SUMMARY ' + typeof data.metrics.iterations }; }`;
    const { code, out } = await run(script, 2);
    expect(code).toBe(108);
    expect(out.match(/SUMMARY object/g)).toHaveLength(1);
  });

  it('judge abortOnFail on what they did together', async () => {
    const script = `
      import { sleep } from 'k6';
      export const options = { vus: 4, duration: '30s',
        thresholds: { iterations: [{ threshold: 'count<20', abortOnFail: true }] } };
      export default () => sleep(0.1);`;
    const { code, summary } = await run(script, 2);
    expect(code).toBe(99);
    expect(summary.metrics['iterations']?.['count']).toBeLessThan(200);
  });

  it('are in the record; their seconds are one', async () => {
    const cwd = folder();
    const script = `
      import { sleep } from 'k6';
      export const options = { vus: 4, duration: '2s' };
      export default () => sleep(0.1);`;
    writeFileSync(join(cwd, 's.js'), script);
    await harness(['run', 's.js', '-q', '--workers', '2'], { cwd });
    const { record, intervals } = lastRun(cwd);
    expect(record.engine.workers).toBe(2);
    expect(intervals.reduce((sum, { iterations }) => sum + iterations, 0)).toBe(record.iterations.completed);
    expect(Math.max(...intervals.map(({ vus }) => vus))).toBe(4);
    expect(intervals.length).toBeLessThanOrEqual(4);
  });

  it.each(['0', '-1', 'two'])('refuse --workers %s', async (count) => {
    const { code, err } = await harness(['run', 's.js', '--workers', count]);
    expect(code).toBe(255);
    expect(err).toContain('Give a whole number from 1');
  });
});
