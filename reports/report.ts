import type { IntervalRecord, RunRecord } from '../src/store/record/v1.ts';

/** All that a report may know of a run. */
export interface Run {
  record: RunRecord;
  intervals: readonly IntervalRecord[];
}

/** What depends on where the report is shown, not on the run. */
export interface ReportOptions {
  /** ANSI colours: `text` only. */
  colour: boolean;
  /** Width of the terminal in characters: `text` only. */
  columns: number;
  /** Where the HTML report lies, to be named by the others; null when there is none. */
  htmlPath: string | null;
  /** The run still goes on, and the page is served: `html` only. */
  live?: boolean;
}

/** The one signature of all reports. A report shows the record's judgement and never makes one. */
export type Report = (run: Run, options: ReportOptions) => string;
