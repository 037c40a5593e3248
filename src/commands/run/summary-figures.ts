import type { SummaryMetric } from './summary-data.ts';

/** How times are shown: '' chooses by size. */
export interface ShownUnits {
  timeUnit: string;
}

/** One statistic of a metric as the summary shows it. */
export function statisticText(
  { type, contains, values }: Pick<SummaryMetric, 'type' | 'contains' | 'values'>,
  statistic: string,
  { timeUnit }: ShownUnits,
): string {
  const value = values[statistic] ?? 0;
  if (type === 'rate' && statistic === 'rate') return `${(Math.floor(value * 10_000) / 100).toFixed(2)}%`;
  if (statistic === 'count' && type === 'trend') return String(value);
  if (contains === 'data') return statistic === 'rate' ? `${bytesText(value)}/s` : bytesText(value);
  if (contains === 'time' && type === 'trend') return timeText(value, timeUnit);
  return statistic === 'rate' ? `${plainText(value)}/s` : plainText(value);
}

function timeText(ms: number, unit: string): string {
  if (unit === 's') return `${(ms / 1000).toFixed(2)}s`;
  if (unit === 'ms') return `${ms.toFixed(2)}ms`;
  if (unit === 'us') return `${(ms * 1000).toFixed(2)}µs`;
  const size = Math.abs(ms);
  if (size === 0) return '0s';
  if (size < 1e-3) return `${trimmed(ms * 1e6)}ns`;
  if (size < 1) return `${trimmed(ms * 1000)}µs`;
  if (size < 1000) return `${trimmed(ms)}ms`;
  if (size < 60_000) return `${trimmed(ms / 1000)}s`;
  const minutes = Math.floor(size / 60_000);
  const rest = `${Math.floor((size % 60_000) / 1000)}s`;
  return minutes < 60 ? `${minutes}m${rest}` : `${Math.floor(minutes / 60)}h${minutes % 60}m${rest}`;
}

function bytesText(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let value = bytes;
  let unit = 0;
  while (Math.abs(value) >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  const digits = value < 10 && unit > 0 ? value.toFixed(1) : String(Math.round(value));
  return `${digits} ${units[unit]}`;
}

const plainText = (value: number): string => String(Number(value.toFixed(6)));
const trimmed = (value: number): string => String(Number(value.toFixed(2)));
