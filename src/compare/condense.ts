import { mergeChunk } from '../store/merge-chunk.ts';
import type { IntervalRecord } from '../store/record/v1.ts';

const MOST = 300;

/** Long runs are compared by chunks of equal length, so that an hour costs no more than five minutes. */
export function condense(intervals: readonly IntervalRecord[]): IntervalRecord[] {
  const sorted = [...intervals].sort((a, b) => a.atMs - b.atMs);
  const length = Math.ceil(sorted.length / MOST);
  if (length <= 1) return sorted;
  const chunks = Array.from({ length: Math.floor(sorted.length / length) }, (_, n) =>
    sorted.slice(n * length, (n + 1) * length),
  );
  return chunks.map(mergeChunk);
}
