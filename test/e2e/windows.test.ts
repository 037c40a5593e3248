import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { folder, harness, lastRun } from '../helpers/harness.ts';
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

async function run(target: string, seconds: number, ...flags: string[]) {
  const cwd = folder();
  writeFileSync(
    join(cwd, 'harness.config.ts'),
    `export default { targets: { a: { environment: 'test', api: '${url}', ${target} } } };`,
  );
  writeFileSync(
    join(cwd, 'script.js'),
    `import http from 'k6/http';
     export const r3mes = { parts: ['api'] };
     export const options = { scenarios: { a: { executor: 'constant-arrival-rate', rate: 40, duration: '${seconds}s', preAllocatedVUs: 10 } } };
     export default () => { http.get(__ENV.R3MES_API_URL); };`,
  );
  const ended = await harness(['run', './script.js', '-q', '--target', 'a', '--probes', 'none', ...flags], {
    cwd,
  });
  const { record } = lastRun(cwd);
  const line = record.verdict?.lines.find(({ id }) => id === 'error_rate');
  return { ...ended, record, line };
}

const SUSTAINED = "slos: { error_rate: { overTheLast: '1s', for: '3s' } }";

it('lets a breach pass that is shorter than the line says, though the whole run is over its level', async () => {
  isBroken = (ms) => ms > 1000 && ms < 2000;
  const { code, line } = await run(SUSTAINED, 5);
  expect([line?.level, line?.title]).toEqual([
    'OK',
    'Error rate (5xx and transport failures), over the last 1s, for 3s',
  ]);
  expect([0, 120]).toContain(code);
});

it('fails a breach that lasted', async () => {
  isBroken = (ms) => ms > 1000;
  const { code, line } = await run(SUSTAINED, 6);
  expect(line?.level).toBe('CRIT');
  expect(line?.reason).toContain('over the last 1s, for 3s');
  expect([99, 120]).toContain(code);
});

it('judges a run that is shorter than its windows as a whole', async () => {
  isBroken = () => true;
  const { line } = await run("slos: { error_rate: { overTheLast: '60s', for: '30s' } }", 1);
  expect([line?.level, line?.value]).toEqual(['CRIT', 100]);
});

it('stops early at a critical line with --abort-on, and says by which', async () => {
  isBroken = (ms) => ms > 1000;
  const { code, record, line } = await run(
    "slos: { error_rate: { overTheLast: '1s', for: '1s' } }",
    30,
    '--abort-on',
    'critical',
  );
  expect(record.durationMs).toBeLessThan(15_000);
  expect([record.end, line?.level]).toEqual(['aborted', 'CRIT']);
  expect(line?.reason).toContain('the run was stopped');
  expect(record.endReason).toContain('error_rate is critical over the last 1s, for 1s');
  expect([99, 120]).toContain(code);
});

it('goes on at a critical line that is waived', async () => {
  isBroken = () => true;
  const waived = "waivers: [{ slo: 'error_rate', until: '2999-01-01', reason: 'OPS-1: known' }]";
  const { record } = await run(
    `slos: { error_rate: { overTheLast: '1s', for: '1s' } }, ${waived}`,
    4,
    '--abort-on',
    'critical',
  );
  expect(record.end).toBe('finished');
});

it('warns once where no line could stop the run', async () => {
  const cwd = folder();
  writeFileSync(join(cwd, 'script.js'), 'export default () => {};');
  const { err } = await harness(['run', './script.js', '-q', '--abort-on', 'critical'], { cwd });
  expect(err.match(/--abort-on critical stops nothing here: no line/g), err).toHaveLength(1);
});
