import { type Segmentation, segmentationOf, UNDIVIDED } from './segmentation.ts';
import { cycleOf, type Share } from './stripe.ts';

/** More would need one table entry each for every VU and iteration. */
const LONGEST_CYCLE = 1_000_000;

type Fraction = { readonly top: bigint; readonly bottom: bigint };
type Read<T> = { ok: true; value: T } | { ok: false; problem: string };

/**
 * Reads the options `executionSegment` (`1/4:1/2`, `0.25:0.5`, `25%:50%`; `1/4` is `0:1/4`) and
 * `executionSegmentSequence` (`0,1/4,1/2,1`). Without a sequence the rest of the test counts as one segment on each
 * side.
 */
export function readSegmentation(segment: unknown, sequence: unknown): Read<Segmentation> {
  const own = readSegment(segment);
  if (!own.ok) return own;
  const bounds = readSequence(sequence);
  if (!bounds.ok) return bounds;
  if (own.value === null && bounds.value === null) return { ok: true, value: UNDIVIDED };
  const [from, to] = own.value ?? [ZERO, ONE];
  const all = filled(bounds.value ?? [from, to]);
  const index = all.findIndex((bound, i) => {
    const next = all[i + 1];
    return next !== undefined && compare(bound, from) === 0 && compare(next, to) === 0;
  });
  if (index < 0) {
    const problem = `the execution segment ${shown(from)}:${shown(to)} is none of those of the execution segment sequence ${all.map(shown).join(',')}`;
    return { ok: false, problem };
  }
  const shares = all.slice(1).map((bound, i) => shareOf(all[i] as Fraction, bound));
  const cycle = shares.every(({ of }) => of <= LONGEST_CYCLE) ? cycleOf(shares) : Number.POSITIVE_INFINITY;
  if (cycle > LONGEST_CYCLE) {
    const problem = `the execution segments are too fine: their common denominator is above ${LONGEST_CYCLE}`;
    return { ok: false, problem };
  }
  return { ok: true, value: segmentationOf(shares, index) };
}

const ZERO: Fraction = { top: 0n, bottom: 1n };
const ONE: Fraction = { top: 1n, bottom: 1n };

function readSegment(given: unknown): Read<[Fraction, Fraction] | null> {
  if (given === undefined || given === '') return { ok: true, value: null };
  const words = String(given).split(':');
  if (words.length > 2) return wrong('executionSegment', given, 'write from:to, e.g. 1/4:1/2');
  const ends = words.map(readFraction);
  const last = ends.at(-1);
  const first = ends.length === 2 ? ends[0] : ZERO;
  if (first === null || first === undefined || last === null || last === undefined)
    return wrong('executionSegment', given, `each end must be ${FORMS}`);
  const range = rangeProblem([first, last]);
  return range === null ? { ok: true, value: [first, last] } : wrong('executionSegment', given, range);
}

function readSequence(given: unknown): Read<Fraction[] | null> {
  if (given === undefined || given === '') return { ok: true, value: null };
  const bounds = String(given).split(',').map(readFraction);
  if (bounds.length < 2)
    return wrong('executionSegmentSequence', given, 'it needs at least two bounds, e.g. 0,1/2,1');
  const known = bounds.filter((bound) => bound !== null);
  if (known.length < bounds.length)
    return wrong('executionSegmentSequence', given, `each bound must be ${FORMS}`);
  const range = rangeProblem(known);
  return range === null ? { ok: true, value: known } : wrong('executionSegmentSequence', given, range);
}

const FORMS = 'a fraction (1/4), a decimal number (0.25) or a whole percentage (25%)';

function wrong(option: string, given: unknown, why: string): { ok: false; problem: string } {
  return { ok: false, problem: `invalid ${option} ${JSON.stringify(given)}: ${why}` };
}

function readFraction(text: string): Fraction | null {
  const word = text.trim();
  const [, percent] = /^(\d+)%$/.exec(word) ?? [];
  if (percent !== undefined) return { top: BigInt(percent), bottom: 100n };
  const [, top, bottom] = /^(\d+)\/(\d+)$/.exec(word) ?? [];
  if (top !== undefined && bottom !== undefined)
    return BigInt(bottom) === 0n ? null : { top: BigInt(top), bottom: BigInt(bottom) };
  const [, whole, decimals = ''] = /^(\d*)(?:\.(\d+))?$/.exec(word) ?? [];
  if (whole === undefined || word === '') return null;
  return { top: BigInt(`${whole}${decimals}`), bottom: 10n ** BigInt(decimals.length) };
}

function rangeProblem(bounds: readonly Fraction[]): string | null {
  const outside = bounds.find((bound) => compare(bound, ONE) > 0);
  if (outside !== undefined) return `${shown(outside)} is outside of 0 to 1`;
  const index = bounds.findIndex((bound, i) => i > 0 && compare(bounds[i - 1] as Fraction, bound) >= 0);
  if (index < 0) return null;
  return `${shown(bounds[index - 1] as Fraction)} must be below ${shown(bounds[index] as Fraction)}`;
}

function filled(bounds: readonly Fraction[]): Fraction[] {
  const all = [...bounds];
  if (compare(all[0] as Fraction, ZERO) !== 0) all.unshift(ZERO);
  if (compare(all.at(-1) as Fraction, ONE) !== 0) all.push(ONE);
  return all;
}

function shareOf(from: Fraction, to: Fraction): Share {
  const share = reduced({
    top: to.top * from.bottom - from.top * to.bottom,
    bottom: to.bottom * from.bottom,
  });
  return { part: Number(share.top), of: Number(share.bottom) };
}

function compare(a: Fraction, b: Fraction): number {
  const difference = a.top * b.bottom - b.top * a.bottom;
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

function reduced({ top, bottom }: Fraction): Fraction {
  let [a, b] = [top, bottom];
  while (b !== 0n) [a, b] = [b, a % b];
  return { top: top / a, bottom: bottom / a };
}

function shown(fraction: Fraction): string {
  const { top, bottom } = reduced(fraction);
  return bottom === 1n ? String(top) : `${top}/${bottom}`;
}
