import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { observeRecovery } from '../../src/commands/quarterly/observe-recovery.ts';
import { createHost } from '../../src/host.ts';
import { quarterlyTests } from '../../src/store/quarterly-folder.ts';
import type { QuarterlyRecord } from '../../src/store/record/quarterly-v1.ts';
import { listRuns } from '../../src/store/run-list.ts';
import { resolveTarget } from '../../src/targets/resolve-target.ts';
import { gradeQuarterly } from '../../src/verdict/grade-quarterly.ts';
import { folder, harness } from '../helpers/harness.ts';
import { interruptedHarness } from '../helpers/interrupted.ts';
import { listen } from '../helpers/listen.ts';

/** As long as it is ill, its event loop's canary gets no time from it. */
let ill = false;
const server = createServer((_request, response) => void response.end(ill ? '{}' : '{"server_time":1}'));
let url = '';

beforeAll(async () => {
  url = `http://127.0.0.1:${await listen(server)}`;
});
afterAll(() => void server.close());

/** Two seconds for every profile, at 4 a second; a search ends at 6 a second, which the target's cap is for. */
const SCRIPT = `import http from 'k6/http';
export const r3mes = { parts: ['api'] };
const rate = Number(__ENV.R3MES_RATE || 4);
const duration = __ENV.R3MES_PROFILE ? '2s' : __ENV.R3MES_DURATION;
export const options = { scenarios: { load: { executor: 'constant-arrival-rate', rate, duration, preAllocatedVUs: 6, maxVUs: 6 } } };
export default () => { http.get(__ENV.R3MES_API_URL); };`;

function project(): string {
  const cwd = folder();
  const target = `{ environment: 'test', api: '${url}', maxRatePerSecond: 11, capacityPerSecond: 6 }`;
  writeFileSync(join(cwd, 'harness.config.ts'), `export default { targets: { a: ${target} } };`);
  writeFileSync(join(cwd, 'script.js'), SCRIPT);
  return cwd;
}

const ARGS = ['--target', 'a', '--probes', 'none', '--scale', '0.01', '-q', '-e', 'R3MES_RATE=4'];

function recordIn(cwd: string, text: string): QuarterlyRecord {
  const [, path = ''] = /(runs\/[\w-]+-quarterly)\/report\.html/.exec(text) ?? [];
  return JSON.parse(readFileSync(join(cwd, path, 'quarterly.json'), 'utf8'));
}

/** How many runs of the quarterly test have a closed second. */
function loadedRuns(cwd: string): number {
  const files = existsSync(join(cwd, 'runs')) ? readdirSync(join(cwd, 'runs'), { recursive: true }) : [];
  return files
    .map(String)
    .filter((file) => /-script[\\/]intervals\.ndjson$/.test(file))
    .filter((file) => readFileSync(join(cwd, 'runs', file), 'utf8') !== '').length;
}

it('does not begin a part when the signal comes before its run listens for it', async () => {
  const cwd = project();
  const args = ['quarterly', './script.js', ...ARGS];
  const when = (err: string) => /quarterly: smoke/.test(err);
  const { code, out, err } = await interruptedHarness(args, { cwd, env: {}, when });
  const { id, parts } = recordIn(cwd, out);
  expect([code, parts.filter(({ status }) => status === 'done')], err).toEqual([105, []]);
  expect(err).toContain(`--resume ${id}`);
});

