// How often `harness compare` is wrong: false "worse" of pairs of the same plan, and planted 10 % shifts of p95 found.
// Real runs of 15 s against a server with seeded latencies; further pairs by drawing blocks of their seconds anew.
// node bench/run-ts.mjs bench/comparison.ts [real runs=6] [resampled pairs=500]
import { spawn } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { compareRuns } from '../src/compare/compare-runs.ts';
import { seededRandom } from '../src/compare/statistics/seeded-random.ts';
import { loadRun, type StoredRun } from '../src/store/load-run.ts';
import type { ComparisonRecord, IntervalRecord } from '../src/store/record/v1.ts';

const [realRuns = 6, pairs = 500] = process.argv.slice(2).map(Number);
const SHIFT = 1.1;
const folder = mkdtempSync(join(tmpdir(), 'bench-comparison-'));

/** Answers after a log-normal time around 30 ms that drifts from second to second. */
function startServer() {
  const random = seededRandom(6);
  const gauss = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const state = { shift: 1, drift: 0 };
  const timer = setInterval(() => {
    state.drift = 0.4 * state.drift + 0.02 * gauss();
  }, 1000);
  const server = createServer((_, response) => {
    const waitMs = 30 * Math.exp(0.2 * gauss() + state.drift) * state.shift;
    setTimeout(() => response.end('ok'), waitMs);
  });
  const stop = () => {
    clearInterval(timer);
    server.closeAllConnections();
    server.close();
  };
  return new Promise<{ url: string; state: typeof state; stop: () => void }>((ready) => {
    server.listen(0, '127.0.0.1', () =>
      ready({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, state, stop }),
    );
  });
}

const SCRIPT = `import http from 'k6/http';
export const options = { scenarios: { s: { executor: 'constant-arrival-rate', rate: 100, timeUnit: '1s', duration: '15s', preAllocatedVUs: 30 } } };
export default function () { http.get(__ENV.URL + '/r' + (__ITER % 4), { tags: { name: '/r' + (__ITER % 4) } }); }
`;

async function oneRun(url: string): Promise<StoredRun> {
  const args = [resolve('build/out/cli.js'), 'run', 'script.js', '--quiet', '-e', `URL=${url}`];
  const child = spawn(process.execPath, args, { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] });
  await new Promise((ended) => child.on('close', ended));
  return loadRun(join(folder, 'runs'), 'last');
}

const server = await startServer();
writeFileSync(join(folder, 'script.js'), SCRIPT);
const plain: StoredRun[] = [];
const shifted: StoredRun[] = [];
for (let run = 0; run < realRuns; run++) {
  server.state.shift = 1;
  plain.push(await oneRun(server.url));
  server.state.shift = SHIFT;
  shifted.push(await oneRun(server.url));
}
server.stop();

const random = seededRandom(11);
const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;

/** A run of as many seconds, made of blocks of five of real runs. */
function resampled(runs: readonly StoredRun[]): StoredRun {
  const length = 15;
  const intervals: IntervalRecord[] = [];
  while (intervals.length < length) {
    const from = pick(runs).intervals;
    const start = Math.floor(random() * Math.max(1, from.length - 5));
    intervals.push(...from.slice(start, start + 5));
  }
  const first = runs[0] as StoredRun;
  return {
    ...first,
    intervals: intervals.slice(0, length).map((each, n) => ({ ...each, atMs: (n + 1) * 1000 })),
  };
}

const compared = (before: StoredRun, after: StoredRun, earlier: readonly StoredRun[]): ComparisonRecord =>
  compareRuns({
    ...{ before, after, earlier },
    differences: [],
    maxRegressionPercent: 10,
  });
const isWorse = ({ class: result }: ComparisonRecord) => result === 'worse';
const foundP95 = ({ measures }: ComparisonRecord) =>
  measures.some(({ id, class: result }) => id === 'latency_p95' && result === 'worse');
const share = (hits: readonly boolean[]) => hits.filter(Boolean).length / Math.max(1, hits.length);

const realSame = plain.slice(1).map((run, index) => isWorse(compared(plain[index] as StoredRun, run, [])));
const realShifted = shifted.map((run, index) => foundP95(compared(plain[index] as StoredRun, run, [])));
const started = performance.now();
const same = Array.from({ length: pairs }, () => isWorse(compared(resampled(plain), resampled(plain), [])));
const moved = Array.from({ length: pairs }, () =>
  foundP95(compared(resampled(plain), resampled(shifted), [])),
);
const result = {
  'real pairs of one plan': `${realSame.filter(Boolean).length} of ${realSame.length} falsely worse`,
  'real pairs 10 % apart': `${realShifted.filter(Boolean).length} of ${realShifted.length} found`,
  'false worse': share(same),
  'allowed false worse': 0.02,
  'shift of 10 % found': share(moved),
  'wanted found': 0.9,
  'ms a comparison': Math.round((performance.now() - started) / (2 * pairs)),
};
process.stdout.write(`${JSON.stringify(result, null, 2)}\n`);
process.exitCode = share(same) <= 0.02 && share(moved) >= 0.9 ? 0 : 1;
