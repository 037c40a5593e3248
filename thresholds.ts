/** The parts of R3MES that a target or a scenario can declare. */
export type Part =
  | 'api'
  | 'websocket'
  | 'chain'
  | 'frontend'
  | 'postgres'
  | 'redis'
  | 'system'
  | 'prometheus'
  | 'kubernetes'
  | 'backup';

/** Where the value of a line comes from. */
export type SloMeasure =
  | {
      from: 'metric';
      metric: string;
      /** `p(95)`, `avg`, `rate`, ... as in k6's thresholds. */
      statistic: string;
      /** Only series that carry these tags. */
      where?: Readonly<Record<string, string>>;
      /** And none with one of these values: a request without an answer has no time. */
      whereNot?: Readonly<Record<string, readonly string[]>>;
      /** Read instead when the script never declared `metric` (scripts of somebody else). */
      otherwise?: { metric: string; whereNot?: Readonly<Record<string, readonly string[]>> };
      /** Multiplies the value, e.g. 100 for a rate shown in percent. */
      scale?: number;
    }
  | {
      from: 'probe';
      probe: string;
      /** A ProbeValue id. */
      value: string;
      /** How the samples of a run become one value. */
      over: 'max' | 'min' | 'mean' | 'growth';
      /** With `growth`: what `total` grew by over what `count` grew by, from the first sample to the last. */
      growth?: { total: string; count: string };
    }
  | { from: 'run'; value: 'delivered_rate' };

/** One service level objective of the operators' runbook, or of ours where `ours` says so. */
export interface Slo {
  readonly id: string;
  readonly title: string;
  /** Gates only where scenario and target both declare all of these. */
  readonly parts: readonly Part[];
  readonly measure: SloMeasure;
  readonly unit: 'ms' | '%' | 'count' | 's';
  /** `below`: good is small. A value at a level is past it. */
  readonly direction: 'below' | 'above';
  /** Shown, never judged. */
  readonly target: number;
  readonly warn: number;
  readonly critical: number;
  /** The document and section that the numbers come from. */
  readonly source: { document: 'runbook' | 'contract' | 'target'; section: string };
  /**
   * Without it a line is judged over the whole run. With it: at each second by the value over the last `overMs`, and a
   * level counts once it lasted `forMs` without a break.
   */
  readonly sustained?: { readonly overMs: number; readonly forMs: number };
  /** True where the number is ours, by the contract's part 9.3, and not the runbook's. */
  readonly ours: boolean;
  /** Section of the runbook with the remedies. */
  readonly remedy: string;
}

const runbook = (section: string) => ({ document: 'runbook', section }) as const;
const contract = (section: string) => ({ document: 'contract', section }) as const;

type Levels = Pick<Slo, 'unit' | 'direction' | 'target' | 'warn' | 'critical'>;
/** Good is small: shown target, warning level, critical level. */
const below = (unit: Slo['unit'], target: number, warn: number, critical: number): Levels => ({
  unit,
  direction: 'below',
  target,
  warn,
  critical,
});
/** Good is large. */
const above = (unit: Slo['unit'], target: number, warn: number, critical: number): Levels => ({
  unit,
  direction: 'above',
  target,
  warn,
  critical,
});

