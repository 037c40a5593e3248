/** What became of a measure from the earlier run to the later one. */
export type ChangeClass = 'better' | 'same' | 'worse' | 'cannot tell';

/** What is compared; `route_latency_p95` once for each route. */
export type MeasureId =
  | 'latency_p95'
  | 'latency_med'
  | 'scheduled_p95'
  | 'error_rate'
  | 'throughput'
  | 'route_latency_p95';

/** One measure of two runs, and how sure it is that it changed. */
export interface MeasureChange {
  id: MeasureId;
  title: string;
  /** `''` for measures of the whole run. */
  route: string;
  unit: 'ms' | '%' | '/s';
  direction: 'below' | 'above';
  before: number | null;
  after: number | null;
  /** `change`, `low`, `high` and `floor`: percent of `before`, or percentage points (error rate). */
  scale: 'percent' | 'points';
  /** After minus before; positive is more, which is worse for `below`. Null when it cannot be computed. */
  change: number | null;
  /** Its confidence interval at `confidence`; null without an estimate. */
  low: number | null;
  high: number | null;
  /** Cliff's delta over intervals, -1..1: how often a second of the later run is over one of the earlier run. */
  effect: number | null;
  /** Two-sided, adjusted by Holm over the measures of its family. */
  pValue: number | null;
  /** Changes up to this size are noise between runs of one plan, or are taken for it. */
  floor: number;
  class: ChangeClass;
  /** Runs of each side, as long as these, that would tell; null unless `cannot tell`. */
  runsNeeded: number | null;
  /** It is worse by more than the tolerance, with confidence: what fails a gate. */
  beyond: boolean;
  /** One sentence. */
  reason: string;
}

/** In what two runs differ that must be the same for a comparison to mean something. */
export interface Difference {
  kind: 'plan' | 'target' | 'generator' | 'end';
  /** `duration of scenario api` */
  what: string;
  before: string;
  after: string;
}

/** A later run against an earlier one. */
export interface ComparisonRecord {
  /** Ids of the runs. */
  before: string;
  after: string;
  /** ISO 8601. */
  beforeStartedAt: string;
  /** Share of 1, e.g. 0.99. */
  confidence: number;
  /** Tolerated worsening in percent. */
  maxRegressionPercent: number;
  /** How many earlier runs of this plan on this kind of machine the noise was learnt from. */
  noiseRuns: number;
  /** Not empty: compared all the same, because the user said so. */
  differences: Difference[];
  /** Worth knowing, no reason to refuse: another version of Node or of the harness. */
  notes: string[];
  measures: MeasureChange[];
  /** The worst of the measures: worse, cannot tell, better, same. */
  class: ChangeClass;
}
