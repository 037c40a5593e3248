/** Why a rate was tried. */
export type StepKind = 'climb' | 'narrow' | 'confirm';

/** Where a search begins and ends. */
export interface RateSearch {
  /** First rate of the climb, per second. */
  fromPerSecond: number;
  /** Never beyond it. */
  ceilingPerSecond: number;
  /** Rates that the climb must not jump over, such as the stated capacity. */
  through: readonly number[];
  /** The search is over once the lowest broken rate is no more than so many times the highest that held, e.g. 1.025. */
  resolution: number;
}

/** What a search found. */
export interface FoundRate {
  /** The highest rate that held and was confirmed; null when not even the lowest did. */
  heldPerSecond: number | null;
  /** The lowest rate above it that broke; null when nothing broke up to the ceiling. */
  brokenPerSecond: number | null;
}

const CLIMB = 1.5;
/** Below it a target carries nothing worth searching. */
const LOWEST_PER_SECOND = 1;
/** However noisy a target is, the search ends. */
const MOST_STEPS = 40;

/**
 * Climbs until a rate breaks, narrows the gap by halves (of the ratio), then holds the best rate once more for longer; a best
 * rate that then breaks is the new upper end. `hold` tries one rate and says whether it held; null ends the search at once.
 */
export async function searchRate(
  search: RateSearch,
  hold: (ratePerSecond: number, kind: StepKind) => Promise<boolean | null>,
): Promise<FoundRate> {
  const held = new Set<number>();
  let broken: number | null = null;
  let steps = 0;
  const best = () => Math.max(0, ...[...held].filter((rate) => broken === null || rate < broken));
  const found = (): FoundRate => ({ heldPerSecond: best() || null, brokenPerSecond: broken });
  const tryRate = async (rate: number, kind: StepKind): Promise<boolean | null> => {
    if (++steps > MOST_STEPS) return null;
    const outcome = await hold(rate, kind);
    if (outcome === true) held.add(rate);
    if (outcome === false) {
      held.delete(rate);
      broken = Math.min(rate, broken ?? rate);
    }
    return outcome;
  };
  for (let rate = search.fromPerSecond; broken === null; ) {
    if ((await tryRate(rate, 'climb')) === null) return found();
    if (rate >= search.ceilingPerSecond) break;
    rate = nextRate(rate, search);
  }
  for (;;) {
    const next = narrower(best(), broken, search.resolution);
    if (next !== null) {
      if ((await tryRate(next, 'narrow')) === null) return found();
      continue;
    }
    if (best() === 0) return found();
    const outcome = await tryRate(best(), 'confirm');
    if (outcome !== false) return found();
  }
}

function nextRate(rate: number, { ceilingPerSecond, through }: RateSearch): number {
  const next = Math.min(ceilingPerSecond, Math.max(rate + 1, Math.round(rate * CLIMB)));
  return Math.min(next, ...through.filter((stop) => stop > rate && stop <= ceilingPerSecond));
}

// Whole rates only: that is what scenarios take.
function narrower(held: number, broken: number | null, resolution: number): number | null {
  if (broken === null) return null;
  if (held === 0) {
    const half = Math.round(broken / 2);
    return half >= LOWEST_PER_SECOND && half < broken ? half : null;
  }
  if (broken / held <= resolution) return null;
  const middle = Math.round(Math.sqrt(held * broken));
  return middle > held && middle < broken ? middle : null;
}
