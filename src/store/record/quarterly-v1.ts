import type { VerdictState } from './v1.ts';

/** How a target was after a profile, without load. */
export interface QuarterlyRecovery {
  /** It was well, three looks in a row, within the limit. */
  healthy: boolean;
  /** Until the first of these looks; where it was not well, how long it was watched. */
  seconds: number;
  /** What it last suffered from; '' where it was well. */
  trouble: string;
}

/** One profile of a quarterly test. */
export interface QuarterlyPart {
  profile: string;
  /** `interrupted`: it is run again by --resume. */
  status: 'pending' | 'done' | 'interrupted';
  /** Folder of its run, beside the record; null before it began. */
  run: string | null;
  /** Null where the run has no whole verdict. */
  state: VerdictState | null;
  sentence: string;
  exitCode: number | null;
  startedAt: string | null;
  endedAt: string | null;
  /** Null before the target was watched. */
  recovery: QuarterlyRecovery | null;
  /** What a reader compares from quarter to quarter; null where it was not measured. */
  figures: {
    requests: number | null;
    ratePerSecond: number | null;
    p95Ms: number | null;
    errorsPercent: number | null;
    recoverySeconds: number | null;
    heldPerSecond: number | null;
  };
}

/** What binds the runs of a quarterly test: quarterly.json in its folder. */
export interface QuarterlyRecord {
  version: 1;
  kind: 'quarterly';
  id: string;
  harness: string;
  scenario: string;
  target: { name: string; apiUrl: string };
  /** 0.01: stages, windows, warm-up and pauses took a hundredth of their time. */
  scale: number;
  startedAt: string;
  /** Null while it is under way or was interrupted. */
  endedAt: string | null;
  state: VerdictState | null;
  sentence: string;
  exitCode: number | null;
  parts: QuarterlyPart[];
}
