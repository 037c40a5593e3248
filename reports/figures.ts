/** Shown where there is no value. */
export const NOTHING = '–';

/** A space that does not break between a number and its unit. */
const JOIN = '\u00a0';
const formats = new Map<number, Intl.NumberFormat>();

/** A number with thousands separators and exactly `decimals` decimals. */
export function formatFixed(value: number, decimals: number): string {
  let format = formats.get(decimals);
  if (format === undefined) {
    format = new Intl.NumberFormat('en-US', {
      minimumFractionDigits: decimals,
      maximumFractionDigits: decimals,
    });
    formats.set(decimals, format);
  }
  return format.format(value === 0 ? 0 : value);
}

/**
 * A measured value with its unit, three digits or more. Never rounded onto or over one of `limits`, so that a shown
 * value stands on the side of a limit where the record has it.
 */
export function formatFigure(value: number | null, unit: string, limits: readonly (number | null)[] = []) {
  if (value === null || !Number.isFinite(value)) return NOTHING;
  let decimals = decimalsFor(value, unit);
  while (decimals < 9 && limits.some((limit) => limit !== null && crosses(value, limit, decimals))) {
    decimals += 1;
  }
  return withUnit(formatFixed(value, decimals), unit);
}

/** A limit as it was written: no more decimals than it has. */
export function formatLimit(value: number | null, unit: string): string {
  if (value === null) return NOTHING;
  const decimals = (String(value).split('.')[1] ?? '').length;
  return withUnit(formatFixed(value, Math.min(decimals, 6)), unit);
}

/** Whole numbers with separators. */
export const formatCount = (value: number): string =>
  Number.isInteger(value) ? formatFixed(value, 0) : formatFixed(value, 2);

/** A share of 0..1 as percent. */
export const formatShare = (share: number): string => formatFigure(share * 100, '%');

/** A length of time for people: `340 ms`, `30.0 s`, `12 min 5 s`, `1 h 0 min`. */
export function formatDuration(durationMs: number): string {
  if (durationMs < 1000) return `${Math.round(durationMs)}${JOIN}ms`;
  if (durationMs < 60_000) return `${formatFixed(durationMs / 1000, 1)}${JOIN}s`;
  const seconds = Math.round(durationMs / 1000);
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor((seconds % 3600) / 60)];
  if (hours > 0) return `${hours}${JOIN}h ${minutes}${JOIN}min`;
  return `${minutes}${JOIN}min ${seconds % 60}${JOIN}s`;
}

/** A moment on the run's clock: `0:07`, `1:02:03`. */
export function formatClock(atMs: number): string {
  const seconds = Math.floor(Math.max(0, atMs) / 1000);
  const two = (n: number) => String(n).padStart(2, '0');
  const hours = Math.floor(seconds / 3600);
  const rest = `${two(Math.floor((seconds % 3600) / 60))}:${two(seconds % 60)}`;
  return hours > 0 ? `${hours}:${rest}` : rest.replace(/^0/, '');
}

/** Bytes in binary units. */
export function formatBytes(bytes: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  let value = bytes;
  let unit = 0;
  while (Math.abs(value) >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit += 1;
  }
  return `${formatFixed(value, unit === 0 ? 0 : 1)}${JOIN}${units[unit]}`;
}

/** Any unit of the record, bytes included. */
export function formatValue(value: number | null, unit: string): string {
  if (value === null) return NOTHING;
  if (unit === 'bytes') return formatBytes(value);
  if (unit === 'ratio') return formatFigure(value, '');
  return formatFigure(value, unit);
}

function decimalsFor(value: number, unit: string): number {
  if (value === 0) return 0;
  if (unit === 'count' && Number.isInteger(value)) return 0;
  const size = Math.abs(value);
  if (size >= 1000) return 0;
  if (size >= 100) return 1;
  if (size >= 1 || unit === '%') return size >= 0.01 ? 2 : 4;
  return 3;
}

function crosses(value: number, limit: number, decimals: number): boolean {
  return Math.sign(Number(value.toFixed(decimals)) - limit) !== Math.sign(value - limit);
}

function withUnit(text: string, unit: string): string {
  return unit === '' || unit === 'count' ? text : `${text}${JOIN}${unit}`;
}
