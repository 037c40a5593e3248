import type { ProbeResult } from '../../../probes/probe.ts';
import type { MetricContains, MetricKind } from '../../metrics/sample.ts';
import type { Verdict } from '../../verdict/verdict.ts';
import type { ComparisonRecord } from './comparison.ts';

export type { ProbeResult } from '../../../probes/probe.ts';
export type { Level, Verdict, VerdictLine, VerdictState } from '../../verdict/verdict.ts';
export type {
  ChangeClass,
  ComparisonRecord,
  Difference,
  MeasureChange,
  MeasureId,
} from './comparison.ts';

/** How a run came to its end; `running` on the live page only. */
export type RunEnd = 'finished' | 'interrupted' | 'aborted' | 'failed' | 'running';

/** A metric or sub-metric over the whole run. Times in ms, data in bytes. */
export interface MetricRecord {
  /** `http_req_duration` or `http_req_duration{name:x}`. */
  name: string;
  kind: MetricKind;
  contains: MetricContains;
  /**
   * counter: count, rate (per second). gauge: value, min, max. rate: rate (0..1), passes, fails.
   * trend: count, avg, min, med, max, p(90), p(95), p(99), ... An empty trend has count 0 only.
   */
  values: Record<string, number>;
  /** Trends: `exact` up to 10,000 samples, else `histogram` (error at most 0.1 %). */
  percentiles?: 'exact' | 'histogram';
}

/** One route (tag `name`), all its requests of the run. */
export interface RouteRecord {
  name: string;
  method: string;
  requests: number;
  ratePerSecond: number;
  /** 5xx and transport failures. */
  errors: number;
  rateLimited: number;
  /** By status; `0` is a transport failure. */
  statuses: Record<string, number>;
  /** Of http_req_duration, in ms; null without samples. */
  latencyMs: LatencyRecord | null;
  /** The same from the planned start of each iteration; absent where no rate planned one. */
  scheduledMs?: LatencyRecord;
  /** 0..1 at 200 ms: satisfied up to there, tolerated up to four times that; absent without a sample. */
  apdex?: number | null;
  /** Share (0..1) of the run's total request time. */
  timeShare: number;
  /** True for the canary's route, which is outside every API line. */
  canary: boolean;
}

export interface LatencyRecord {
  count: number;
  avg: number;
  min: number;
  med: number;
  p90: number;
  p95: number;
  p99: number;
  max: number;
}

export interface CheckRecord {
  /** Group path, `''` at top level, else `::a::b`. */
  group: string;
  name: string;
  passes: number;
  fails: number;
}

/** Failures of one class, with a few redacted samples. */
export interface FailureRecord {
  /** `http 5xx`, `transport`, `rate limit`, `check`, `exception`, `probe`. */
  class: string;
  /** What failed: route, check or exception message. */
  subject: string;
  count: number;
  samples: { atMs: number; text: string }[];
}

/** Something that happened at a moment of the run and is drawn on the time axis. */
export interface Annotation {
  atMs: number;
  kind: 'stage' | 'probe' | 'deploy' | 'fault' | 'signal' | 'abort' | 'generator';
  text: string;
}

/** What a machine says of itself, so that runs are compared like with like. */
export interface MachineRecord {
  platform: string;
  cpuModel: string;
  cores: number;
  memoryBytes: number;
  node: string;
}

/** One rate that a search for the breaking point tried. Times are ms since the run's start. */
export interface BreakpointStep {
  ratePerSecond: number;
  kind: 'climb' | 'narrow' | 'confirm';
  held: boolean;
  fromMs: number;
  toMs: number;
  /** Of the judged half of the step, ms; null without an answer. */
  med: number | null;
  p95: number | null;
  errorsPercent: number | null;
  /** Iterations that found no free VU. */
  dropped: number;
  /** Which lines broke, '' where it held. */
  reason: string;
}

/** What a search for the breaking point found. Rates are iterations a second. */
export interface BreakpointRecord {
  /** The highest rate that held and was confirmed; null when not even the lowest did. */
  heldPerSecond: number | null;
  /** The lowest rate that broke; null when nothing broke up to the ceiling. */
  brokenPerSecond: number | null;
  ceilingPerSecond: number;
  /** What the target's operators state; null where they do not. */
  statedPerSecond: number | null;
  /** Which part reached its limit first; null when nothing broke. */
  gaveWay: { part: 'API' | 'database pool' | 'CPU' | 'chain' | 'generator'; text: string } | null;
  steps: BreakpointStep[];
}

/** Of a run that followed a profile: which part of it was judged. Moments are ms since the run's start. */
export interface PhasesRecord {
  profile: string;
  /** 0.1: every stage, window and warm-up took a tenth of its time. */
  scale: number;
  judgedOn: 'slo' | 'recovery' | 'capacity';
  loadStartMs: number;
  warmUpToMs: number;
  judgedFromMs: number;
  judgedToMs: number;
  /** All of it in words. */
  sentence: string;
}

