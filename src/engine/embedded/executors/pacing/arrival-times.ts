import type { Stage } from '../../../../plan/scenario-plan.ts';

/** Offsets in ms at which a constant rate is due: n times `floor(timeUnit / rate)` in ns, the first at 0. */
export function* constantArrivals(plan: {
  rate: number;
  timeUnitMs: number;
  durationMs: number;
}): Generator<number> {
  const periodMs = Math.floor((plan.timeUnitMs * 1e6) / plan.rate) / 1e6;
  for (let n = 0; n * periodMs < plan.durationMs; n++) yield n * periodMs;
}

/**
 * Offsets in ms at which a ramping rate is due: iteration n (from 1) when the area under the rate reaches n. What an
 * earlier stage left over counts in the next one.
 */
export function* rampingArrivals(plan: {
  startRate: number;
  timeUnitMs: number;
  stages: readonly Stage[];
}): Generator<number> {
  let from = plan.startRate / plan.timeUnitMs;
  let stageStartMs = 0;
  let area = 0;
  let next = 1;
  for (const { durationMs, target } of plan.stages) {
    const to = target / plan.timeUnitMs;
    const whole = area + ((from + to) / 2) * durationMs;
    for (; next <= whole + 1e-9; next++) {
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
