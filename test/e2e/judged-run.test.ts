import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunRecord } from '../../src/store/record/v1.ts';
import { failingCode, folder, harness, lastRun, lineOf, linesNotOk, MACHINE } from '../helpers/harness.ts';
import { type StandinProcess, startStandinProcess } from '../helpers/standin-process.ts';

let standin: StandinProcess;

beforeAll(async () => {
  standin = await startStandinProcess('--no-rate-limits', '--delay-scale', '0.01');
}, 60_000);
afterAll(() => standin.stop());

/** On a busy machine answers take seconds: none is to wait for a VU. */
const VUS = ['-e', 'R3MES_VUS=100'];

async function api(cwd: string, ...flags: string[]) {
  const args = [
    'run',
    'api',
    '--target',
    standin.urls.api,
    '-e',
    'R3MES_DURATION=4s',
    ...VUS,
    '-q',
    ...flags,
  ];
  return harness(args, { cwd, env: standin.env });
}

/** The record's requests by the stand-in's own names of its routes. */
function requestsByRoute(cwd: string): Record<string, Record<string, number>> {
  const counted: Record<string, Record<string, number>> = {};
  for (const { name, method, statuses } of lastRun(cwd).record.routes) {
    const [path = ''] = name.split('?');
    const parameter = path.startsWith('/user/:wallet/') ? '{address}' : '{wallet_address}';
    const key = `${method} ${path.replace(':wallet', parameter)}`;
    counted[key] ??= {};
    for (const [status, count] of Object.entries(statuses)) {
      counted[key][status] = (counted[key][status] ?? 0) + count;
    }
  }
  return counted;
}

const isBusy = (record: RunRecord): boolean => linesNotOk(record).some((id) => MACHINE.includes(id));

const escaped = (text: string): string => text.replaceAll('>', '&gt;').replaceAll('<', '&lt;');

describe('a run of the api scenario against a healthy stand-in', () => {
  const cwd = folder();
  it('passes, and its counts are the stand-in’s own, by route and status', async () => {
    const { code, out } = await api(cwd);
    const { record, intervals } = lastRun(cwd);
    expect(linesNotOk(record).filter((id) => !MACHINE.includes(id))).toEqual([]);
    expect([code, record.verdict?.state]).toEqual(
      isBusy(record) ? [code, record.verdict?.state] : [0, 'PASS'],
    );
    expect(out).toContain(record.verdict?.state);
    const counts = await standin.counts(record.id);
    const byRoute = Object.fromEntries(
      Object.entries(counts.routes).map(([key, route]) => [key, route.statuses]),
    );
    expect(requestsByRoute(cwd)).toEqual(byRoute);
    expect(record.iterations).toEqual({ started: 140, completed: 140, interrupted: 0, dropped: 0, threw: 0 });
    expect(counts.arrived).toBe(140);
    expect(intervals.reduce((sum, { requests }) => sum + requests, 0)).toBe(140);
  });

  it('has probes of every declared part on the run’s clock', () => {
    const { record, intervals } = lastRun(cwd);
    expect(record.probes.map(({ name }) => name).sort()).toEqual(
      Object.keys(standin.env).includes('REDIS_URL')
        ? ['chain', 'frontend', 'http', 'postgres', 'redis', 'websocket']
        : ['chain', 'frontend', 'http', 'postgres', 'websocket'],
    );
    // The front end admits so few pages of a client that a run looks twice a minute.
    const least = (name: string) => (name === 'frontend' ? 1 : 4);
    for (const { name, samples, failures } of record.probes) {
      expect([name, samples >= least(name), failures]).toEqual([name, true, 0]);
    }
    expect(intervals.filter(({ probes }) => probes['postgres'] !== undefined).length).toBeGreaterThanOrEqual(
      3,
    );
  });

  it('shows the record’s numbers in the page', () => {
    const { record, html } = lastRun(cwd);
    for (const line of record.verdict?.lines ?? []) {
      expect([line.id, html.includes(`data-line="${escaped(line.id)}"`)]).toEqual([line.id, true]);
      if (line.value !== null)
        expect([line.id, html.includes(`data-value="${line.value}"`)]).toEqual([line.id, true]);
    }
    for (const route of record.routes) expect(html.includes(`data-value="${route.requests}"`)).toBe(true);
  });

  it('is rendered again by its id and by "last"', async () => {
    const { record } = lastRun(cwd);
    const junit = await harness(['report', record.id, '--format', 'junit'], { cwd });
    expect(junit.code).toBe(0);
    expect(junit.out).toMatch(/<testsuites[\s\S]*api_latency_p95|API response time/);
    const json = await harness(['report', 'last', '--format', 'json'], { cwd });
    expect(JSON.parse(json.out)).toEqual(record);
  });

  it('keeps secrets out of everything that it writes', () => {
    const { record, intervals, html } = lastRun(cwd);
    for (const text of [JSON.stringify(record), JSON.stringify(intervals), html]) {
      expect(text.includes(':standin@')).toBe(false);
    }
  });
});

