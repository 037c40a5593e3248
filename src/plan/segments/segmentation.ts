import { cycleOf, type Share, type Stripe, scaled, stripesOf, WHOLE } from './stripe.ts';

/** How a test is divided among instances of the engine, and which part is ours. */
export interface Segmentation {
  readonly shares: readonly Share[];
  readonly own: number;
  /** What is ours of whole numbers. */
  readonly stripe: Stripe;
}

/** A test that is run whole. */
export const UNDIVIDED: Segmentation = { shares: [{ part: 1, of: 1 }], own: 0, stripe: WHOLE };

/** The division into these shares. */
export function segmentationOf(shares: readonly Share[], own: number): Segmentation {
  return { shares, own, stripe: stripesOf(shares)[own] as Stripe };
}

/**
 * k6's second division, of things that belong to VUs: each share becomes its part of `count` VUs. Null when ours has
 * none of them.
 */
export function dividedAsVus(segmentation: Segmentation, count: number): Segmentation | null {
  if (count % cycleOf(segmentation.shares) === 0) return count === 0 ? null : segmentation;
  const parts = stripesOf(segmentation.shares).map((stripe) => scaled(stripe, count));
  if (parts[segmentation.own] === 0) return null;
  const own = parts.slice(0, segmentation.own).filter((part) => part > 0).length;
  return segmentationOf(
    parts.filter((part) => part > 0).map((part) => ({ part, of: count })),
    own,
  );
}
