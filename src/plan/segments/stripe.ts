/**
 * A share of whole numbers from 0: those at the positions `slots` (ascending) of every `cycle` of them. Plain data: it
 * is sent to worker threads.
 */
export interface Stripe {
  readonly cycle: number;
  readonly slots: readonly number[];
}

/** Everything. */
export const WHOLE: Stripe = { cycle: 1, slots: [0] };

/** A fraction of the whole, in lowest terms or not. */
export interface Share {
  readonly part: number;
  readonly of: number;
}

const gcd = (a: number, b: number): number => (b === 0 ? a : gcd(b, a % b));

/** The length of the cycle in which these shares come out whole: the least common multiple of their denominators. */
export function cycleOf(shares: readonly Share[]): number {
  return shares.reduce((cycle, { part, of }) => {
    const denominator = of / gcd(part, of);
    return (cycle / gcd(cycle, denominator)) * denominator;
  }, 1);
}

/**
 * k6's striping: the largest share first (equal ones in their order), each slot of the cycle goes to the first share
 * whose next position is due. The shares must add up to one.
 */
export function stripesOf(shares: readonly Share[]): Stripe[] {
  const cycle = cycleOf(shares);
  const owners = shares
    .map(({ part, of }, index) => ({ index, count: (cycle / of) * part, slots: [] as number[] }))
    .sort((a, b) => b.count - a.count || a.index - b.index);
  for (let slot = 0; slot < cycle; slot++) {
    const due = owners.find(
      ({ count, slots }) => slots.length < count && slots.length * cycle <= slot * count,
    );
    due?.slots.push(slot);
  }
  return owners.sort((a, b) => a.index - b.index).map(({ slots }) => ({ cycle, slots }));
}

/** How many of the first `count` numbers belong to the stripe. */
export function scaled({ cycle, slots }: Stripe, count: number): number {
  const rest = count % cycle;
  return Math.floor(count / cycle) * slots.length + lowerBound(slots, rest);
}

/** The whole's number of the stripe's own number `own` (both from 0). */
export function numberInWhole({ cycle, slots }: Stripe, own: number): number {
  return Math.floor(own / slots.length) * cycle + (slots[own % slots.length] as number);
}

/** The share that `inner` has of what `outer` has. */
export function stripeWithin(outer: Stripe, inner: Stripe): Stripe {
  if (outer.cycle === 1) return inner;
  if (inner.cycle === 1) return outer;
  const own = outer.slots.length;
  // So many of the outer's numbers until both patterns begin anew.
  const period = (own / gcd(own, inner.cycle)) * inner.cycle;
  const slots: number[] = [];
  for (let round = 0; round < period; round += inner.cycle) {
    for (const slot of inner.slots) slots.push(numberInWhole(outer, round + slot));
  }
  return { cycle: (period / own) * outer.cycle, slots };
}

function lowerBound(ascending: readonly number[], limit: number): number {
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ascending[middle] as number) < limit) low = middle + 1;
    else high = middle;
  }
  return low;
}
