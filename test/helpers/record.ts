import type {
  CheckRecord,
  IntervalRecord,
  LatencyRecord,
  ProbeResult,
  RouteRecord,
  RunRecord,
} from '../../src/store/record/v1.ts';
import { GOOD, OTHERS, sloLines } from './verdict-lines.ts';

/** A run as reports take it. */
export interface RecordedRun {
  record: RunRecord;
  intervals: IntervalRecord[];
}

/** How a made-up run looks; everything else follows from it, the same each time. */
export interface RunShape {
  seconds: number;
  routes: number;
  /** Typical latency in ms. */
  latencyMs: number;
  /** Share of requests that fail. */
  errorShare: number;
  /** Seconds (from, to) in which PostgreSQL could not be seen. */
  postgresDown?: [number, number];
}

/** Uniform numbers in 0..1 that are the same in every run of the tests. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

const ROUTES = ['dashboard stats', 'network explorer', 'wallet balance', 'miner stats', 'models list'];
const ROUTES_MORE = ['validators', 'blocks', 'tasks', 'faucet status', 'leaderboard', 'analytics', 'health'];

const routeName = (index: number): string => {
  const names = [...ROUTES, ...ROUTES_MORE];
  const round = Math.floor(index / names.length);
  return `/${(names[index % names.length] ?? '').replaceAll(' ', '/')}${round === 0 ? '' : `/v${round + 1}`}`;
};

/** The interval lines of a run of this shape. */
export function intervalsOf(shape: RunShape): IntervalRecord[] {
  const random = seeded(shape.seconds * 31 + shape.routes);
  return Array.from({ length: shape.seconds }, (_, second) => intervalOf(shape, second, random));
}

function intervalOf(shape: RunShape, second: number, random: () => number): IntervalRecord {
  const requests = 28 + Math.floor(random() * 5);
  const wave = 1 + 0.25 * Math.sin(second / 9) + 0.2 * random();
  const p95 = shape.latencyMs * wave;
  const errors = Math.floor(requests * shape.errorShare + random());
  const latency = { count: requests, med: p95 * 0.45, p95, p99: p95 * 1.3, max: p95 * 1.9 };
  const down =
    shape.postgresDown !== undefined && second >= shape.postgresDown[0] && second < shape.postgresDown[1];
  return {
    version: 1,
    atMs: (second + 1) * 1000,
    durationMs: 1000,
    iterations: requests - 1,
    dropped: random() > 0.96 ? 1 : 0,
    planned: 30,
    vus: 6 + Math.floor(random() * 4),
    requests,
    errors: shape.errorShare === 0 ? 0 : errors,
    rateLimited: 0,
    checksFailed: shape.errorShare === 0 ? 0 : errors,
    latencyMs: latency,
    scheduledMs: { ...latency, p95: p95 * 1.02, p99: p95 * 1.35 },
    canaryMs: { count: 2, med: 2, p95: 3 + random() * 2, p99: 5, max: 6 },
    routes: Object.fromEntries(
      Array.from({ length: Math.min(shape.routes, 20) }, (_, index) => [
        routeName(index),
        { requests: 1 + Math.floor(random() * 3), errors: 0, p95: p95 * (0.5 + index / 25) },
      ]),
    ),
    probes: {
      ...(down ? {} : { postgres: postgresValues(second, random) }),
      redis: {
        'ping.ms': 0.2 + random() * 0.2,
        'keyspace.hitPercent': 88 + random() * 6,
        'memory.usedPercent': 31 + second / 500,
        'memory.usedBytes': 33_000_000 + second * 1000,
      },
      http: { 'http.ms': 3 + random() },
    },
    probesDown: down ? { postgres: 'connect ECONNREFUSED 127.0.0.1:5432' } : {},
    generator: {
      elu: 0.18 + random() * 0.08,
      startLagP95Ms: 0.6 + random(),
      rssBytes: 120_000_000,
      cpu: 0.2 + random() * 0.1,
      ...{ gcMs: 4, steal: 0.001, throttledMs: 0, descriptors: 0.02 },
    },
  };
}

function postgresValues(second: number, random: () => number): Record<string, number | null> {
  return {
    'connections.usedPercent': 22 + 6 * Math.sin(second / 7) + random() * 3,
    'connections.active': 3 + Math.floor(random() * 4),
    'query.ms': 0.8 + random() * 0.4,
    'statements.totalMs': 1000 + second * 30,
    'statements.calls': 500 + second * 25,
    'statements.meanMs': 1.2,
    'queries.longRunning': 0,
  };
}

function latencyOf(shape: RunShape, factor: number): LatencyRecord {
  const p95 = shape.latencyMs * factor;
  const count = 25 * shape.seconds;
  const { round } = Math;
  const two = (value: number) => round(value * 1000) / 1000;
  return {
    count,
    avg: two(p95 * 0.5),
    min: two(p95 * 0.1),
    med: two(p95 * 0.45),
    p90: two(p95 * 0.9),
    p95: two(p95),
    p99: two(p95 * 1.3),
    max: two(p95 * 1.9),
  };
}

