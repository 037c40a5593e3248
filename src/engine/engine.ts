import type { ProbeResult } from '../../probes/probe.ts';
import type { ExitName } from '../exit-codes.ts';
import type { MetricDefinition } from '../metrics/sample.ts';
import type { LogLevel } from './embedded/realm/contract.ts';
import type { GoJson } from './embedded/worker/go-json.ts';
import type { CommonPlan, PhaseName, PhaseResult, WorkerInterval } from './embedded/worker/messages.ts';

/** A line of the script's or the engine's log. */
export interface LogEntry {
  level: LogLevel;
  message: string;
  fields: Readonly<Record<string, string>>;
  /** Epoch milliseconds. */
  timeMs: number;
  /** This line stands for so many like it; absent: for itself. */
  repeated?: number;
}

/** What a script turned out to be when its init code ran. */
export interface LoadedScript {
  functions: readonly string[];
  /** JSON text of the export `options`, or why it has none. */
  options: GoJson;
  /** JSON text of the export `r3mes`: what the script is about. */
  r3mes: GoJson;
  /** Exports that should be functions and are none: setup, teardown, handleSummary. */
  notFunctions: readonly string[];
  /** Metrics that init declared, built-in ones included. */
  metrics: readonly MetricDefinition[];
}

/** What an engine is told to run. */
export interface EnginePlan extends CommonPlan {
  /** Threads that share the load. */
  workers: number;
  /** VUs to make before setup. */
  initialVus: number;
  runSetup: boolean;
  runTeardown: boolean;
  setupTimeoutMs: number;
  teardownTimeoutMs: number;
}

/** Why a run ended before its plan did. */
export interface EngineCause {
  exit: ExitName;
  message: string;
  /** What the log shows beside the message. */
  fields?: Readonly<Record<string, string>>;
}

/** Receives what happens during a run, in order. */
export interface EngineObserver {
  onPhase(phase: 'init' | 'setup' | 'running' | 'teardown' | 'ended'): void;
  onInterval(worker: number, interval: WorkerInterval): void;
  onLog(entry: LogEntry): void;
  /** What setup returned, as JSON text. */
  onSetupData(json: string): void;
  /** A metric that the script did not declare to the embedded engine: k6 tells of it with its first sample. */
  onMetric?(metric: MetricDefinition): void;
  /** A look of a probe that was made elsewhere, while what is replayed went on. */
  onProbe?(result: ProbeResult): void;
}

/** A thread of the generator that did not live to the end of its run, which is void then. */
export interface LostWorker {
  /** `stuck`: the script never came back from a loop. */
  kind: 'stuck' | 'memory' | 'died';
  /** Epoch ms. */
  timeMs: number;
  message: string;
  remedy: string;
}

/** How a run ended. */
export interface EngineEnd {
  /** Null after a complete run. */
  cause: EngineCause | null;
  /** exec.test.fail() was called. */
  failed: string | null;
  lost: readonly LostWorker[];
  /** k6 itself found thresholds crossed. */
  crossed?: boolean;
  setupData: string | undefined;
  /** Epoch ms: before setup, and after teardown. */
  startedMs: number;
  endedMs: number;
  /** Epoch ms of the first scenario's start and the last one's end; null when no scenario started. */
  load: { startedMs: number; endedMs: number } | null;
}

/** What runs a loaded script: the embedded engine, or k6 itself. */
export interface Engine {
  readonly kind: 'embedded' | 'k6';
  /** As the record names it. */
  readonly version: string;
  /** Setup, scenarios, teardown; resolves when the last interval has been given to the observer. */
  run(plan: EnginePlan, observer: EngineObserver): Promise<EngineEnd>;
  /** Ends the run early: running iterations are interrupted, teardown still runs. The first cause stays. */
  stop(cause: EngineCause): void;
  /** Runs setup, teardown or handleSummary by itself; `arg` is JSON text. */
  phase(phase: PhaseName, arg: string | undefined, timeoutMs: number): Promise<PhaseResult>;
  close(): Promise<void>;
  /** Ends what would outlive this process; for the second signal. */
  kill(): void;
}
