import type { ProbePass } from './probe-pass.ts';
import type { IntervalRecord, RunRecord, VerdictState } from './v1.ts';

/** One step of a gate, in the order in which they went. */
export type GatePart = GateProbes | GateRun | GateError | GateSkipped;

interface Named {
  /** `probes`, or the profile of a run: `smoke`, `gate`. */
  name: string;
}

/** One look through every probe. */
export interface GateProbes extends Named {
  kind: 'probes';
  pass: ProbePass;
}

/** One run of the scenario. */
export interface GateRun extends Named {
  kind: 'run';
  record: RunRecord;
  intervals: readonly IntervalRecord[];
  /** Where the run is kept. */
  directory: string;
  /** It failed on latency alone, or the generator spoiled it, and was repeated: the second try decides. */
  repeated: boolean;
}

/** The part could not be done at all. */
export interface GateError extends Named {
  kind: 'error';
  message: string;
  hint: string;
  exitCode: number;
}

/** Not done, because of what came before. */
export interface GateSkipped extends Named {
  kind: 'skipped';
  reason: string;
}

/** What a gate found, and what it decided. */
export interface GateRecord {
  version: 1;
  harness: string;
  /** ISO 8601. */
  startedAt: string;
  durationMs: number;
  /** Null when it did not come to its end. */
  state: VerdictState | null;
  /** One sentence. */
  sentence: string;
  exitCode: number;
  parts: GatePart[];
  /** What a reader must know: a part that passed only when it was repeated, a baseline that there was not. */
  notes: string[];
}
