/**
 * Spreads weighted items evenly over a cycle as long as the weights' sum, so that after any `n` slots each item was
 * taken floor or ceil of `n * weight / sum` times, never off by a whole one. Returns the item's index for each slot.
 *
 * Item i's k-th turn may not come before slot `(k - 1) * sum / weight` and must not come after `k * sum / weight`;
 * of those that may come, the one with the nearest deadline does (the earlier item where they tie). One turn a slot
 * for weights that add up to the number of slots is always feasible so (proportionate fair scheduling).
 */
export function spreadOrder(weights: readonly number[]): number[] {
  const sum = weights.reduce((total, weight) => total + weight, 0);
  const taken = weights.map(() => 0);
  return Array.from({ length: sum }, (_, slot) => {
    const item = nearestDeadline(weights, taken, slot + 1, sum);
    taken[item] = (taken[item] ?? 0) + 1;
    return item;
  });
}

function nearestDeadline(
  weights: readonly number[],
  taken: readonly number[],
  slot: number,
  sum: number,
): number {
  let best = -1;
  let bestDeadline = Number.POSITIVE_INFINITY;
  for (const [item, weight] of weights.entries()) {
    const turns = taken[item] ?? 0;
    const released = slot * weight > turns * sum;
    const deadline = Math.ceil(((turns + 1) * sum) / weight);
    if (released && deadline < bestDeadline) {
      best = item;
      bestDeadline = deadline;
    }
  }
  return best;
}

/** A number in [0, 1) for each iteration; any run of them fills the interval evenly (golden-ratio sequence). */
export function evenFraction(iteration: number): number {
  return (iteration * 0.6180339887498949) % 1;
}

/** A place in a list of `size` by Zipf's law (exponent 1): the first is drawn most, the last least. */
export function zipfPlace(fraction: number, size: number): number {
  return Math.min(size - 1, Math.floor((size + 1) ** fraction) - 1);
}
