import type { SummaryMetric } from './summary-data.ts';

/** One statistic of a metric as the summary shows it; a time unit of '' chooses by size. */
export function statisticText(
  { type, contains, values }: Pick<SummaryMetric, 'type' | 'contains' | 'values'>,
  statistic: string,
  timeUnit: string,
): string {
  const value = values[statistic] ?? 0;
  if (!Number.isFinite(value)) return goInfinite(value);
  if (type === 'rate' && statistic === 'rate') return percentText(value);
  if (statistic === 'count' && type === 'trend') return String(value);
  if (statistic === 'rate') return `${contains === 'data' ? bytesText(value) : plainText(value)}/s`;
  if (contains === 'data') return bytesText(value);
  return contains === 'time' ? timeText(value, timeUnit) : plainText(value);
}

// What a script added as Infinity has no unit.
const goInfinite = (value: number): string => (Number.isNaN(value) ? 'NaN' : value > 0 ? '+Inf' : '-Inf');

/** A share of 1 in percent, cut to two digits. */
export const percentText = (share: number): string => `${truncated(share * 100, 2).toFixed(2)}%`;

function timeText(ms: number, unit: string): string {
  if (unit === 's') return `${(ms / 1000).toFixed(2)}s`;
  if (unit === 'ms') return `${ms.toFixed(2)}ms`;
  if (unit === 'us') return `${(ms * 1000).toFixed(2)}µs`;
  const size = Math.abs(ms);
  if (size === 0) return '0s';
  if (size < 1e-3) return `${Math.trunc(ms * 1e6)}ns`;
  if (size < 1) return `${truncated(ms * 1000, 2)}µs`;
  if (size < 1000) return `${truncated(ms, 2)}ms`;
  if (size < 60_000) return `${truncated(ms / 1000, 2)}s`;
  const minutes = Math.trunc(ms / 60_000);
  const rest = `${truncated((size % 60_000) / 1000, 0)}s`;
  if (Math.abs(minutes) < 60) return `${minutes}m${rest}`;
  return `${Math.trunc(minutes / 60)}h${Math.abs(minutes) % 60}m${rest}`;
}

function bytesText(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB', 'PB', 'EB'];
  if (Math.abs(bytes) < 10) return `${truncated(bytes, 2)} B`;
  let value = bytes;
  let unit = 0;
  while (Math.abs(value) >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  const rounded = Math.round(value * 10) / 10;
  return `${rounded.toFixed(Math.abs(rounded) < 10 ? 1 : 0)} ${units[unit]}`;
}

const plainText = (value: number): string => String(truncated(value, 6));

// Figures like 0.29 * 100 lie a little below what they stand for.
function truncated(value: number, digits: number): number {
  const scale = 10 ** digits;
  return Math.trunc(Number((value * scale).toPrecision(15))) / scale;
}
