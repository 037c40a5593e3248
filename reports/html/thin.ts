/** At most this many points a curve. */
const MOST_POINTS = 600;
/** Each stretch of a long run gives three points: its extremes in their order, then its end or a gap. */
const POINTS_A_STRETCH = 3;

/** A shared plan of which rows a thinned curve is made from. */
export interface Thinning {
  /** Row numbers that the points stand at. */
  at: number[];
  /** Thins one curve to those points. */
  thin(values: readonly (number | null)[]): (number | null)[];
}

/** Plans how curves of `rows` points become at most 600: the lowest and highest value of every stretch are kept. */
export function planThinning(rows: number): Thinning {
  if (rows <= MOST_POINTS) {
    return { at: Array.from({ length: rows }, (_, row) => row), thin: (values) => [...values] };
  }
  const stretches = MOST_POINTS / POINTS_A_STRETCH;
  const bounds = Array.from({ length: stretches + 1 }, (_, n) => Math.round((n * rows) / stretches));
  const ranges = bounds.slice(1).map((end, n) => [bounds[n] ?? 0, end] as const);
  return {
    at: ranges.flatMap(([from, to]) => [from, Math.floor((from + to - 1) / 2), to - 1]),
    thin: (values) => ranges.flatMap(([from, to]) => thinStretch(values.slice(from, to))),
  };
}

/** The highest value of each of at most `points` stretches: for sparklines. */
export function peaks(values: readonly (number | null)[], points: number): (number | null)[] {
  if (values.length <= points) return [...values];
  return Array.from({ length: points }, (_, n) => {
    const from = Math.floor((n * values.length) / points);
    const to = Math.floor(((n + 1) * values.length) / points);
    return highest(values.slice(from, to));
  });
}

/** The highest value that is not a gap. */
export function highest(values: readonly (number | null)[]): number | null {
  return values.reduce(
    (best, value) => (value !== null && (best === null || value > best) ? value : best),
    null,
  );
}

function thinStretch(values: readonly (number | null)[]): (number | null)[] {
  const known = values.filter((value) => value !== null);
  if (known.length === 0) return [null, null, null];
  const low = Math.min(...known);
  const high = Math.max(...known);
  const extremes = known.indexOf(low) <= known.indexOf(high) ? [low, high] : [high, low];
  return [...extremes, known.length < values.length ? null : (known.at(-1) ?? null)];
}
