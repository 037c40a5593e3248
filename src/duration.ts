const UNIT_MS: Readonly<Record<string, number>> = {
  ns: 1e-6,
  us: 1e-3,
  µs: 1e-3,
  μs: 1e-3,
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
};

const PART = /(\d+(?:\.\d*)?|\.\d+)(ns|us|µs|μs|ms|s|m|h)/g;
const GO = /^[+-]?(?:0|(?:(?:\d+(?:\.\d*)?|\.\d+)(?:ns|us|µs|μs|ms|s|m|h))+)$/;
const DAYS = /^([+-]?)(\d+)d(.*)$/;

/**
 * A k6 duration in ms: Go's (`90s`, `1m30s`, `1.5s`, `-1s`) with whole days in front (`1d2h`); a bare number is
 * milliseconds. Undefined when it is none.
 */
export function parseDurationMs(given: unknown): number | undefined {
  if (typeof given === 'number') return Number.isFinite(given) ? given : undefined;
  if (typeof given !== 'string') return undefined;
  const text = given.trim();
  if (/^[+-]?\d+(\.\d+)?$/.test(text)) return Number(text);
  const [, sign = '', days, rest = ''] = DAYS.exec(text) ?? [];
  if (days === undefined) return parseGoDurationMs(text);
  const restMs = rest === '' ? 0 : parseGoDurationMs(rest);
  if (restMs === undefined || /^[+-]/.test(rest)) return undefined;
  return (sign === '-' ? -1 : 1) * (Number(days) * 86_400_000 + restMs);
}

/** A duration of a flag of our own in ms: a bare number is refused, since people mean seconds and k6 reads milliseconds. */
export function parseSpanMs(text: string): number | undefined {
  return /[a-zµμ]/.test(text) ? parseDurationMs(text) : undefined;
}

/** A duration in Go's own syntax, which must have units, in ms; undefined when it is none. */
export function parseGoDurationMs(text: string): number | undefined {
  if (!GO.test(text)) return undefined;
  const parts = [...text.matchAll(PART)];
  const ms = parts.reduce(
    (total, [, amount, unit = '']) => total + Number(amount) * (UNIT_MS[unit] as number),
    0,
  );
  return text.startsWith('-') ? -ms : ms;
}

/** A duration as Go writes it: `1m30s`, `1.5s`, `500ms`, `0s`. */
export function goDuration(ms: number): string {
  const sign = ms < 0 ? '-' : '';
  const size = Math.abs(ms);
  if (size === 0) return '0s';
  if (size < 1e-3) return `${sign}${fraction(size * 1e6)}ns`;
  if (size < 1) return `${sign}${fraction(size * 1e3)}µs`;
  if (size < 1000) return `${sign}${fraction(size)}ms`;
  const hours = Math.floor(size / 3_600_000);
  const minutes = Math.floor(size / 60_000) % 60;
  const seconds = fraction((size % 60_000) / 1000);
  if (hours > 0) return `${sign}${hours}h${minutes}m${seconds}s`;
  return `${sign}${minutes > 0 ? `${minutes}m` : ''}${seconds}s`;
}

const fraction = (value: number): string => String(Number(value.toFixed(9)));
