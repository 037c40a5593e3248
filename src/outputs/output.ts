import type { MetricDefinition, Sample, Tags } from '../metrics/sample.ts';
import type { MetricThresholds } from '../verdict/threshold.ts';

/** What an output may know of the run before its first sample. */
export interface OutputRun {
  metric(name: string): MetricDefinition | undefined;
  thresholds: readonly MetricThresholds[];
  /** Those of a metric that the script asks for, then the automatic ones. */
  subMetrics(metric: string): readonly { name: string; tags: Tags }[];
  /** Names of the system tags that are on, sorted. */
  systemTags: readonly string[];
}

/** Where raw samples go while a run goes on. */
export interface Output {
  write(samples: readonly Sample[]): void;
  /** Resolves when all is written. */
  end(): Promise<void>;
}

/** The one signature of all outputs: `argument` is what follows `=`; throws HarnessError for a bad one. */
export type OutputFactory = (argument: string, run: OutputRun, streams: OutputStreams) => Output;

/** What an output may write to beside files. */
export interface OutputStreams {
  cwd: string;
  env: Readonly<Record<string, string | undefined>>;
  /** What k6's configuration file says of outputs, by their names. */
  collectors: Readonly<Record<string, unknown>>;
  stdout(text: string): void;
  /** Tells the user of samples that could not be written. */
  error(message: string): void;
}
