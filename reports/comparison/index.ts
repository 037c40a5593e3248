import type { ComparisonReport } from './comparison-report.ts';
import { jsonComparison } from './json.ts';
import { markdownComparison } from './markdown.ts';
import { textComparison } from './text.ts';

/** Every format by the name that `compare --format` takes. */
export const COMPARISON_REPORTS = {
  text: textComparison,
  json: jsonComparison,
  markdown: markdownComparison,
} as const satisfies Record<string, ComparisonReport>;

export type ComparisonFormat = keyof typeof COMPARISON_REPORTS;
