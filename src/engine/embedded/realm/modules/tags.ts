import { GoError } from './go-error.ts';

/** Tags as a script gives them: own keys whose values are strings, numbers or booleans; null when there are none. */
export function readTags(given: unknown, errorPrefix = ''): Record<string, string> | null {
  if (given === undefined || given === null) return null;
  const entries = Object.entries(Object(given) as Record<string, unknown>);
  if (entries.length === 0) return null;
  const tags: Record<string, string> = {};
  for (const [name, value] of entries) tags[name] = readTagValue(name, value, errorPrefix);
  return tags;
}

/** One tag value as text; throws for what cannot be a tag. */
export function readTagValue(name: string, value: unknown, errorPrefix = ''): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  throw new GoError(
    `${errorPrefix}invalid value for metric tag '${name}': only String, Boolean and Number types are accepted as a metric tag values`,
  );
}
