/** The text of one form field; what cannot be one is empty. */
export function formText(value: unknown): string {
  if (value === null || value === undefined || typeof value === 'object') return '';
  return typeof value === 'number' ? goNumber(value) : String(value);
}

// As Go's %v: whole numbers as they are, fractions with an exponent below 1e-4 and from 1e6 on.
function goNumber(value: number): string {
  if (Number.isInteger(value) && Math.abs(value) <= Number.MAX_SAFE_INTEGER && !Object.is(value, -0))
    return String(value);
  if (Object.is(value, -0)) return '-0';
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'NaN' : value > 0 ? '+Inf' : '-Inf';
  const [mantissa = '', exponent = ''] = value.toExponential().split('e');
  const power = Number(exponent);
  if (power >= -4 && power < 6) return String(value);
  return `${mantissa}e${power < 0 ? '-' : '+'}${String(Math.abs(power)).padStart(2, '0')}`;
}

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
