/** The text of one form field; what cannot be one is empty. */
export const formText = (value: unknown): string =>
  value === null || value === undefined || typeof value === 'object' ? '' : String(value);

const escapeText = (text: string): string =>
  encodeURIComponent(text)
    .replace(/%20/g, '+')
    .replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);

/** Fields as application/x-www-form-urlencoded, sorted by name; a list gives its name once for each value. */
export function encodeForm(entries: readonly (readonly [string, unknown])[]): string {
  const sorted = [...entries].sort(([a], [b]) => (a < b ? -1 : 1));
  const pairs = sorted.flatMap(([name, value]) =>
    (Array.isArray(value) ? value : [value]).map(
      (item) => `${escapeText(name)}=${escapeText(formText(item))}`,
    ),
  );
  return pairs.join('&');
}