export interface ScenarioPlanRecord {
  name: string;
  executor: string;
  /** One line, e.g. `30.00 iterations/s for 30s (maxVUs: 20, gracefulStop: 30s)`. */
  description: string;
  startTimeMs: number;
  /** Without gracefulStop. */
  durationMs: number;
}

/** The versioned record of one run: everything that a report shows, nothing that it would have to compute a verdict from. */
export interface RunRecord {
  version: 1;
  id: string;
  harness: string;
  engine: { name: 'embedded' | 'k6'; version: string; workers: number };
  /** ISO 8601 with offset. */
  startedAt: string;
  endedAt: string;
  /** Load only: from the start of the first scenario to the end of the last. */
  durationMs: number;
  end: RunEnd;
  /** One sentence where `end` is not `finished`. */
  endReason: string;
  exitCode: number;
  scripts: { path: string; hash: string }[];
  profile: string;
  /** Missing in records of older versions, null without a profile. */
  phases?: PhasesRecord | null;
  /** Of a search for the breaking point; missing or null in other runs. */
  breakpoint?: BreakpointRecord | null;
  target: { name: string; apiUrl: string; parts: string[] } | null;
  plan: ScenarioPlanRecord[];
  /** Options as resolved, secrets redacted. */
  options: Record<string, unknown>;
  machine: MachineRecord;
  verdict: Verdict | null;
  metrics: MetricRecord[];
  routes: RouteRecord[];
  checks: CheckRecord[];
  failures: FailureRecord[];
  annotations: Annotation[];
  /** The last result of each probe, and its failures counted. */
  probes: { name: string; samples: number; failures: number; last: ProbeResult | null }[];
  /**
   * The API's latency from the actual and from the planned start of the iterations; absent for closed models. Only the
   * first is judged.
   */
  scheduled?: { metric: string; actualMs: LatencyRecord; scheduledMs: LatencyRecord };
  iterations: { started: number; completed: number; interrupted: number; dropped: number; threw: number };
  /** Warnings of the engine that a reader must know (blocking mode used, samples dropped...). */
  notes: string[];
  /** Against an earlier run (`--baseline`); absent when none was given. */
  baseline?: ComparisonRecord;
}

/** One closed second of a run: a line of intervals.ndjson. Absent values are null, never 0. */
export interface IntervalRecord {
  version: 1;
  /** End of the interval, ms since the run's start. */
  atMs: number;
  durationMs: number;
  iterations: number;
  dropped: number;
  /** Iterations that the plan wanted started in this interval; null for closed models. */
  planned: number | null;
  vus: number;
  requests: number;
  errors: number;
  /** Requests that `errors` are a share of: those of the API, without the canary. Older records have none. */
  errorsOf?: number;
  rateLimited: number;
  checksFailed: number;
  /** API latency of the interval (429 and canary left out). */
  latencyMs: IntervalLatency | null;
  /** Where `latencyMs` lies: [bucket, count] ascending; bucket n is from 1.02^n up to 1.02^(n+1) ms. */
  latencyHistogram?: [number, number][];
  /** The same from the planned start of the iteration; null for closed models. */
  scheduledMs: IntervalLatency | null;
  canaryMs: IntervalLatency | null;
  /** Busiest routes of the interval: requests, errors, p95 in ms. */
  routes: Record<string, { requests: number; errors: number; p95: number | null }>;
  /** Probe name -> value id -> value. A probe that failed has no entry in `probes` and a line in `probesDown`. */
  probes: Record<string, Record<string, number | null>>;
  probesDown: Record<string, string>;
  generator: {
    /** Event-loop utilisation, 0..1; null, as the others, where the engine says nothing of itself. */
    elu: number | null;
    /** p95 of actual minus planned start, ms; null for closed models. */
    startLagP95Ms: number | null;
    /** p95 of how late a thread came to what was due (its answers), over the time of the second; null without load. */
    readLagP95Ms?: number | null;
    /** Of the thread that waited most: share (0..1) of the second that it was ready and had no CPU; null where it is not told. */
    waited?: number | null;
    /** Cores that other processes of the machine used; null where it is not told. */
    othersCpu?: number | null;
    rssBytes: number | null;
    /** Of one core, 0..n. */
    cpu: number | null;
    /** Garbage collection of the busiest thread, ms. */
    gcMs?: number;
    /** Share (0..1) of the machine's CPU time that went to other guests of its host; null where it does not tell. */
    steal?: number | null;
    /** Ms without CPU by the container's quota; null where there is none. */
    throttledMs?: number | null;
    /** Share (0..1) of the file descriptors in use; null where it is not told. */
    descriptors?: number | null;
  };
}

export interface IntervalLatency {
  count: number;
  med: number;
  p95: number;
  p99: number;
  max: number;
}
