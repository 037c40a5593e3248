import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { folder, harness, lastRun, lineOf } from '../helpers/harness.ts';
import { listen } from '../helpers/listen.ts';

/** Requests that fail in a second: those beyond the limit, so that the capacity is known whatever the machine does. */
const LIMIT = 22;
let second = 0;
let inSecond = 0;
const server = createServer((_request, response) => {
  const now = Math.floor(Date.now() / 1000);
  if (now !== second) [second, inSecond] = [now, 0];
  response.statusCode = ++inSecond > LIMIT ? 500 : 200;
  response.end(++answers <= spoiledAnswers ? 'busy' : '{}');
});
/** So many answers make the script hold the generator's thread. */
let spoiledAnswers = 0;
let answers = 0;
let url = '';

beforeAll(async () => {
  url = `http://127.0.0.1:${await listen(server)}`;
});
afterAll(() => void server.close());

const SCRIPT = `import http from 'k6/http';
export const r3mes = { parts: ['api'] };
const rate = Number(__ENV.R3MES_RATE);
export const options = { scenarios: { load: { executor: 'constant-arrival-rate', rate, duration: __ENV.R3MES_DURATION, preAllocatedVUs: 20 } } };
export default () => { http.get(__ENV.R3MES_API_URL); };`;

async function search(target: string, script = SCRIPT) {
  const cwd = folder();
  writeFileSync(
    join(cwd, 'harness.config.ts'),
    `export default { targets: { a: { environment: 'test', api: '${url}', ${target} } } };`,
  );
  writeFileSync(join(cwd, 'script.js'), script);
  const args = ['run', './script.js', '--target', 'a', '--probes', 'none', '--profile', 'breakpoint'];
  const ended = await harness([...args, '-e', 'R3MES_SCALE=0.01', '-e', 'R3MES_RATE=16'], { cwd });
  return { ...ended, cwd };
}

it('finds where a target breaks, in one record with every step, and fails a stated capacity beyond it', async () => {
  const { code, out, err, cwd } = await search('capacityPerSecond: 30');
  const { record, html, intervals } = lastRun(cwd);
  const { breakpoint } = record;
  expect(breakpoint?.brokenPerSecond, err).toBeLessThanOrEqual(30);
  const spoiled = breakpoint?.steps.some(({ reason }) => reason.includes('Generator')) ?? false;
  expect(breakpoint?.heldPerSecond, err).toBeGreaterThanOrEqual(spoiled ? 1 : 12);
  expect(breakpoint?.heldPerSecond).toBeLessThanOrEqual(LIMIT);
  expect([99, 120]).toContain(code);
  expect(lineOf(record, 'capacity')).toEqual({ level: 'CRIT', value: breakpoint?.heldPerSecond ?? null });
  expect(breakpoint?.steps.map(({ kind }) => kind)).toContain('confirm');
  expect(breakpoint?.gaveWay?.part).toMatch(/API|generator/);
  expect(intervals.at(-1)?.atMs).toBeGreaterThan(breakpoint?.steps.at(-1)?.fromMs ?? 0);
  for (const page of [out, html]) expect(page).toContain('Breaking point');
  expect(html).toContain('class="breakpoint-curve"');
  expect(err).toContain('16/s  held');
});

it('tries a rate once more that the generator itself spoiled', async () => {
  [answers, spoiledAnswers] = [0, 30];
  const busy = `const { body } = http.get(__ENV.R3MES_API_URL);
  if (body === 'busy') for (const until = Date.now() + 150; Date.now() < until; );`;
  const { err, cwd } = await search(
    'maxRatePerSecond: 22',
    SCRIPT.replace('http.get(__ENV.R3MES_API_URL);', busy),
  );
  const [first, second] = lastRun(cwd).record.breakpoint?.steps ?? [];
  expect(first, err).toMatchObject({ ratePerSecond: 16, kind: 'climb', held: false });
  expect(first?.reason).toContain('Generator');
  expect(second).toMatchObject({ ratePerSecond: 16, kind: 'climb' });
});

it('is held against the guard rails at its highest rate', async () => {
  const { code, err } = await search('maxVus: 10');
  expect([code, err]).toEqual([104, expect.stringContaining('vus-cap')]);
});

it('refuses a script that pays no heed to the rate', async () => {
  const { code, err } = await search(
    '',
    "import http from 'k6/http'; export default () => { http.get(__ENV.R3MES_API_URL); };",
  );
  expect([code, err]).toEqual([104, expect.stringContaining('does not run at the rate')]);
});
