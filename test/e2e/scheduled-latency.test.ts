import { writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { folder, harness, lastRun } from '../helpers/harness.ts';
import { listen } from '../helpers/listen.ts';

let server: Server;
let base = '';
beforeAll(async () => {
  server = createServer((_, response) => response.end('ok'));
  base = `http://127.0.0.1:${await listen(server)}`;
});
afterAll(() => server.close());

async function run(scenario: string, before = '') {
  const cwd = folder();
  const script = `
    import http from 'k6/http';
    import exec from 'k6/execution';
    export const options = { scenarios: { s: ${scenario} } };
    export default function () { ${before} http.get(__ENV.BASE, { tags: { name: 'r' } }); }
    export function handleSummary(data) { return { stdout: 'METRICS ' + Object.keys(data.metrics) }; }`;
  writeFileSync(join(cwd, 's.js'), script);
  const args = ['run', 's.js', '-q', '-e', `BASE=${base}`, '--out', 'csv=raw.csv'];
  const { out } = await harness(args, { cwd });
  return { ...lastRun(cwd), out };
}

const RATE = `{ executor: 'constant-arrival-rate', rate: 10, duration: '2s', preAllocatedVUs: 20 }`;
// Holds the thread: what is due meanwhile starts late.
const HOLD = `if (exec.scenario.iterationInTest === 3) for (const end = Date.now() + 700; Date.now() < end;);`;

describe('latency from the planned start', () => {
  it('holds what starts that lagged cost, request by request, beside the latency that is judged', async () => {
    const { record, intervals, out } = await run(RATE, HOLD);
    const { actualMs, scheduledMs, metric } = record.scheduled ?? {};
    expect(metric).toBe('http_req_duration');
    expect(scheduledMs?.count).toBe(actualMs?.count);
    // Those due 100, 200, ... ms into the 700 that the thread was held lagged by 2,100 ms in all, whatever requests took.
    const laggedMs = (scheduledMs?.avg ?? 0) - (actualMs?.avg ?? 0);
    expect(laggedMs * (scheduledMs?.count ?? 0)).toBeGreaterThan(1400);
    expect(record.routes[0]?.scheduledMs?.count).toBe(record.routes[0]?.latencyMs?.count);
    expect(Math.max(...intervals.map((each) => each.scheduledMs?.max ?? 0))).toBe(scheduledMs?.max);
    expect(intervals.reduce((sum, each) => sum + (each.scheduledMs?.count ?? 0), 0)).toBe(scheduledMs?.count);
    expect(record.notes.join()).toContain('Iterations started later than planned');
    expect(out).toContain('Iterations started later than planned');
    // The script's own summary has k6's metrics only.
    expect(out).toMatch(/METRICS .*http_req_duration/);
    expect(out).not.toContain('scheduled:');
    expect(record.metrics.map(({ name }) => name).join()).not.toContain('scheduled:');
  });

  it('is absent for closed models', async () => {
    const { record, intervals } = await run(`{ executor: 'per-vu-iterations', vus: 2, iterations: 3 }`);
    expect(record.scheduled).toBeUndefined();
    expect(record.routes[0]?.scheduledMs).toBeUndefined();
    expect(intervals.every((each) => each.scheduledMs === null)).toBe(true);
  });
});
