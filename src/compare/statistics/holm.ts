/**
 * Holm's step-down adjustment: p-values that may each be held against the level of the whole family. A weight is the
 * share of the level that a value has for its own; without weights all have the same.
 */
export function holm(
  pValues: readonly number[],
  weights: readonly number[] = pValues.map(() => 1),
): number[] {
  const weight = (index: number) => weights[index] ?? 1;
  const ratio = (index: number) => (pValues[index] ?? 1) / weight(index);
  const order = pValues.map((_, index) => index).sort((a, b) => ratio(a) - ratio(b));
  const adjusted = new Array<number>(pValues.length).fill(1);
  let left = pValues.reduce((sum, _, index) => sum + weight(index), 0);
  let highest = 0;
  for (const index of order) {
    highest = Math.max(highest, Math.min(1, ratio(index) * left));
    adjusted[index] = highest;
    left -= weight(index);
  }
  return adjusted;
}
