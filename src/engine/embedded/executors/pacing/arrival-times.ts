import type { Stage } from '../../../../plan/scenario-plan.ts';
import { numberInWhole, type Stripe } from '../../../../plan/segments/stripe.ts';

/**
 * Offsets in ms at which a constant rate is due: n times `floor(timeUnit / rate)` in ns, the first at 0. Of a divided
 * test, those of the numbers n that are in the stripe.
 */
export function* constantArrivals(
  plan: { rate: number; timeUnitMs: number; durationMs: number },
  stripe: Stripe,
): Generator<number> {
  const periodMs = Math.floor((plan.timeUnitMs * 1e6) / plan.rate) / 1e6;
  for (let own = 0; ; own++) {
    const dueMs = numberInWhole(stripe, own) * periodMs;
    if (dueMs >= plan.durationMs) return;
    yield dueMs;
  }
}

/**
 * Offsets in ms at which a ramping rate is due: iteration n (from 1) when the area under the rate reaches n. What an
 * earlier stage left over counts in the next one. Of a divided test, those whose place (n - 1) is in the stripe.
 */
export function* rampingArrivals(
  plan: { startRate: number; timeUnitMs: number; stages: readonly Stage[] },
  stripe: Stripe,
): Generator<number> {
  let from = plan.startRate / plan.timeUnitMs;
  let stageStartMs = 0;
  let area = 0;
  let own = 0;
  for (const { durationMs, target } of plan.stages) {
    const to = target / plan.timeUnitMs;
    const whole = area + ((from + to) / 2) * durationMs;
    for (; ; own++) {
      const next = numberInWhole(stripe, own) + 1;
      if (next > whole + 1e-9) break;
      yield stageStartMs + Math.min(durationMs, timeOfArea(next - area, { from, to, durationMs }));
    }
    area = whole;
    stageStartMs += durationMs;
    from = to;
  }
}

function timeOfArea(
  area: number,
  { from, to, durationMs }: { from: number; to: number; durationMs: number },
): number {
  if (from === to) return area / to;
  const root = Math.sqrt(Math.max(0, durationMs * (from * from * durationMs + 2 * area * (to - from))));
  return (from * durationMs - root) / (from - to);
}
