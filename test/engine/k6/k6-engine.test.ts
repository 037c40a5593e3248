import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Ended, folder, harness, lastRun, lineOf } from '../../helpers/harness.ts';
import { interruptedHarness } from '../../helpers/interrupted.ts';
import { listen } from '../../helpers/listen.ts';

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

function script(cwd: string, text = ''): string {
  const path = join(cwd, 'script.js');
  writeFileSync(
    path,
    `import http from 'k6/http'; import { check, group, sleep } from 'k6'; import { Counter } from 'k6/metrics';
     const seen = new Counter('seen_total');
     ${text}
     export default function () {
       const r = http.get(__ENV.URL, { tags: { name: 'home' } });
       seen.add(1);
       group('page', () => check(r, { 'is ok': (r) => r.status === 200 }));
       sleep(0.02);
     }`,
  );
  return path;
}

async function k6(double: { version?: string; fate?: string }, flags: string[], text?: string): Promise<Run> {
  const cwd = folder();
  const log = join(cwd, 'calls.log');
  const env = { K6_BIN: DOUBLE, K6_DOUBLE: JSON.stringify({ ...double, log }), SECRET: 'hush' };
  const args = ['run', script(cwd, text), '--engine', 'k6', '-e', `URL=${url}`, ...flags];
  const ended = await harness(args, { cwd, env });
  const lines = existsSync(log) ? readFileSync(log, 'utf8').trim().split('\n') : [];
  return { ...ended, cwd, calls: lines.map((line) => JSON.parse(line)) };
}

const metric = ({ cwd }: Run, name: string) =>
  lastRun(cwd).record.metrics.find((each) => each.name === name)?.values ?? {};

test('runs a script in k6 and judges the samples that it streams', async () => {
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
  expect(lineOf(record, 'generator_cpu').value).not.toBeNull();
  expect(readdirSync(run.cwd).filter((name) => name.startsWith('.r3mes'))).toEqual([]);
});

test('fails for a crossed threshold as k6 does, and keeps what handleSummary writes', async () => {
  const text = `export const options = { thresholds: { seen_total: ['count>100'] } };
    export function handleSummary() { return { stdout: 'summary of its own', 'kept.txt': 'by k6' }; }`;
  const run = await k6({}, ['-i', '3'], text);
  expect(run.code).toBe(99);
  expect(run.out).toContain('summary of its own');
  expect(readFileSync(join(run.cwd, 'kept.txt'), 'utf8')).toBe('by k6');
});

test('gives every value as one argument, and variables by the environment', async () => {
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
  ]);
  expect(run.code, run.err).toBe(0);
  const call = run.calls.find(({ command }) => command === 'run');
  expect(call?.args).toContain(`--tag=product_id=${odd}`);
  expect(call?.args).toContain('--env=K6_ODD=1');
  expect(call?.args.join(' ')).not.toContain('of the test');
  expect(call?.env['SECRET']).toBe('of the test');
});

test.each([
  ['1.3.0', ['--no-summary', '--address=127.0.0.1:0'], ['--summary-mode=disabled']],
  ['2.2.0', ['--summary-mode=disabled'], ['--no-summary', '--address=127.0.0.1:0']],
])('picks flags that k6 %s has', async (version, present, absent) => {
  const run = await k6({ version }, ['-i', '1', '--summary-mode', 'disabled']);
  const args = run.calls.find(({ command }) => command === 'run')?.args ?? [];
  for (const flag of present) expect(args).toContain(flag);
  for (const flag of absent) expect(args).not.toContain(flag);
  expect(run.code, run.err).toBe(0);
});

test.each([
  ['a kill', { fate: 'killed' }, 109, /k6 was ended by SIGKILL/],
  ['a panic', { fate: 'panics' }, 109, /exit code 2/],
])('keeps a record of %s', async (_name, double, code, reason) => {
  const run = await k6(double, ['-i', '2']);
  expect(run.code).toBe(code);
  expect(lastRun(run.cwd).record.endReason).toMatch(reason);
});

test('ends a k6 that hangs after its summary, and keeps its report', async () => {
  const run = await k6({ fate: 'hangs' }, ['-i', '3', '--k6-finish-timeout', '300ms']);
  expect(run.code, run.err).toBe(0);
  const { record } = lastRun(run.cwd);
  expect(record.iterations.completed).toBe(3);
  expect(record.notes.join()).toContain('did not end after its summary');
});

test('counts a last line that was cut', async () => {
  const run = await k6({ fate: 'cuts-last-line' }, ['-i', '3']);
  expect(run.code, run.err).toBe(0);
  expect(lastRun(run.cwd).record.notes.join()).toContain("1 lines of k6's samples could not be read");
});