it('is resumed after a signal where it was interrupted, and binds every run in one record', async () => {
  const cwd = project();
  const args = ['quarterly', './script.js', ...ARGS];
  const when = (err: string) => /quarterly: load/.test(err) && loadedRuns(cwd) === 2;
  const { code, out, err } = await interruptedHarness(args, { cwd, env: {}, when });
  expect(code, err).toBe(105);
  const first = recordIn(cwd, out);
  expect(first.parts.map(({ status }) => status)).toEqual([
    'done',
    'interrupted',
    ...Array(4).fill('pending'),
  ]);
  expect([first.endedAt, first.state]).toEqual([null, null]);
  expect(err).toContain(`--resume ${first.id}`);
  expect((await harness(['history'], { cwd })).out).toContain(`harness quarterly --resume ${first.id}`);
  const again = await harness(['quarterly', '--resume', ...ARGS], { cwd });
  const record = recordIn(cwd, again.out);
  expect([record.id, record.scenario], again.err).toEqual([first.id, './script.js']);
  expect(record.parts.map(({ status }) => status)).toEqual(Array(6).fill('done'));
  expect(record.parts[0]?.run).toBe(first.parts[0]?.run);
  expect(again.err).not.toContain('quarterly: smoke');
  expect(again.code).toBe(record.exitCode);
  expect(record.parts.at(-1)?.figures.heldPerSecond).toBe(6);
  expect(record.parts.map(({ recovery }) => recovery?.healthy)).toEqual(Array(6).fill(true));
  const directory = join(cwd, 'runs', record.id);
  const page = readFileSync(join(directory, 'report.html'), 'utf8');
  for (const { run, profile } of record.parts) {
    expect(page).toContain(`${run}/report.html">${profile}</a>`);
    expect(readFileSync(join(directory, run ?? '', 'report.html'), 'utf8')).toContain('<html');
  }
  const place = ['report', record.id, '--format', 'html', '--out', '../report.html'];
  expect((await harness(place, { cwd: join(cwd, 'runs') })).code).toBe(255);
  const [tested] = quarterlyTests(join(cwd, 'runs'));
  expect(tested?.directory).toBe(directory);
  expect((await listRuns(directory)).length).toBeGreaterThanOrEqual(6);
  expect((await harness(['history'], { cwd })).out).toBe(
    `${record.id}  ${record.state}: harness report ${record.id}\n`,
  );
  const bound = await harness(['report', record.id, '--format', 'html', '--exit-code'], { cwd });
  expect(bound.code).toBe(record.exitCode);
  expect(bound.out).toContain(`href="runs/${record.id}/${record.parts[0]?.run}/report.html"`);
  for (const text of [page, again.out, readFileSync(join(directory, 'report.md'), 'utf8')])
    expect(text).toContain('at 0.01 of its time');
  expect((await harness(['quarterly', '--resume', ...ARGS], { cwd })).code).toBe(255);
}, 120_000);

it('refuses what any profile would break, by its name, before the first request', async () => {
  const cwd = project();
  const { code, err } = await harness(['quarterly', 'api', ...ARGS], { cwd });
  expect([code, err]).toEqual([104, expect.stringContaining('spike: rate-cap')]);
  expect(err).toContain('load: rate-cap');
});

it('watches the target without load, and tells when it does not recover', async () => {
  const host = createHost();
  const target = await resolveTarget(url, { env: {}, cwd: folder() });
  const seen = (limitMs: number) =>
    observeRecovery(host, {
      ...{ target, names: ['http'], restMs: 0, limitMs, signal: new AbortController().signal },
    });
  ill = true;
  const never = await seen(1500);
  expect(never).toMatchObject({ healthy: false, trouble: 'http does not answer: assert BODY' });
  setTimeout(() => {
    ill = false;
  }, 1500);
  const later = await seen(60_000);
  expect(later).toMatchObject({ healthy: true, trouble: '' });
  expect(later?.seconds).toBeGreaterThan(1);
  const part = (profile: string, recovery: unknown) =>
    ({ profile, recovery, state: 'PASS', exitCode: 0, sentence: '' }) as never;
  expect(gradeQuarterly([part('load', later), part('stress', never)])).toMatchObject({
    ...{ state: 'FAIL', exitCode: 99 },
    sentence: expect.stringContaining('did not recover from stress within'),
  });
});

it('is as bad as its worst part, and an error comes before every verdict', () => {
  const part = (profile: string, state: string | null, exitCode = 0) =>
    ({ profile, state, exitCode, sentence: `${profile} says so` }) as never;
  expect(gradeQuarterly([part('smoke', 'PASS'), part('load', 'PASS')])).toMatchObject({
    state: 'PASS',
    exitCode: 0,
  });
  expect(gradeQuarterly([part('smoke', 'WARN'), part('load', 'FAIL', 99)])).toEqual({
    state: 'FAIL',
    sentence: 'load: load says so',
    exitCode: 99,
  });
  expect(gradeQuarterly([part('smoke', 'INVALID', 120), part('load', 'FAIL', 99)]).exitCode).toBe(120);
  expect(gradeQuarterly([part('smoke', 'NO-DATA', 121), part('load', 'PASS')]).exitCode).toBe(121);
  expect(gradeQuarterly([part('smoke', null, 107), part('load', 'INVALID', 120)])).toMatchObject({
    state: null,
    exitCode: 107,
  });
});
