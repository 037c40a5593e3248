import type { MetricKind } from './sample.ts';

/** What a threshold or a report may ask of any sink. */
export interface SinkView {
  readonly kind: MetricKind;
  /** True before the first sample. */
  readonly isEmpty: boolean;
  /** `count`, `rate`, `value`, `avg`, `p(95)`, ...; undefined when this kind has no such statistic (or not yet). */
  statistic(name: string): number | undefined;
}
