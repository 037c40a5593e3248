import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { folder, harness, lastRun, lineOf } from '../helpers/harness.ts';
import { listen } from '../helpers/listen.ts';

let firstMs: number | null = null;
let isBroken: (ms: number) => boolean = () => false;
const server = createServer((_request, response) => {
  firstMs ??= Date.now();
  response.statusCode = isBroken(Date.now() - firstMs) ? 500 : 200;
  response.end('{}');
});
let url = '';

beforeAll(async () => {
  url = `http://127.0.0.1:${await listen(server)}`;
});
beforeEach(() => {
  firstMs = null;
});
afterAll(() => void server.close());

/** A script that lasts as long as the profile at this scale, at 40 a second. */
async function follow(profile: string, seconds: number, ...flags: string[]) {
  const cwd = folder();
  writeFileSync(
    join(cwd, 'script.js'),
    `import http from 'k6/http';
     export const r3mes = { parts: ['api'] };
     export const options = {
       scenarios: { a: { executor: 'constant-arrival-rate', rate: 40, duration: '${seconds}s', preAllocatedVUs: 10 } },
       thresholds: { http_req_failed: ['rate==0'] },
     };
     export default () => { http.get(__ENV.R3MES_API_URL); };`,
  );
  const args = ['run', './script.js', '-q', '--target', url, '--probes', 'none', '--profile', profile];
  const ended = await harness([...args, '-e', 'R3MES_SCALE=0.02', ...flags], { cwd });
  return { ...ended, ...lastRun(cwd) };
}

it('shows the warm-up of a profile and does not judge it', async () => {
  isBroken = (ms) => ms < 700;
  const { code, out, record, intervals, html } = await follow('gate', 3);
  expect(
    intervals.reduce((sum, { errors }) => sum + errors, 0),
    out,
  ).toBeGreaterThan(10);
  expect(lineOf(record, 'http_req_failed: rate==0').level).toBe('OK');
  expect(lineOf(record, 'error_rate').value).toBe(0);
  expect([0, 120]).toContain(code);
  expect(record.phases).toMatchObject({ profile: 'gate', scale: 0.02, judgedOn: 'slo' });
  for (const page of [out, html])
    expect(page.replace(/\s+/g, ' ')).toContain('warm-up, shown and not judged');
});

it('judges the whole run of a script that does not follow the profile', async () => {
  isBroken = (ms) => ms < 700;
  const { record } = await follow('gate', 5);
  expect(record.phases).toBeNull();
  expect(lineOf(record, 'http_req_failed: rate==0').level).toBe('CRIT');
});

it('passes a spike that the target recovers from, and tells what the peak was like', async () => {
  isBroken = (ms) => ms > 1500 && ms < 3500;
  const { code, out, record } = await follow('spike', 6);
  expect([0, 120], out).toContain(code);
  expect(lineOf(record, 'recovery_time').level).toBe('OK');
  expect(lineOf(record, 'error_rate').value).toBe(0);
  expect(record.phases?.sentence).toMatch(/judged on recovery: .* % errors/);
});

it('fails a spike that the target does not recover from, by the line that says so', async () => {
  isBroken = (ms) => ms > 1500;
  const { code, record } = await follow('spike', 6);
  expect([99, 120]).toContain(code);
  expect(lineOf(record, 'recovery_time')).toEqual({ level: 'CRIT', value: null });
});