describe('a run against a broken stand-in', () => {
  it('fails at the latency when every answer is late', async () => {
    const cwd = folder();
    await standin.control('PUT', '/faults/latency=300ms');
    const { code } = await api(cwd);
    await standin.control('DELETE', '/faults');
    const { record } = lastRun(cwd);
    expect(code).toBe(failingCode(record));
    expect(['WARN', 'CRIT']).toContain(lineOf(record, 'api_latency_p95').level);
  });

  it('fails at the error rate with 3 % of 500s, and counts them as the stand-in does', async () => {
    const cwd = folder();
    await standin.control('PUT', '/faults/errors=3%25');
    const { code } = await api(cwd);
    await standin.control('DELETE', '/faults');
    const { record } = lastRun(cwd);
    expect(code).toBe(failingCode(record));
    expect(lineOf(record, 'error_rate').level).toBe('WARN');
    const failed = record.routes.reduce((sum, { errors }) => sum + errors, 0);
    expect((await standin.counts(record.id)).statuses['500']).toBe(failed);
    expect(record.failures.some((failure) => failure.class === 'http 5xx')).toBe(true);
  });

  it('has a critical line of checks with the chain down, though every status is 200', async () => {
    const cwd = folder();
    await standin.control('PUT', '/faults/chain-down');
    const { code } = await api(cwd);
    await standin.control('DELETE', '/faults');
    const { record } = lastRun(cwd);
    expect(code).toBe(failingCode(record));
    expect(lineOf(record, 'checks: rate>0.99').level).toBe('CRIT');
    const dashboard = record.routes.filter(({ name }) => name.includes('dashboard'));
    expect(dashboard.flatMap(({ statuses }) => Object.keys(statuses))).toEqual(dashboard.map(() => '200'));
    expect(record.annotations.some(({ text }) => text.startsWith('chain does not answer'))).toBe(true);
  });

  it('goes on when PostgreSQL stops in mid-run, and says so from that second on', async () => {
    const cwd = folder();
    const before = (await standin.counts()).arrived;
    const run = api(cwd);
    while ((await standin.counts()).arrived < before + 70)
      await new Promise((later) => setTimeout(later, 50));
    await standin.control('PUT', '/postgres/stopped');
    const { code } = await run;
    await standin.control('PUT', '/postgres/started');
    const { record, intervals, html } = lastRun(cwd);
    expect(code).toBe(failingCode(record));
    expect(record.end).toBe('finished');
    const down = intervals.map(({ probesDown }) => probesDown['postgres'] !== undefined);
    expect(down.indexOf(true)).toBeGreaterThanOrEqual(1);
    expect(record.annotations.some(({ text }) => text.startsWith('postgres does not answer'))).toBe(true);
    expect(html.includes('"gaps":[{')).toBe(true);
  });
});

describe('a run that proves nothing', () => {
  it('is NO-DATA when no request was made, whatever thresholds hold', async () => {
    const cwd = folder();
    const script = `export const options = { thresholds: { iterations: ['count>0'] } }; export default function () {}`;
    writeFileSync(join(cwd, 'idle.js'), script);
    const { code } = await harness(['run', './idle.js', '-q'], { cwd });
    expect(code).toBe(121);
    expect(lastRun(cwd).record.verdict?.state).toBe('NO-DATA');
  });

  it('ends with 105 and its lines when it is interrupted', async () => {
    const cwd = folder();
    writeFileSync(
      join(cwd, 'stop.js'),
      `import { sleep } from 'k6'; import { Counter } from 'k6/metrics'; const c = new Counter('calls');
       export default function () { c.add(1); sleep(60); } export function setup() { console.log('go'); }`,
    );
    const { spawn } = await import('node:child_process');
    const cli = join(process.cwd(), 'build/out/cli.js');
    const child = spawn(process.execPath, [cli, 'run', './stop.js', '-q', '-d', '60s'], { cwd });
    child.stderr.on('data', (chunk) => {
      if (String(chunk).includes('msg=go')) setTimeout(() => child.kill('SIGINT'), 300);
    });
    const code = await new Promise((ended) => child.on('close', ended));
    const { record } = lastRun(cwd);
    expect(code).toBe(105);
    expect(record.end).toBe('interrupted');
    expect(record.endReason).toMatch(/signal, after [\d.]+ s of 60 s of load$/);
    expect(record.verdict?.state).toBeNull();
    expect(record.verdict?.lines.length).toBeGreaterThan(3);
  });
});

describe('a folder for runs that cannot be written to', () => {
  it('is told in one line, before any load', async () => {
    const cwd = folder();
    writeFileSync(join(cwd, 'idle.js'), 'export default function () {}');
    const { code, err } = await harness(['run', './idle.js', '-q', '--out-dir', '/proc/none/runs'], { cwd });
    expect(code).toBe(255);
    expect(err).toMatch(/the folder \/proc\/none\/runs cannot be written to/);
  });
});

describe('a script of somebody else', () => {
  const judged = async (script: string, ...flags: string[]) => {
    const cwd = folder();
    writeFileSync(join(cwd, 'own.js'), script);
    const { code } = await harness(['run', './own.js', '-q', ...flags], { cwd });
    return { code, record: lastRun(cwd).record, text: JSON.stringify(lastRun(cwd)) };
  };

  it('fails the built-in gate when every request fails, also with a target', async () => {
    const { code, record } = await judged(
      `import http from 'k6/http'; export default function () { http.get('${standin.urls.api}/nowhere'); }`,
      ...['--target', standin.urls.api, '-i', '5'],
    );
    expect(lineOf(record, 'gate_errors').level).toBe('CRIT');
    expect(code).toBe(failingCode(record));
  });

  it('keeps secrets of its options and URLs out of all that is kept', async () => {
    const { text } = await judged(
      `import http from 'k6/http'; export const options = { tags: { token: 'abcdef123' } };
       export default function () { http.get('${standin.urls.api}/system/time?api_key=SEKRET99'); }`,
    );
    expect(text).not.toMatch(/abcdef123|SEKRET99/);
  });

  it('is no PASS when it called exec.test.fail()', async () => {
    const { code, record } = await judged(
      `import http from 'k6/http'; import exec from 'k6/execution';
       export default function () { http.get('${standin.urls.api}/system/time'); exec.test.fail('no'); }`,
    );
    const spoiled = failingCode(record) === 120;
    expect([code, record.verdict?.state]).toEqual(spoiled ? [120, 'INVALID'] : [110, 'FAIL']);
  });
});
