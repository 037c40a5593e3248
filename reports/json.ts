import type { Report } from './report.ts';

// What a terminal or an editor would act on: C1 controls, direction overrides, JavaScript's line ends.
const ACTIVE = /[\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g;

/**
 * The record itself for machines; keys are sorted, so that two runs can be compared line by line. Characters that a
 * terminal would act on are written as escapes: the same value for every parser.
 */
export const jsonReport: Report = ({ record }) => {
  const text = JSON.stringify(sortKeys(record), null, 2);
  const written = (character: string) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  return `${text.replace(ACTIVE, written)}\n`;
};

function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, inner]) => [key, sortKeys(inner)]));
}