/** Every service level objective, once. The order is that of every table. */
export const SLOS: readonly Slo[] = [
  {
    id: 'api_latency_p95',
    title: 'API response time, p95',
    parts: ['api'],
    measure: {
      from: 'metric',
      metric: 'api_latency',
      statistic: 'p(95)',
      otherwise: { metric: 'http_req_duration', whereNot: { status: ['429'] } },
    },
    ...below('ms', 200, 200, 500),
    source: runbook('Alert Thresholds'),
    ours: false,
    remedy: 'High Response Times',
  },
  {
    id: 'error_rate',
    title: 'Error rate (5xx and transport failures)',
    parts: ['api'],
    measure: {
      from: 'metric',
      metric: 'server_errors',
      statistic: 'rate',
      otherwise: { metric: 'http_req_failed' },
      scale: 100,
    },
    ...below('%', 1, 1, 5),
    source: runbook('Alert Thresholds'),
    ours: false,
    remedy: 'High Error Rates',
  },
  {
    id: 'loop_canary_p95',
    title: 'Event-loop canary (GET /system/time), p95',
    parts: ['api'],
    measure: {
      from: 'metric',
      metric: 'http_req_duration',
      statistic: 'p(95)',
      where: { scenario: 'canary' },
      whereNot: { status: ['0'] },
    },
    ...below('ms', 200, 200, 500),
    source: contract('9.3 and 10.2'),
    ours: true,
    remedy: 'High Response Times',
  },
  {
    id: 'rate_limited_share',
    title: 'Share of requests that met a rate limit',
    parts: ['api'],
    measure: { from: 'metric', metric: 'rate_limited', statistic: 'rate', scale: 100 },
    ...below('%', 0, 1, 1),
    source: contract('9.3'),
    ours: true,
    remedy: 'High Error Rates',
  },
  {
    id: 'delivered_rate',
    title: 'Delivered share of the planned iterations',
    parts: ['api'],
    measure: { from: 'run', value: 'delivered_rate' },
    ...above('%', 100, 99, 95),
    source: contract('9.3'),
    ours: true,
    remedy: 'High Response Times',
  },
  {
    id: 'db_connections',
    title: 'Database connections in use',
    parts: ['postgres'],
    measure: { from: 'probe', probe: 'postgres', value: 'connections.usedPercent', over: 'max' },
    ...below('%', 80, 80, 95),
    source: runbook('Alert Thresholds'),
    ours: false,
    remedy: 'Database Connection Issues',
  },
  {
    id: 'db_query_avg',
    title: 'Database query time, average',
    parts: ['postgres'],
    measure: {
      from: 'probe',
      probe: 'postgres',
      value: 'statements.meanMs',
      over: 'growth',
      growth: { total: 'statements.totalMs', count: 'statements.calls' },
    },
    ...below('ms', 100, 100, 1000),
    source: runbook('Key Metrics to Monitor'),
    ours: false,
    remedy: 'Database Connection Issues',
  },
  {
    id: 'db_long_queries',
    title: 'Queries running for over 5 minutes',
    parts: ['postgres'],
    measure: { from: 'probe', probe: 'postgres', value: 'queries.longRunning', over: 'max' },
    ...below('count', 0, 1, 5),
    source: runbook('Database Connection Issues'),
    ours: false,
    remedy: 'Database Connection Issues',
  },
  {
    id: 'redis_memory',
    title: 'Redis memory against maxmemory',
    parts: ['redis'],
    measure: { from: 'probe', probe: 'redis', value: 'memory.usedPercent', over: 'max' },
    ...below('%', 80, 90, 95),
    source: contract('9.3'),
    ours: true,
    remedy: 'Cache Operations',
  },
  {
    id: 'cpu',
    title: 'CPU usage',
    parts: ['system'],
    measure: { from: 'probe', probe: 'system', value: 'cpu.usedPercent', over: 'mean' },
    ...below('%', 80, 70, 85),
    source: runbook('Alert Thresholds'),
    ours: false,
    remedy: 'High Response Times',
  },
  {
    id: 'memory',
    title: 'Memory usage',
    parts: ['system'],
    measure: { from: 'probe', probe: 'system', value: 'memory.usedPercent', over: 'max' },
    ...below('%', 85, 80, 90),
    source: runbook('Alert Thresholds'),
    ours: false,
    remedy: 'Memory Leaks',
  },
  {
    id: 'disk',
    title: 'Disk usage',
    parts: ['system'],
    measure: { from: 'probe', probe: 'system', value: 'disk.usedPercent', over: 'max' },
    ...below('%', 90, 85, 95),
    source: runbook('Alert Thresholds'),
    ours: false,
    remedy: 'High Response Times',
  },
  {
    id: 'chain_block_age',
    title: 'Age of the newest block',
    parts: ['chain'],
    measure: { from: 'probe', probe: 'chain', value: 'block.ageSeconds', over: 'max' },
    ...below('s', 5, 15, 60),
    source: contract('3.2 and 9.3'),
    ours: true,
    remedy: 'Service Outage',
  },
  {
    id: 'chain_catching_up',
    title: 'Chain node catches up',
    parts: ['chain'],
    measure: { from: 'probe', probe: 'chain', value: 'catchingUp', over: 'max' },
    ...below('count', 0, 1, 1),
    source: contract('9.3'),
    ours: true,
    remedy: 'Service Outage',
  },
  {
    id: 'chain_peers',
    title: 'Peers of the chain node',
    parts: ['chain'],
    measure: { from: 'probe', probe: 'chain', value: 'peers', over: 'min' },
    ...above('count', 3, 2, 0),
    source: contract('3.2 and 9.3'),
    ours: true,
    remedy: 'Service Outage',
  },
  {
    id: 'workloads_ready',
    title: 'Ready replicas of the weakest workload',
    parts: ['kubernetes'],
    measure: { from: 'probe', probe: 'kubernetes', value: 'workloads.readyPercent', over: 'min' },
    ...above('%', 100, 99, 0),
    source: contract('6.2'),
    ours: true,
    remedy: 'Service Outage',
  },
  {
    id: 'pod_restarts',
    title: 'Containers restarted within 15 minutes',
    parts: ['kubernetes'],
    measure: { from: 'probe', probe: 'kubernetes', value: 'containers.restartedRecently', over: 'max' },
    ...below('count', 0, 1, 5),
    source: contract('6.2'),
    ours: true,
    remedy: 'Memory Leaks',
  },
  {
    id: 'backup_age',
    title: 'Age of the newest backup',
    parts: ['backup'],
    measure: { from: 'probe', probe: 'backup', value: 'age.seconds', over: 'max' },
    ...below('s', 86_400, 86_400, 172_800),
    source: runbook('Daily Tasks'),
    ours: true,
    remedy: 'Daily Tasks',
  },
];

/** The objective with this id, or undefined. */
export const findSlo = (id: string): Slo | undefined => SLOS.find((slo) => slo.id === id);
