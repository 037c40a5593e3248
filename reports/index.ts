import { htmlReport } from './html/index.ts';
import { jsonReport } from './json.ts';
import { junitReport } from './junit.ts';
import { markdownReport } from './markdown.ts';
import type { Report } from './report.ts';
import { textReport } from './text/index.ts';

/** Every format by the name that `--format` takes. */
export const REPORTS = {
  text: textReport,
  json: jsonReport,
  junit: junitReport,
  markdown: markdownReport,
  html: htmlReport,
} as const satisfies Record<string, Report>;

export type ReportFormat = keyof typeof REPORTS;
