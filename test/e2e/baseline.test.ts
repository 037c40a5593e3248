import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openBaseline } from '../../src/commands/run/baseline.ts';
import type { RunRecord } from '../../src/store/record/v1.ts';
import { folder, harness, lastRun, lineOf } from '../helpers/harness.ts';
import { listen } from '../helpers/listen.ts';

const SCRIPT = `import http from 'k6/http';
import { sleep } from 'k6';
export const options = { scenarios: { s: { executor: 'constant-vus', vus: 6, duration: __ENV.FOR || '6s' } } };
export default function () { http.get(__ENV.URL, { tags: { name: '/r' } }); sleep(0.05); }
`;

const cwd = folder();
let waitMs = 10;
const server = createServer((_, response) => setTimeout(() => response.end('ok'), waitMs));
const run = (...more: string[]) => {
  const url = `URL=http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return harness(['run', 'script.js', '--quiet', '-e', url, ...more], { cwd });
};

/** Runs whose generator was held up are void, and no others' equals: run again, three times at most. */
async function wellRun(...more: string[]) {
  for (let tries = 1; ; tries++) {
    const ended = await run(...more);
    const lines = lastRun(cwd).record.verdict?.lines ?? [];
    const busy = lines.some(
      ({ kind, level }) => kind === 'generator' && (level === 'WARN' || level === 'CRIT'),
    );
    if (!busy || tries === 3) return ended;
  }
}

beforeAll(async () => {
  writeFileSync(join(cwd, 'script.js'), SCRIPT);
  await listen(server);
  await wellRun();
}, 60_000);
afterAll(() => void server.close());

describe('a run with --baseline', () => {
  test('fails with 99, and says by how much, when it is several times slower than the baseline', async () => {
    const baseline = lastRun(cwd).record.id;
    waitMs = 250;
    const { code, out } = await wellRun('--baseline', baseline);
    const { record } = lastRun(cwd);
    expect(out).toMatch(/FAIL +Baseline: /);
    expect(code).toBe(99);
    expect(record.exitCode).toBe(99);
    expect(record.baseline?.before).toBe(baseline);
    expect(lineOf(record, 'baseline_latency_med').level).toBe('CRIT');
    const compared = await harness(['compare', baseline, 'last', '--max-regression', '10%'], { cwd });
    expect(compared.code).toBe(99);
    expect(compared.out).toMatch(/▲ worse +API latency, median/);
    expect((await harness(['compare', baseline, 'last'], { cwd })).code).toBe(0);
    const file = await harness(['compare', baseline, 'last', '--format', 'json', '--out', 'c.json'], { cwd });
    expect(file.code).toBe(0);
    expect(JSON.parse(readFileSync(join(cwd, 'c.json'), 'utf8'))).toMatchObject({
      class: 'worse',
      before: baseline,
    });
  });

  test('takes as last no run that was interrupted', async () => {
    const good = lastRun(cwd).record.id;
    const cut = join(cwd, 'runs/99990101-000000-cut');
    cpSync(join(cwd, 'runs', good), cut, { recursive: true });
    const record = JSON.parse(readFileSync(join(cut, 'record.json'), 'utf8')) as RunRecord;
    const interrupted = { ...record, id: '99990101-000000-cut', startedAt: '9999-01-01T00:00:00Z' };
    writeFileSync(join(cut, 'record.json'), JSON.stringify({ ...interrupted, end: 'interrupted' }));
    const open = () =>
      openBaseline(join(cwd, 'runs'), {
        baseline: 'last',
        maxRegressionPercent: 10,
        allowDifferences: false,
      });
    expect((await open())?.run.record.id).toBe(good);
    writeFileSync(join(cut, 'record.json'), JSON.stringify(interrupted));
    expect((await open())?.run.record.id).toBe('99990101-000000-cut');
    rmSync(cut, { recursive: true });
  });

  test('is refused with 104 before anything is sent when the plan is another one', async () => {
    const runs = lastRun(cwd).record.id;
    const { code, err } = await run('--baseline', 'last', '-e', 'FOR=2s');
    expect(code).toBe(104);
    expect(err).toMatch(/cannot be compared: scenario s was .* for 6s .*, is .* for 2s /);
    expect(lastRun(cwd).record.id).toBe(runs);
  });

  test('is compared all the same when told to, and says in what the plans differ', async () => {
    await run('--baseline', 'last', '-e', 'FOR=2s', '--allow-differences');
    expect(lastRun(cwd).record.baseline?.differences.map(({ what }) => what)).toEqual(['scenario s']);
  });

  test.each([
    [['--baseline', 'none-such'], 255, 'No run "none-such"'],
    [['--baseline', 'last', '--no-gate'], 255, '--baseline needs a judged run'],
    [['--abort-on', 'critical', '--no-gate'], 255, '--abort-on needs a judged run'],
    [['--baseline', 'last', '--max-regression', 'much'], 255, '"much" is no percentage'],
  ])('refuses %j', async (flags, code, message) => {
    const ended = await run(...flags);
    expect(ended.code).toBe(code);
    expect(ended.err).toContain(message);
  });
});
