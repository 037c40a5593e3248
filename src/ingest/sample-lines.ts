import type { MetricDefinition, Tags } from '../metrics/sample.ts';

/** What a line of samples was. */
export type SampleLine =
  | { kind: 'point'; metric: string; timeMs: number; value: number; tags: Tags }
  | {
      kind: 'metric';
      metric: MetricDefinition;
      thresholds: string[];
      subMetrics: { name: string; tags: Record<string, string> }[];
    }
  | { kind: 'nothing' }
  | { kind: 'unknown' };

/** Reads lines of one format. */
export interface SampleLineReader {
  read(line: string): SampleLine;
}
