// Does a soak of any length keep its memory? node bench/run-ts.mjs bench/soak-memory.ts [hours=24] [minutes=10]
// First a day of closed seconds and probe rounds is fed through the code that folds, judges and keeps a run; then, where minutes are
// given, a real run of `mixed` whose WebSockets are dropped every 5 s. The last quarter must be no more than a little above the second.
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { ProbeName, ProbeResult } from '../probes/probe.ts';
import { JudgedPhase } from '../src/commands/run/judged-phase.ts';
import type { LoadedRun } from '../src/commands/run/load-script.ts';
import { newTotals } from '../src/commands/run/new-session.ts';
import { RunSession } from '../src/commands/run/run-session.ts';
import { SampleFold } from '../src/metrics/sample-fold.ts';
import { RunFolder } from '../src/store/run-folder.ts';
import { SlidingWindows } from '../src/verdict/sliding-windows.ts';
import { SLOS } from '../thresholds.ts';

const HOURS = Number(process.argv[2] ?? 24);
const MINUTES = Number(process.argv[3] ?? 10);
const ROUTES = 10;
const REQUESTS_A_SECOND = 10;
/** Lines that are watched by windows: one of requests, one of a probe. */
const WATCHED = ['api_latency_p95', 'db_connections'];
const PROBES: readonly ProbeName[] = ['http', 'websocket', 'frontend', 'chain', 'postgres', 'redis'];
const MIB = 2 ** 20;

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;
const folder = mkdtempSync(join(tmpdir(), 'bench-soak-'));
try {
  const fed = feed();
  const ok = [...fed, ...(MINUTES > 0 ? [await real()] : [])].every(Boolean);
  process.exitCode = ok ? 0 : 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** A day through the real code, as fast as it goes. */
function feed(): boolean[] {
  const metrics = ['api_latency', 'server_errors', 'rate_limited'].map((name) => ({
    name,
    kind: name === 'api_latency' ? ('trend' as const) : ('rate' as const),
    contains: 'default' as const,
  }));
  const run = { loaded: { metrics }, thresholds: [] } as unknown as LoadedRun;
  const totals = newTotals(run);
  let nowMs = Date.UTC(2026, 10, 25);
  const startedMs = nowMs;
  const judged = new JudgedPhase({ whole: totals, fresh: () => newTotals(run), fromMs: 60_000 });
  const sustained = SLOS.filter(({ id }) => WATCHED.includes(id));
  const watched = sustained.map((slo) => ({ slo, span: { overMs: 60_000, forMs: 30_000 } }));
  judged.windows = new SlidingWindows(watched, (metric) => totals.registry.get(metric) !== undefined);
  const kept = RunFolder.create(folder, 'soak', {} as never, (message) => {
    throw new Error(message);
  });
  const session = new RunSession({
    ...{ totals, thresholds: [], startedMs, now: () => nowMs, log: () => {}, judged, slos: SLOS },
    sources: {
      ...{ latencyMetric: 'api_latency', withoutStatuses: [], errorMetric: 'server_errors' },
      limitedMetric: 'rate_limited',
    },
    onSecond: (interval) => kept.append(interval),
    output: null,
    onAbort: () => {},
  });
  session.onPhase('running');
  const worker = new SampleFold((metric) => totals.registry.get(metric)?.kind);
  const seconds = HOURS * 3600;
  const heaps: number[] = [];
  for (let second = 1; second <= seconds; second++) {
    nowMs += 1000;
    for (const probe of PROBES) session.onProbe(look(probe, second));
    session.onInterval(0, secondOf(worker, second, nowMs));
    if (second % Math.ceil(seconds / 96) !== 0) continue;
    collect();
    heaps.push(process.memoryUsage().heapUsed);
  }
  const before = process.memoryUsage().rss;
  const intervals = kept.intervals();
  const afterwards = process.memoryUsage().rss - before;
  say(
    `${intervals.length} intervals of ${seconds} s for the reports`,
    `${(afterwards / MIB).toFixed(0)} MiB`,
  );
  const lines = session.judgedProbes.lines();
  return [
    flat(`heap over ${HOURS} h of seconds and probe rounds`, heaps, 1.02),
    intervals.length <= 4001,
    lines.length === PROBES.length,
  ];
}

function secondOf(worker: SampleFold, second: number, nowMs: number) {
  for (let request = 0; request < REQUESTS_A_SECOND; request++) {
    const name = `/route/${(second * 7 + request) % ROUTES}`;
    const failed = (second * REQUESTS_A_SECOND + request) % 997 === 0;
    const status = failed ? '500' : '200';
    const tags = worker.tagSet({ method: 'GET', name, scenario: 'api', status });
    const latency = 20 + ((second * 31 + request * 17) % 400);
    worker.emit('http_reqs', tags, 1, nowMs);
    worker.emit('http_req_duration', tags, latency, nowMs);
    worker.emit('api_latency', tags, latency, nowMs);
    worker.emit('server_errors', tags, Number(failed), nowMs);
    worker.emit('checks', worker.tagSet({ check: `${name}: answers`, group: '' }), Number(!failed), nowMs);
  }
  const done = second * REQUESTS_A_SECOND;
  return {
    deltas: worker.flush(),
    raw: [],
    checks: { groups: [], checks: [] },
    counters: {
      ...{ started: done, completed: done, interrupted: 0, threw: 0 },
      ...{ vusActive: 10, vusInitialized: 10 },
    },
    pace: { planned: REQUESTS_A_SECOND, dropped: 0, startLagsMs: Float64Array.from([0.1, 0.2]) },
    elu: 0.2,
    last: false,
  };
}

/** Comes and goes now and then, with as many values as a real look has. */
function look(probe: ProbeName, second: number): ProbeResult {
  const at = { probe, atMs: second * 1000, durationMs: 3 };
  if (second % 500 < 2) {
    const failure = {
      stage: 'connect',
      code: 'ECONNREFUSED',
      message: `nothing listens, ${second}`,
      hint: '',
    };
    return { ...at, ok: false, failure: failure as never };
  }
  const ids = ['connections.usedPercent', 'queries.longRunning', 'statements.totalMs', 'statements.calls'];
  const others = Array.from({ length: 20 }, (_, index) => `other.${index}`);
  const values = [...ids, ...others].map((id) => ({
    id,
    title: id,
    value: second % 60,
    unit: 'count' as const,
  }));
  return { ...at, ok: true, facts: { values, info: { version: `${second}` } } };
}

/** A real run, by its resident memory. */
async function real(): Promise<boolean> {
  const cli = resolve('build/out/cli.js');
  const flags = ['--no-rate-limits', '--fault', 'ws-drop=5s', '--unlisted'];
  const standin = spawn(process.execPath, [cli, 'standin', ...flags], { stdio: ['pipe', 'pipe', 'inherit'] });
  const urls = await readyUrls(standin);
  const env = {
    ...process.env,
    R3MES_WS_URL: urls['websocket'],
    R3MES_WEB_URL: urls['frontend'],
    R3MES_RPC_URL: urls['rpc'],
    R3MES_LCD_URL: urls['lcd'],
    DATABASE_URL: urls['postgres'],
  };
  const load = ['-e', `R3MES_DURATION=${MINUTES}m`, '-e', 'R3MES_RATE=60', '-e', 'R3MES_LISTENERS=200'];
  const args = [cli, 'run', 'mixed', '-q', '--target', urls['api'] ?? '', '--out-dir', folder, ...load];
  const run = spawn(process.execPath, args, { env, stdio: ['ignore', 'ignore', 'ignore'] });
  const resident: number[] = [];
  const timer = setInterval(() => {
    const bytes = residentBytes(run.pid ?? 0);
    if (bytes > 0) resident.push(bytes);
  }, 1000);
  const code = await new Promise((ended) => run.once('exit', ended));
  clearInterval(timer);
  standin.kill();
  const during = resident.slice(0, MINUTES * 60);
  say(
    `real run of ${MINUTES} min ended with ${code}, peak`,
    `${(Math.max(...resident) / MIB).toFixed(0)} MiB`,
  );
  return flat(`resident memory over ${MINUTES} min of mixed`, during, 1.15);
}

async function readyUrls(standin: ChildProcess): Promise<Record<string, string>> {
  let text = '';
  for await (const chunk of standin.stdout ?? []) {
    text += chunk;
    const [, json] = /standin ready (\{.*\})\n/.exec(text) ?? [];
    if (json !== undefined) return JSON.parse(json);
  }
  throw new Error('the stand-in did not start');
}

function residentBytes(pid: number): number {
  try {
    return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) * 1024;
  } catch {
    return 0; // it has ended
  }
}

/** Medians of the second and the last quarter. */
function flat(what: string, values: readonly number[], most: number): boolean {
  const median = (from: number, to: number) => {
    const part = values.slice(Math.floor(values.length * from), Math.floor(values.length * to));
    return part.sort((a, b) => a - b)[Math.floor(part.length / 2)] ?? Number.NaN;
  };
  const [second, last] = [median(0.25, 0.5), median(0.75, 1)];
  const ratio = last / second;
  const shown = `${(second / MIB).toFixed(1)} -> ${(last / MIB).toFixed(1)} MiB, ${ratio.toFixed(3)} times`;
  say(`${what} (at most ${most})`, `${shown} ${ratio <= most ? 'ok' : 'NOT FLAT'}`);
  return ratio <= most;
}

function say(what: string, value: string): void {
  process.stdout.write(`${what.padEnd(62)} ${value}\n`);
}
