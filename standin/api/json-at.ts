/** What stands under the keys of a JSON value that came from elsewhere; undefined when any is missing. */
export function at(value: unknown, ...keys: readonly string[]): unknown {
  let found = value;
  for (const key of keys) {
    if (typeof found !== 'object' || found === null) return undefined;
    found = (found as Record<string, unknown>)[key];
  }
  return found;
}

/** The string under the keys, else ''. */
export function textAt(value: unknown, ...keys: readonly string[]): string {
  const found = at(value, ...keys);
  return typeof found === 'string' ? found : '';
}

/** The number (or decimal string) under the keys, else 0. */
export function numberAt(value: unknown, ...keys: readonly string[]): number {
  const number = Number(at(value, ...keys) ?? 0);
  return Number.isFinite(number) ? number : 0;
}

/** The list under the keys, else an empty one. */
export function listAt(value: unknown, ...keys: readonly string[]): unknown[] {
  const found = at(value, ...keys);
  return Array.isArray(found) ? found : [];
}
