import type { SuspendedScript } from '../../../../build/suspend/suspend-bundle.ts';
import type { MetricDefinition, Sample, Tags } from '../../../metrics/sample.ts';
import type { SeriesDelta } from '../../../metrics/sample-fold.ts';
import type { ScenarioPlan } from '../../../plan/scenario-plan.ts';
import type { Stripe } from '../../../plan/segments/stripe.ts';
import type { NameSpread } from '../http/address-spread.ts';
import type { JobOutcome, LogLevel, VuOptions } from '../realm/contract.ts';
import type { CheckCount } from '../vu/check-tally.ts';
import type { OpenedFile } from '../vu/opened-files.ts';
import type { SharedTextsHandle } from '../vu/shared-texts.ts';
import type { WorkerCounters } from '../vu/worker-context.ts';
import type { GoJson } from './go-json.ts';
import type { BoardHandle } from './run-board.ts';
import type { ThreadTimes } from './thread-meter.ts';

/** A script ready for a realm: what build/suspend made of a bundle. */
export interface LoadableScript {
  /** Path of the entry file, for messages and relative `open()`. */
  entryPath: string;
  suspended: SuspendedScript;
}

/** What the first init code leaves to all others, in memory that threads share. */
export interface FirstInit {
  /** Its SharedArrays, by name. */
  sharedArrays: Readonly<Record<string, SharedTextsHandle>>;
  /** What it opened, by path. */
  files: Readonly<Record<string, OpenedFile>>;
}

/** What a worker thread is born with. */
export interface WorkerBirth {
  script: LoadableScript;
  env: Readonly<Record<string, string>>;
  /** Of `k6/secrets`, by source and key. */
  secrets: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Options known before the script was read (its init code runs with them). */
  options: VuOptions;
  /** Null for the worker that runs the first init code itself. */
  firstInit: FirstInit | null;
  /** So long the init code of one VU may take. */
  initLimitMs: number;
}

/** What the plan of all workers adds once the script's options were read. */
export interface CommonPlan {
  scenarios: readonly ScenarioPlan[];
  options: VuOptions;
  optionsJson: string;
  runTags: Tags;
  vuStripe: Stripe;
  maxVus: number;
  minIterationDurationMs: number;
  /** Durations to measure from the planned start of their iteration too, where a rate plans one. */
  scheduledMetrics: readonly string[];
  /** Raw samples go to the main thread too, for outputs that stream them. */
  keepRaw: boolean;
  testStartMs: number;
}

/** One worker's part of a run. */
export interface WorkerPlan extends CommonPlan {
  /** Its place among the workers, from 0. */
  worker: number;
  board: BoardHandle;
  /** How many workers have a part of each scenario. */
  sharers: Readonly<Record<string, number>>;
  /** VUs to make before setup. */
  vuIds: readonly number[];
}

/** The three functions that run once a test. */
export type PhaseName = 'setup' | 'teardown' | 'summary';

export type ToWorker =
  /** The first one: a thread boots while its script is still prepared. */
  | { type: 'birth'; birth: WorkerBirth }
  | { type: 'prepare'; plan: WorkerPlan }
  | { type: 'phase'; phase: PhaseName; exec: string; arg: string | undefined; timeoutMs: number }
  /** `atMs` is the epoch ms from which all workers count. */
  | { type: 'start'; setupData: string | undefined; atMs: number }
  /** `aborted`: what was not begun does not count as dropped. */
  | { type: 'stop'; aborted: boolean }
  /** An iteration that another worker has no idle VU for; one is reserved here. Or: make one VU more. */
  | { type: 'help'; scenario: string; work: Help }
  /** Sends the last interval; samples after it are thrown away. */
  | { type: 'flush' }
  | { type: 'close' };

/** What one worker asks of another in a scenario. */
export type Help = { kind: 'iterate'; dueMs: number } | { kind: 'grow' };

/** What came out of setup, teardown or handleSummary. */
export type PhaseResult =
  | { kind: 'done'; value: PhaseValue }
  | { kind: 'timeout' }
  | Exclude<JobOutcome, { kind: 'done' }>;

/** setup: JSON text; handleSummary: what to write where; teardown: nothing. */
export type PhaseValue =
  | { kind: 'nothing' }
  | { kind: 'json'; json: string }
  | { kind: 'files'; files: { path: string; content: string | Uint8Array }[] }
  | { kind: 'problem'; message: string };

/** How long garbage collection held a thread: in all, and at most at once. */
export interface GcPauses {
  totalMs: number;
  longestMs: number;
}

/** One closed interval of a worker. */
export interface WorkerInterval {
  deltas: SeriesDelta[];
  raw: Sample[];
  checks: { groups: string[]; checks: CheckCount[] };
  counters: WorkerCounters;
  /** `unstarted`: due, and the thread was too busy to begin them; absent where the engine does not tell. */
  pace: { planned: number; dropped: number; unstarted?: number; startLagsMs: Float64Array };
  /** Event-loop utilisation since the last interval, 0..1. */
  elu: number;
  /** Garbage collection since the last interval, in ms; absent where the engine does not tell. */
  gc?: GcPauses;
  /** How late the thread came to what was due, in ms, evenly over the time of the load; absent as `gc` is. */
  loopLagsMs?: Float64Array;
  /** What the thread had of the CPUs; null or absent where the system or the engine does not tell. */
  cpu?: ThreadTimes | null;
  /** Names with several addresses, in the last interval of a thread. */
  spread?: NameSpread[];
  /** The last interval of the run. */
  last: boolean;
}

export type FromWorker =
  | {
      type: 'loaded';
      functions: readonly string[];
      options: GoJson;
      r3mes: GoJson;
      notFunctions: string[];
      metrics: MetricDefinition[];
      firstInit: FirstInit;
    }
  /** A further worker can be told what to do. */
  | { type: 'ready' }
  | { type: 'load-failed'; outcome: JobOutcome }
  | { type: 'prepared' }
  | { type: 'phase-done'; phase: PhaseName; result: PhaseResult }
  | { type: 'finished' }
  | { type: 'help'; worker: number; scenario: string; work: Help }
  | { type: 'interval'; interval: WorkerInterval }
  | {
      type: 'log';
      level: LogLevel;
      message: string;
      fields: Readonly<Record<string, string>>;
      timeMs: number;
      repeated?: number;
    }
  | { type: 'abort'; reason: string }
  | { type: 'fail'; reason: string }
  | { type: 'crashed'; message: string; code: string; exit: string };
