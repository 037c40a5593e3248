/**
 * Cliff's delta of two samples, from Mann-Whitney's U: +1 when every value of `after` is over every one of `before`,
 * -1 the other way round, 0 when neither is the higher. Null without values.
 */
export function cliffsDelta(before: readonly number[], after: readonly number[]): number | null {
  if (before.length === 0 || after.length === 0) return null;
  const sorted = [...before].sort((a, b) => a - b);
  const sum = after.reduce(
    (total, value) => total + below(sorted, value) + atMost(sorted, value) - sorted.length,
    0,
  );
  return sum / (before.length * after.length);
}

const below = (sorted: readonly number[], value: number) => countWhile(sorted, (each) => each < value);
const atMost = (sorted: readonly number[], value: number) => countWhile(sorted, (each) => each <= value);

// How many of an ascending list meet a condition that holds for its start only.
function countWhile(sorted: readonly number[], holds: (value: number) => boolean): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (holds(sorted[middle] as number)) low = middle + 1;
    else high = middle;
  }
  return low;
}
