import type { IntervalRecord, RunRecord } from '../../src/store/record/v1.ts';
import type { Run } from '../report.ts';

/** One point of the time axis; `interval` is null where the run has no line for that time. */
export interface Row {
  atMs: number;
  interval: IntervalRecord | null;
}

/** Reads one curve off all rows; null where there is nothing. */
export type Reading = (rows: readonly Row[]) => (number | null)[];

/** The interval lines in order; a hole between two of them becomes a row without values. */
export function rowsOf({ intervals }: Run): Row[] {
  const sorted = [...intervals].sort((a, b) => a.atMs - b.atMs);
  return sorted.flatMap((interval, index) => {
    const before = sorted[index - 1];
    const hole = before !== undefined && interval.atMs - before.atMs > 1.8 * interval.durationMs;
    const row: Row = { atMs: interval.atMs, interval };
    return hole ? [{ atMs: before.atMs + before.durationMs, interval: null }, row] : [row];
  });
}

/** A curve of a value of each interval. */
export const each =
  (read: (interval: IntervalRecord) => number | null | undefined): Reading =>
  (rows) =>
    rows.map(({ interval }) => (interval === null ? null : finite(read(interval))));

/** What a run's end cuts off is often a few ms: their rate would be a fall or a peak that nobody saw. */
const LEAST_FOR_A_RATE_MS = 200;

/** A count of each interval, per second; of a stub only where there is nothing longer. */
export const perSecond =
  (read: (interval: IntervalRecord) => number | null): Reading =>
  (rows) => {
    const isStub = ({ durationMs }: IntervalRecord): boolean => durationMs < LEAST_FOR_A_RATE_MS;
    const onlyStubs = rows.every(({ interval }) => interval === null || isStub(interval));
    const rate = (interval: IntervalRecord): number | null => {
      const count = isStub(interval) && !onlyStubs ? null : read(interval);
      return count === null ? null : (count * 1000) / interval.durationMs;
    };
    return each(rate)(rows);
  };

/** A value of a probe; several ids are tried in order. */
export const probed = (probe: string, ...ids: string[]): Reading =>
  each((interval) => {
    const values = interval.probes[probe];
    return values?.[ids.find((id) => typeof values[id] === 'number') ?? ''];
  });

/** A curve in another unit. */
export const scaled =
  (reading: Reading, factor: number): Reading =>
  (rows) =>
    reading(rows).map((value) => (value === null ? null : value * factor));

/** What a probe's `total` grew by over what `count` grew by, from one look to the next. */
export function probeGrowth(probe: string, total: string, count: string): Reading {
  return (rows) => {
    const totals = probed(probe, total)(rows);
    const counts = probed(probe, count)(rows);
    return rows.map((_, index) => {
      const [now, before] = [totals[index], totals[index - 1]];
      const [nowCount, beforeCount] = [counts[index], counts[index - 1]];
      if (now == null || before == null || nowCount == null || beforeCount == null) return null;
      return nowCount > beforeCount && now >= before ? (now - before) / (nowCount - beforeCount) : null;
    });
  };
}

/** When a probe could not be seen: consecutive rows as one span, with the first reason. */
export function gapsOf(
  rows: readonly Row[],
  probe: string,
): { fromMs: number; toMs: number; text: string }[] {
  const gaps: { fromMs: number; toMs: number; text: string }[] = [];
  let open = false;
  for (const { interval } of rows) {
    const reason = interval?.probesDown[probe];
    const last = gaps.at(-1);
    if (interval === null || reason === undefined) {
      open = false;
    } else if (open && last !== undefined) {
      last.toMs = interval.atMs;
    } else {
      gaps.push({ fromMs: interval.atMs - interval.durationMs, toMs: interval.atMs, text: reason });
      open = true;
    }
  }
  return gaps;
}

/** Right end of the time axis in ms. */
export const endOf = (record: RunRecord, rows: readonly Row[]): number =>
  Math.max(record.durationMs, rows.at(-1)?.atMs ?? 0, 1);

function finite(value: number | null | undefined): number | null {
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}
