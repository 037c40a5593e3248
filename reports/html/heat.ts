import type { Run } from '../report.ts';
import type { Heat } from './chart-data.ts';

const MOST_COLUMNS = 240;
const ROWS = 36;
const GROWTH = 1.02;
/** 0.01 ms. A request without an answer took none: down to it, the rows of all others would be a single one. */
const LOWEST_BUCKET = Math.floor(Math.log(0.01) / Math.log(GROWTH));

/** How many requests took how long, over time; null where the intervals have no histogram. */
export function heatOf({ intervals }: Run): Heat | null {
  const known = intervals.filter(({ latencyHistogram }) => (latencyHistogram?.length ?? 0) > 0);
  if (known.length < 2) return null;
  const buckets = known.flatMap(({ latencyHistogram }) => (latencyHistogram ?? []).map(([bucket]) => bucket));
  const least = buckets.reduce((low, bucket) => Math.min(low, bucket), Number.POSITIVE_INFINITY);
  const low = Math.max(least, LOWEST_BUCKET);
  const high = buckets.reduce((most, bucket) => Math.max(most, bucket), low) + 1;
  const rowOf = (bucket: number) =>
    Math.max(0, Math.min(ROWS - 1, Math.floor(((bucket - low) * ROWS) / (high - low))));
  const stretch = Math.ceil(known.length / MOST_COLUMNS);
  const columns: Heat['columns'] = [];
  for (let start = 0; start < known.length; start += stretch) {
    const own = known.slice(start, start + stretch);
    const [first, last] = [own[0], own.at(-1)];
    if (first === undefined || last === undefined) continue;
    const counts = new Map<number, number>();
    for (const [bucket, count] of own.flatMap(({ latencyHistogram }) => latencyHistogram ?? [])) {
      counts.set(rowOf(bucket), (counts.get(rowOf(bucket)) ?? 0) + count);
    }
    columns.push({
      fromSeconds: (first.atMs - first.durationMs) / 1000,
      toSeconds: last.atMs / 1000,
      cells: [...counts].sort(([a], [b]) => a - b),
    });
  }
  const bounds = Array.from({ length: ROWS + 1 }, (_, row) =>
    Number((GROWTH ** (low + (row * (high - low)) / ROWS)).toPrecision(4)),
  );
  return { bounds, columns };
}
