import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Ended, folder, harness, lastRun, lineOf } from '../../helpers/harness.ts';
import { interruptedHarness } from '../../helpers/interrupted.ts';
import { listen } from '../../helpers/listen.ts';
import { script } from './k6-script.ts';

const DOUBLE = resolve('test/helpers/k6-double.mjs');

let target: Server;
let url: string;

beforeAll(async () => {
  target = createServer((_request, response) => response.end('ok'));
  url = `http://127.0.0.1:${await listen(target)}/`;
});

afterAll(() => target.close());

interface Run extends Ended {
  cwd: string;
  /** Argument lists that k6 was started with. */
  calls: { command: string; args: string[]; env: Record<string, string> }[];
}

async function k6(
  double: { version?: string; fate?: string },
  flags: string[],
  text?: string,
  step?: string,
): Promise<Run> {
  const cwd = folder();
  const log = join(cwd, 'calls.log');
  const env = { K6_BIN: DOUBLE, K6_DOUBLE: JSON.stringify({ ...double, log }), SECRET: 'hush' };
  const args = ['run', script(cwd, text, step), '--engine', 'k6', '-e', `URL=${url}`, ...flags];
  const ended = await harness(args, { cwd, env });
  const lines = existsSync(log) ? readFileSync(log, 'utf8').trim().split('\n') : [];
  return { ...ended, cwd, calls: lines.map((line) => JSON.parse(line)) };
}

const metric = ({ cwd }: Run, name: string) =>
  lastRun(cwd).record.metrics.find((each) => each.name === name)?.values ?? {};

test.concurrent('runs a script in k6 and judges the samples that it streams', async () => {
  const run = await k6(
    {},
    ['-u', '2', '-i', '12'],
    "export const options = { thresholds: { seen_total: ['count>=12'] } };",
  );
  expect(run.code, run.err).toBe(0);
  const { record } = lastRun(run.cwd);
  expect(record.engine).toMatchObject({ name: 'k6', version: '2.2.0' });
  expect(record.iterations).toMatchObject({ started: 12, completed: 12 });
  expect(record.checks).toEqual([{ group: '::page', name: 'is ok', passes: 12, fails: 0 }]);
  expect(record.routes).toMatchObject([{ name: 'home', requests: 12, errors: 0 }]);
  expect(metric(run, 'seen_total')['count']).toBe(12);
  expect(lineOf(record, 'seen_total: count>=12').level).toBe('OK');
  expect(readdirSync(run.cwd).filter((name) => name.startsWith('.r3mes'))).toEqual([]);
});

test.concurrent('fails for a crossed threshold as k6 does, and keeps what handleSummary writes', async () => {
  const text = `export const options = { thresholds: { seen_total: ['count>100'] } };
    export function handleSummary() { return { stdout: 'summary of its own', 'kept.txt': 'by k6' }; }`;
  const run = await k6({}, ['-i', '3'], text);
  expect(run.code).toBe(99);
  expect(run.out).toContain('summary of its own');
  expect(readFileSync(join(run.cwd, 'kept.txt'), 'utf8')).toBe('by k6');
});

test.concurrent('gives every value as one argument, and variables by the environment', async () => {
  const odd = 'Test T&T "x" $HOME\nsecond line';
  const run = await k6({}, [
    '-i',
    '1',
    '--tag',
    `product_id=${odd}`,
    '-e',
    'SECRET=of the test',
    '-e',
    'K6_ODD=1',
    ...['--log-output=file=run.log', '--log-format=raw', '--linger=false', '--paused=false'],
    '--new-machine-readable-summary',
  ]);
  expect(run.code, run.err).toBe(0);
  const call = run.calls.find(({ command }) => command === 'run');
  expect(call?.args).toContain(`--tag=product_id=${odd}`);
  expect(call?.args).toContain('--env=K6_ODD=1');
  expect(call?.args.join(' ')).not.toContain('of the test');
  expect(call?.env['SECRET']).toBe('of the test');
  // The harness reads k6's log, and writes its own where the flags say.
  expect(call?.args.filter((arg) => arg.startsWith('--log'))).toEqual([
    '--log-output=stderr',
    '--log-format=json',
  ]);
  expect(existsSync(join(run.cwd, 'run.log'))).toBe(true);
  expect(call?.args).toContain('--new-machine-readable-summary');
});