test('waits for a k6 that starts late', async () => {
  const run = await k6({ fate: 'starts-late' }, ['-i', '3']);
  expect(run.code, run.err).toBe(0);
  expect(lastRun(run.cwd).record.iterations.completed).toBe(3);
});

test('stops k6 at a signal, once, and keeps what was measured', async () => {
  const cwd = folder();
  const env = { K6_BIN: DOUBLE, K6_DOUBLE: '{}' };
  const args = ['run', script(cwd), '--engine', 'k6', '-e', `URL=${url}`, '-d', '20s'];
  const run = await interruptedHarness(args, { cwd, env, when: () => seconds(cwd) >= 2 });
  expect(run.code, run.err).toBe(105);
  const { record } = lastRun(cwd);
  expect(record.end).toBe('interrupted');
  expect(record.iterations.completed).toBeGreaterThan(0);
});

test('is as k6 itself with --no-gate: output and exit code', async () => {
  const text = "export const options = { thresholds: { seen_total: ['count>100'] } };";
  const run = await k6({}, ['-i', '3', '--no-gate'], text);
  expect(run.code).toBe(99);
  expect(run.out).toContain('TOTAL RESULTS');
  expect(existsSync(join(run.cwd, 'runs'))).toBe(false);
});

test('a script that only k6 can load goes to k6 with --engine auto, and is refused without one', async () => {
  const browser = `import { browser } from 'k6/browser'; export const r = browser; // options: {"iterations":1}`;
  const cwd = folder();
  const path = join(cwd, 'browser.js');
  writeFileSync(path, `${browser}\nexport default function () {}`);
  const none = await harness(['run', path, '--engine', 'auto'], { cwd, env: { PATH: '/nowhere' } });
  expect(none.code).toBe(107);
  expect(none.err).toContain('--engine k6');
  const log = join(cwd, 'calls.log');
  const env = { K6_BIN: DOUBLE, K6_DOUBLE: JSON.stringify({ log }) };
  const with6 = await harness(['run', path, '--engine', 'auto'], { cwd, env });
  expect(with6.err).toContain('engine: k6 2.2.0 (K6_BIN), since "k6/browser" cannot be imported');
  const commands = readFileSync(log, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line).command);
  expect(commands).toEqual(['version', 'inspect', 'run']);
});

test('says which engine --engine auto takes', async () => {
  const cwd = folder();
  const run = await harness(['run', script(cwd), '--engine', 'auto', '-i', '1', '-e', `URL=${url}`], {
    cwd,
    env: { K6_BIN: DOUBLE },
  });
  expect(run.code, run.err).toBe(0);
  expect(run.err).toContain(
    'engine: embedded, the default (k6 2.2.0 (K6_BIN) would run it with --engine k6)',
  );
});

test.each([
  ['a missing file', './none', /does not exist/],
  ['another program', '/bin/echo', /does not answer "version" as k6 does/],
])('refuses %s as k6', async (_name, path, message) => {
  const cwd = folder();
  const run = await harness(['run', script(cwd), '--engine', 'k6', '--k6-path', path], { cwd });
  expect(run.code).toBe(255);
  expect(run.err).toMatch(message);
  expect(run.err.trim().split('\n')).toHaveLength(2);
});

test('runs k6 in an image that docker has, with the same folders and no value among its arguments', async () => {
  const cwd = folder();
  const bin = join(cwd, 'bin');
  mkdirSync(bin);
  const docker = join(bin, 'docker');
  // The image's k6 is the double; what stands before the image is docker's own.
  writeFileSync(
    docker,
    `#!/bin/sh\necho "$@" >> ${cwd}/docker.log\n[ "$1" = image ] && exit 0\nwhile [ "$1" != grafana/k6 ]; do shift; done; shift\nexec ${process.execPath} ${DOUBLE} "$@"\n`,
  );
  chmodSync(docker, 0o755);
  const env = { PATH: `${bin}:/usr/bin:/bin`, K6_DOUBLE: '{}', SECRET: 'hush-hush' };
  const run = await harness(['run', script(cwd), '--engine', 'k6', '-e', `URL=${url}`, '-i', '2'], {
    cwd,
    env,
  });
  expect(run.code, run.err).toBe(0);
  const calls = readFileSync(join(cwd, 'docker.log'), 'utf8');
  expect(calls).toContain(`--volume ${cwd}:${cwd}`);
  expect(calls).toContain('--network=host');
  expect(calls).not.toContain('hush-hush');
  expect(lastRun(cwd).record.iterations.completed).toBe(2);
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