/** The routes of a run of this shape. */
export function routesOf(shape: RunShape): RouteRecord[] {
  return Array.from({ length: shape.routes }, (_, index) => {
    const requests = (shape.routes - index) * 7 + 3;
    const errors = Math.floor(requests * shape.errorShare);
    const statuses: Record<string, number> = { 200: requests - errors };
    if (errors > 0) statuses['500'] = errors;
    return {
      name: routeName(index),
      method: 'GET',
      requests,
      ratePerSecond: requests / shape.seconds,
      errors,
      rateLimited: 0,
      statuses,
      latencyMs: latencyOf(shape, 0.5 + index / 25),
      timeShare: (2 * (shape.routes - index)) / (shape.routes * (shape.routes + 1)),
      canary: false,
    };
  });
}

const probe = (name: 'http' | 'postgres' | 'redis', atMs: number): ProbeResult => ({
  ok: true,
  probe: name,
  atMs,
  durationMs: 3.4,
  facts: {
    values: [
      { id: 'ping.ms', title: 'Round trip', value: 0.41, unit: 'ms' },
      { id: 'size.bytes', title: 'Size', value: 48_234_496, unit: 'bytes' },
      {
        id: 'role.partial',
        title: 'Statistics',
        value: null,
        unit: 'count',
        note: 'the role may not see it',
      },
    ],
    info: { version: name === 'postgres' ? '18.4' : '7.0.15' },
  },
});

const CHECKS: CheckRecord[] = [
  { group: '', name: 'status is 200', passes: 850, fails: 0 },
  { group: '::dashboard', name: 'body has a block height', passes: 180, fails: 0 },
  { group: '::dashboard::قائمة', name: '余额 is a number 🚀', passes: 120, fails: 0 },
];

/** A whole run of this shape with a passing verdict. */
export function runOf(shape: RunShape): RecordedRun {
  const intervals = intervalsOf(shape);
  const routes = routesOf(shape);
  const requests = routes.reduce((sum, route) => sum + route.requests, 0);
  const durationMs = shape.seconds * 1000;
  const record: RunRecord = {
    version: 1,
    id: '20261125-100000-api',
    harness: '0.1.0',
    engine: { name: 'embedded', version: '0.1.0', workers: 1 },
    startedAt: '2026-11-25T10:00:00.000+01:00',
    endedAt: new Date(Date.UTC(2026, 10, 25, 9) + durationMs).toISOString(),
    durationMs,
    end: 'finished',
    endReason: '',
    exitCode: 0,
    scripts: [{ path: 'scenarios/api.ts', hash: 'sha256:6f1c' }],
    profile: 'load',
    target: {
      name: 'standin',
      apiUrl: 'http://127.0.0.1:38111',
      parts: ['api', 'postgres', 'redis', 'chain'],
    },
    plan: [
      {
        name: 'api',
        executor: 'constant-arrival-rate',
        description: `30.00 iterations/s for ${shape.seconds}s (maxVUs: 20, gracefulStop: 30s)`,
        startTimeMs: 0,
        durationMs,
      },
    ],
    options: { scenarios: { api: { rate: 30 } }, thresholds: { checks: ['rate>0.99'] } },
    machine: {
      platform: 'linux x64',
      cpuModel: 'AMD EPYC 7B13',
      cores: 2,
      memoryBytes: 25_769_803_776,
      node: '20.19.5',
    },
    verdict: {
      state: 'PASS',
      sentence: 'Every line that gates is inside its warning level.',
      failOn: 'warn',
      lines: [...sloLines(GOOD), ...OTHERS],
    },
    metrics: [
      {
        name: 'http_reqs',
        kind: 'counter',
        contains: 'default',
        values: { count: requests, rate: requests / shape.seconds },
      },
      {
        name: 'http_req_failed',
        kind: 'rate',
        contains: 'default',
        values: { rate: 0, passes: 0, fails: requests },
      },
      {
        name: 'http_req_duration',
        kind: 'trend',
        contains: 'time',
        values: { ...latencyOf(shape, 1), 'p(90)': shape.latencyMs * 0.9, 'p(95)': shape.latencyMs },
        percentiles: 'exact',
      },
      {
        name: 'data_received',
        kind: 'counter',
        contains: 'data',
        values: { count: 3_481_600, rate: 116_053 },
      },
    ],
    routes,
    checks: CHECKS,
    failures: [],
    annotations: [],
    probes: (['http', 'postgres', 'redis'] as const).map((name) => ({
      name,
      samples: shape.seconds,
      failures: 0,
      last: probe(name, durationMs),
    })),
    iterations: { started: requests, completed: requests, interrupted: 0, dropped: 0, threw: 0 },
    notes: [],
  };
  return { record, intervals };
}
