import { parseDurationMs } from '../duration.ts';
import { type OptionKind, type OptionName, optionEntry } from './option-table.ts';

const EXPECTED: Readonly<Record<OptionKind, string>> = {
  boolean: 'true or false',
  integer: 'a whole number',
  duration: 'a duration, such as "30s"',
  text: 'a string',
  list: 'a list of strings',
  stages: 'a list of stages',
  tags: 'an object of strings',
  dns: 'an object',
  segment: 'a string',
  any: 'anything',
};

/** What is wrong with the type of an option's value in a script or configuration file; null when nothing is. */
export function typeProblem(name: OptionName, value: unknown): string | null {
  const { kind } = optionEntry(name);
  if (fits(kind, value)) return null;
  if (kind === 'integer' && typeof value === 'string') {
    return /^[+-]?\d+$/.test(value)
      ? null
      : `strconv.ParseInt: parsing ${JSON.stringify(value)}: invalid syntax`;
  }
  // Go parses what stands behind a day part alone.
  if (kind === 'duration' && typeof value === 'string')
    return `time: invalid duration ${JSON.stringify(value.slice(value.indexOf('d') + 1))}`;
  return `the option "${name}" cannot be ${JSON.stringify(value)}: it must be ${EXPECTED[kind]}`;
}

function fits(kind: OptionKind, value: unknown): boolean {
  switch (kind) {
    case 'boolean':
      return typeof value === 'boolean';
    case 'integer':
      return Number.isInteger(value);
    case 'duration':
      return parseDurationMs(value) !== undefined;
    case 'text':
    case 'segment':
      return typeof value === 'string';
    case 'list':
      return Array.isArray(value) && value.every((each) => typeof each === 'string');
    case 'stages':
      return Array.isArray(value);
    case 'tags':
    case 'dns':
      return typeof value === 'object' && value !== null && !Array.isArray(value);
    default:
      return true;
  }
}
