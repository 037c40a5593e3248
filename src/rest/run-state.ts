/** What k6's REST API tells of a run, and what it may do to it. */
export interface RunState {
  status(): RunStatus;
  metrics(): readonly RestMetric[];
  groups(): readonly RestGroup[];
  /** What setup returned, as JSON text; undefined before that, and without setup. */
  setupData(): string | undefined;
  /** Ends the run early. */
  stop(): void;
  /** Lets a paused run begin; false when it was not paused. */
  resume(): boolean;
}

/** k6's numbers for the phases of a run. */
export const PHASES = {
  created: 0,
  init: 1,
  paused: 4,
  setup: 6,
  running: 7,
  teardown: 8,
  ended: 9,
  interrupted: 10,
} as const;

/** Attributes of `/v1/status`. */
export interface RunStatus {
  status: number;
  paused: boolean;
  vus: number;
  'vus-max': number;
  stopped: boolean;
  running: boolean;
  /** Some threshold is crossed right now. */
  tainted: boolean;
}

/** One metric or sub-metric of `/v1/metrics`. */
export interface RestMetric {
  name: string;
  type: string;
  contains: string;
  /** Null without a threshold. */
  tainted: boolean | null;
  sample: Readonly<Record<string, number>>;
}

/** One group of `/v1/groups`. */
export interface RestGroup {
  id: string;
  path: string;
  name: string;
  /** Null for the root. */
  parentId: string | null;
  groupIds: readonly string[];
  checks: readonly { id: string; path: string; name: string; passes: number; fails: number }[];
}
