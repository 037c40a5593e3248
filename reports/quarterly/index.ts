import type { QuarterlyRecord } from '../../src/store/record/quarterly-v1.ts';
import { quarterlyHtml } from './html.ts';
import { quarterlyMarkdown, quarterlyText } from './text.ts';

/** How a report of a quarterly test is written. */
export interface QuarterlyOptions {
  columns: number;
  /** Leads from the report to the test's folder. */
  folder: string;
}

/** Every format of a report on a quarterly test. */
export const QUARTERLY_REPORTS = {
  text: (record: QuarterlyRecord, { columns }: QuarterlyOptions) => quarterlyText(record, columns),
  json: (record: QuarterlyRecord) => `${JSON.stringify(record, null, 2)}\n`,
  markdown: (record: QuarterlyRecord) => quarterlyMarkdown(record),
  html: (record: QuarterlyRecord, { folder }: QuarterlyOptions) => quarterlyHtml(record, folder),
} as const satisfies Record<string, (record: QuarterlyRecord, options: QuarterlyOptions) => string>;
