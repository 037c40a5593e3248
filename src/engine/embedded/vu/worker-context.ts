import type { MetricRegistry } from '../../../metrics/registry.ts';
import type { Tags } from '../../../metrics/sample.ts';
import type { SampleFold } from '../../../metrics/sample-fold.ts';
import type { Stripe } from '../../../plan/segments/stripe.ts';
import type { LogLevel, VuOptions } from '../realm/contract.ts';
import type { BaseTags } from './base-tags.ts';
import type { CheckTally } from './check-tally.ts';
import type { OpenedFiles } from './opened-files.ts';
import type { SharedTexts } from './shared-texts.ts';

/** Counters of one worker, or of all together, that `k6/execution` shows and the interval feed reports. */
export interface WorkerCounters {
  started: number;
  completed: number;
  interrupted: number;
  threw: number;
  vusActive: number;
  vusInitialized: number;
}

/** What all VUs of a worker thread share. */
export interface WorkerContext {
  readonly fold: SampleFold;
  readonly registry: MetricRegistry;
  readonly baseTags: BaseTags;
  readonly checks: CheckTally;
  /** This worker's own. */
  readonly counters: WorkerCounters;
  /** Those of all workers of the run. */
  totals(): WorkerCounters;
  readonly options: VuOptions;
  readonly runTags: Tags;
  readonly env: Readonly<Record<string, string>>;
  /** Secrets by source and key. */
  readonly secrets: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** The entry file: relative paths are resolved against its directory. */
  readonly scriptPath: string;
  /** Elements of every SharedArray as JSON texts, by name; in memory that all workers share. */
  readonly sharedArrays: Map<string, SharedTexts>;
  readonly files: OpenedFiles;
  /** Durations that are also wanted from the planned start of their iteration. */
  scheduledMetrics: ReadonlySet<string>;
  /** Which of the test's VUs are in this instance. */
  vuStripe: Stripe;
  /** Consolidated options, for exec.test.options. */
  optionsJson: string;
  /** Epoch milliseconds of the test's start, before setup. */
  testStartMs: number;
  log(level: LogLevel, message: string, fields: Readonly<Record<string, string>>): void;
  /** exec.test.abort(): ends the whole test. */
  abort(reason: string): void;
  /** exec.test.fail(). */
  fail(reason: string): void;
}