const JUDGED = `
  import { Rate, Trend } from 'k6/metrics';
  export const r3mes = { parts: ['api'] };
  const latency = new Trend('api_latency', true), errors = new Rate('server_errors');
  export const options = {
    vus: 1, iterations: 3, tags: { team: 'core' },
    thresholds: { 'api_latency': ['max<10000'], 'api_latency{ kind:slow }': ['max<20000'], seen_total: ['count==3'] },
  };
  export function handleSummary({ metrics }) {
    const kept = Object.entries(metrics).flatMap(([name, { thresholds }]) => (thresholds ? [[name, thresholds]] : []));
    return { 'summary.json': JSON.stringify(Object.fromEntries(kept)), stdout: 'its own summary' };
  }
  export function setup() { return { ms: Number(__ENV.MS) }; }
  export const sample = ({ ms }) => { latency.add(ms, { kind: 'slow' }); errors.add(false); };`;

test.each([
  ['hold', '50', 0, true],
  ['do not hold', '300', 99, false],
])(
  "the objectives stand beside the script's own thresholds in k6, and both sides agree: they %s",
  async (_name, ms, code, ok) => {
    const flags = ['--target', url, '--probes', 'none', '-e', `MS=${ms}`, '--fail-on', 'warn'];
    const text = `${JUDGED}\n const step = (data) => sample(data);`;
    const run = await k6({}, flags, text, 'step');
    expect(run.code, run.err).toBe(code);
    const summary = JSON.parse(readFileSync(join(run.cwd, 'summary.json'), 'utf8'));
    expect(summary).toMatchObject({
      api_latency: { 'max<10000': { ok: true }, 'p(95)<200': { ok } },
      'api_latency{ kind:slow }': { 'max<20000': { ok: true } },
      seen_total: { 'count==3': { ok: true } },
      server_errors: { 'rate<0.01': { ok: true } },
    });
    expect(run.out).toContain('its own summary');
    const { record } = lastRun(run.cwd);
    expect(lineOf(record, 'api_latency_p95').level).toBe(ok ? 'OK' : 'WARN');
    // What was added is one line of the verdict, and not another one as a threshold or as a crossing of k6's.
    const ids = record.verdict?.lines.map(({ id }) => id) ?? [];
    expect(ids.filter((id) => id.includes('p(95)<200') || id === 'k6_thresholds')).toEqual([]);
    expect(lineOf(record, 'seen_total: count==3').level).toBe('OK');
  },
);

test.concurrent('refuses --vus where a k6 before 2.1 would run the scenarios all the same', async () => {
  const text =
    "export const options = { scenarios: { a: { executor: 'shared-iterations', vus: 1, iterations: 1 } } };";
  const run = await k6({ version: '1.3.0' }, ['-u', '5'], text);
  expect(run.code).toBe(104);
  expect(run.err).toContain('k6 1.3.0 ignores --vus');
});

test.concurrent.each([
  ['1.3.0', ['--no-summary', '--address=127.0.0.1:0'], ['--summary-mode=disabled']],
  ['2.2.0', ['--summary-mode=disabled'], ['--no-summary', '--address=127.0.0.1:0']],
])('picks flags that k6 %s has', async (version, present, absent) => {
  const run = await k6({ version }, ['-i', '1', '--summary-mode', 'disabled']);
  const args = run.calls.find(({ command }) => command === 'run')?.args ?? [];
  for (const flag of present) expect(args).toContain(flag);
  for (const flag of absent) expect(args).not.toContain(flag);
  expect(run.code, run.err).toBe(0);
});

