import type { ComparisonReport } from './comparison-report.ts';

/** The comparison for machines. */
export const jsonComparison: ComparisonReport = (comparison) => `${JSON.stringify(comparison, null, 2)}\n`;
