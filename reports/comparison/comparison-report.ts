import type { ComparisonRecord } from '../../src/store/record/v1.ts';
import type { ReportOptions } from '../report.ts';

/** The one signature of all reports on two runs. */
export type ComparisonReport = (comparison: ComparisonRecord, options: ReportOptions) => string;