test.concurrent.each([
  ['a kill', { fate: 'killed' }, 109, /k6 was ended by SIGKILL/],
  ['a panic', { fate: 'panics' }, 109, /exit code 2/],
])('keeps a record of %s', async (_name, double, code, reason) => {
  const run = await k6(double, ['-i', '2']);
  expect(run.code).toBe(code);
  expect(lastRun(run.cwd).record.endReason).toMatch(reason);
});

test.concurrent('ends a k6 that hangs after its summary, and keeps its report', async () => {
  const run = await k6({ fate: 'hangs' }, ['-i', '3', '--k6-finish-timeout', '300ms']);
  expect(run.code, run.err).toBe(0);
  const { record } = lastRun(run.cwd);
  expect(record.iterations.completed).toBe(3);
  expect(record.notes.join()).toContain('did not end after its summary');
});

test.concurrent('counts a last line that was cut', async () => {
  const run = await k6({ fate: 'cuts-last-line' }, ['-i', '3']);
  expect(run.code, run.err).toBe(0);
  expect(lastRun(run.cwd).record.notes.join()).toContain("1 lines of k6's samples could not be read");
});

test.concurrent('waits for a k6 that starts late', async () => {
  const run = await k6({ fate: 'starts-late' }, ['-i', '3']);
  expect(run.code, run.err).toBe(0);
  expect(lastRun(run.cwd).record.iterations.completed).toBe(3);
});

test.concurrent('stops k6 at a signal, once, and keeps what was measured', async () => {
  const cwd = folder();
  const env = { K6_BIN: DOUBLE, K6_DOUBLE: '{}' };
  const args = ['run', script(cwd), '--engine', 'k6', '-e', `URL=${url}`, '-d', '20s'];
  const run = await interruptedHarness(args, { cwd, env, when: () => seconds(cwd) >= 2 });
  expect(run.code, run.err).toBe(105);
  const { record, intervals } = lastRun(cwd);
  expect(record.end).toBe('interrupted');
  expect(intervals.some(({ generator }) => (generator?.elu ?? 0) > 0)).toBe(true);
  expect(record.iterations.completed).toBeGreaterThan(0);
});

test.concurrent('ends at the second signal a k6 that heeds none, and leaves nothing of it', async () => {
  const cwd = folder();
  const tmp = join(cwd, 'tmp');
  mkdirSync(tmp);
  const env = { K6_BIN: DOUBLE, K6_DOUBLE: '{"fate":"ignores-signals"}', TMPDIR: tmp };
  const args = ['run', script(cwd), '--engine', 'k6', '-e', `URL=${url}`, '-d', '60s'];
  const run = await interruptedHarness(args, { cwd, env, when: () => seconds(cwd) >= 1, signals: 2 });
  expect(run.code, run.err).toBe(105);
  expect(readdirSync(tmp).filter((name) => name.startsWith('r3mes-k6-'))).toEqual([]);
});

test.concurrent('is as k6 itself with --no-gate: output and exit code', async () => {
  const text = "export const options = { thresholds: { seen_total: ['count>100'] } };";
  const run = await k6({}, ['-i', '3', '--no-gate'], text);
  expect(run.code).toBe(99);
  expect(run.out).toContain('TOTAL RESULTS');
  expect(existsSync(join(run.cwd, 'runs'))).toBe(false);
});

function seconds(cwd: string): number {
  const file = join(cwd, 'runs');
  if (!existsSync(file)) return 0;
  const [run] = readdirSync(file);
  const intervals = join(file, run ?? '', 'intervals.ndjson');
  return existsSync(intervals)
    ? readFileSync(intervals, 'utf8')
        .split('\n')
        .filter((line) => JSON.parse(line || '{}').iterations > 0).length
    : 0;
}
