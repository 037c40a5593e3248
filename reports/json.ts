import type { Report } from './report.ts';

/** The record itself for machines; keys are sorted, so that two runs can be compared line by line. */
export const jsonReport: Report = ({ record }) => `${JSON.stringify(sortKeys(record), null, 2)}\n`;

function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, inner]) => [key, sortKeys(inner)]));
}
