import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { seededRandom } from '../src/compare/statistics/seeded-random.ts';
import { loadRun } from '../src/store/load-run.ts';
import type { IntervalRecord, RunRecord } from '../src/store/record/v1.ts';
import { gaussOf } from './simulated-runs.ts';

/** What a comparison takes of a run. */
export interface Compared {
  record: RunRecord;
  intervals: readonly IntervalRecord[];
}

const SECONDS = 15;
/** Neighbouring seconds that stay together. */
const BLOCK = 5;

const SCRIPT = `import http from 'k6/http';
export const options = { scenarios: { s: { executor: 'constant-arrival-rate', rate: 200, timeUnit: '1s', duration: '${SECONDS}s', preAllocatedVUs: 60 } } };
export default function () { http.get(__ENV.URL + '/r' + (__ITER % 4), { tags: { name: '/r' + (__ITER % 4) } }); }
`;

/** Answers after a log-normal time around 60 ms that drifts from second to second. */
async function startServer() {
  const gauss = gaussOf(seededRandom(6));
  const state = { shift: 1, drift: 0 };
  const timer = setInterval(() => {
    state.drift = 0.4 * state.drift + 0.02 * gauss();
  }, 1000);
  const server = createServer((_, response) => {
    const waitMs = 60 * Math.exp(0.2 * gauss() + state.drift) * state.shift;
    setTimeout(() => response.end('ok'), waitMs);
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  const stop = () => {
    clearInterval(timer);
    server.closeAllConnections();
    server.close();
  };
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, state, stop };
}

/** Real runs of one plan, in turn with runs whose answers take `factor` times as long. */
export async function recordRuns(
  count: number,
  factor: number,
): Promise<{ plain: Compared[]; shifted: Compared[] }> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-comparison-'));
  const server = await startServer();
  writeFileSync(join(folder, 'script.js'), SCRIPT);
  const oneRun = async (shift: number): Promise<Compared> => {
    server.state.shift = shift;
    const args = [resolve('build/out/cli.js'), 'run', 'script.js', '--quiet', '-e', `URL=${server.url}`];
    const child = spawn(process.execPath, args, { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] });
    await new Promise((ended) => child.on('close', ended));
    return loadRun(join(folder, 'runs'), 'last');
  };
  const plain: Compared[] = [];
  const shifted: Compared[] = [];
  try {
    for (let run = 0; run < count; run++) {
      plain.push(await oneRun(1));
      shifted.push(await oneRun(factor));
    }
  } finally {
    server.stop();
    rmSync(folder, { recursive: true });
  }
  return { plain, shifted };
}

/** A run of as many seconds, made of blocks of real runs. */
export function resampledRun(runs: readonly Compared[], random: () => number): Compared {
  const intervals: IntervalRecord[] = [];
  while (intervals.length < SECONDS) {
    const from = runs[Math.floor(random() * runs.length)]?.intervals ?? [];
    const start = Math.floor(random() * Math.max(1, from.length - BLOCK + 1));
    intervals.push(...from.slice(start, start + BLOCK));
  }
  const { record } = runs[0] as Compared;
  return {
    record,
    intervals: intervals.slice(0, SECONDS).map((each, n) => ({ ...each, atMs: (n + 1) * 1000 })),
  };
}
