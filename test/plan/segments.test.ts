import { describe, expect, it } from 'vitest';
import {
  constantArrivals,
  rampingArrivals,
} from '../../src/engine/embedded/executors/pacing/arrival-times.ts';
import { vuSteps } from '../../src/engine/embedded/executors/pacing/vu-steps.ts';
import { readScenario } from '../../src/plan/scenario-config.ts';
import { maximumVus, type ScenarioPlan } from '../../src/plan/scenario-plan.ts';
import { dividedScenario } from '../../src/plan/segments/divided-scenario.ts';
import { readSegmentation } from '../../src/plan/segments/read-segment.ts';
import { dividedAsVus, type Segmentation } from '../../src/plan/segments/segmentation.ts';
import { numberInWhole, type Stripe, scaled, stripeWithin } from '../../src/plan/segments/stripe.ts';

function read(segment: unknown, sequence?: unknown): Segmentation {
  const segmentation = readSegmentation(segment, sequence);
  if (!segmentation.ok) throw new Error(segmentation.problem);
  return segmentation.value;
}

/** Every segment of a sequence. */
function all(sequence: string): Segmentation[] {
  const bounds = sequence.split(',');
  return bounds.slice(1).map((bound, i) => read(`${bounds[i]}:${bound}`, sequence));
}

const numbers = (stripe: Stripe, below: number): number[] =>
  Array.from({ length: scaled(stripe, below) }, (_, own) => numberInWhole(stripe, own));

describe('striping (vectors of k6)', () => {
  it.each([
    ['0,1/3,2/3,1', [[0], [1], [2]]],
    ['0,1/4,1', [[1], [0, 2, 3]]],
    ['0,1/2,5/6,1', [[0, 2, 4], [1, 3], [5]]],
  ])('gives the slots of %s', (sequence, slots) => {
    expect(all(sequence).map(({ stripe }) => stripe.slots)).toEqual(slots);
  });

  it.each([
    ['0,1/3,2/3,1', 4, [2, 1, 1]],
    ['0,1/3,2/3,1', 5, [2, 2, 1]],
    ['0,1/3,2/3,1', 10, [4, 3, 3]],
    ['0,1/4,1', 1, [0, 1]],
    ['0,1/4,1', 2, [1, 1]],
    ['0,1/4,1', 5, [1, 4]],
    ['0,1/4,1', 10, [3, 7]],
    ['0,1/2,5/6,1', 3, [2, 1, 0]],
    ['0,1/2,5/6,1', 5, [3, 2, 0]],
    ['0,1/2,5/6,1', 7, [4, 2, 1]],
    ['0,1/2,5/6,1', 10, [5, 4, 1]],
  ])('splits by %s %i VUs', (sequence, count, parts) => {
    expect(all(sequence).map(({ stripe }) => scaled(stripe, count))).toEqual(parts);
  });

  it.each(['0,1/7,2/5,0.41,9/10,1', '0,3/11,1', '0,1/2,1', '0,0.001,1'])(
    'gives every number to one segment of %s',
    (sequence) => {
      const parts = all(sequence).map(({ stripe }) => numbers(stripe, 8000));
      expect(parts.flat().sort((a, b) => a - b)).toEqual(Array.from({ length: 8000 }, (_, n) => n));
    },
  );

  it('divides a part again without gaps', () => {
    const [, own] = all('0,1/4,1') as [Segmentation, Segmentation];
    const inner = all('0,2/5,1').map(({ stripe }) => numbers(stripeWithin(own.stripe, stripe), 400));
    expect(inner.flat().sort((a, b) => a - b)).toEqual(numbers(own.stripe, 400));
    expect(inner[0]?.slice(0, 3)).toEqual([2, 4, 8]);
  });
});

describe('reading of segments', () => {
  it.each([
    ['1/4:1/2', undefined, [1, 4]],
    ['0.25:0.5', undefined, [1, 4]],
    ['25%:50%', undefined, [1, 4]],
    ['1/4', undefined, [1, 4]],
    ['1/2:1', '0,1/2,1', [1, 2]],
    ['1/3:2/3', '1/3,2/3', [1, 3]],
    [undefined, undefined, [1, 1]],
  ])('takes %s with %s', (segment, sequence, [part, of]) => {
    const { shares, own } = read(segment, sequence);
    expect(shares[own]).toEqual({ part, of });
  });

  it.each([
    ['1/2:1/4', undefined, '1/2 must be below 1/4'],
    ['1/2:1/2', undefined, '1/2 must be below 1/2'],
    ['0:5/4', undefined, '5/4 is outside of 0 to 1'],
    ['0:120%', undefined, '6/5 is outside'],
    ['0:1:2', undefined, 'from:to'],
    ['a:1', undefined, 'each end must be a fraction'],
    ['', '0', 'at least two bounds'],
    ['0:1/2', '0,1/2,1/3,1', '1/2 must be below 1/3'],
    ['0:1/3', '0,1/2,1', '0:1/3 is none of those of the execution segment sequence 0,1/2,1'],
    [undefined, '0,1/2,1', '0:1 is none of those'],
    ['0:1/1000003', undefined, 'too fine'],
    ['1/0:1', undefined, 'each end'],
  ])('refuses %s with %s', (segment, sequence, problem) => {
    const segmentation = readSegmentation(segment, sequence);
    expect(segmentation.ok ? '' : segmentation.problem).toContain(problem);
  });
});

function scenario(config: Record<string, unknown>): ScenarioPlan {
  const { plan, problems } = readScenario('s', config);
  if (plan === null || problems.length > 0) throw new Error(problems.join());
  return plan;
}

function parts(sequence: string, config: Record<string, unknown>): ScenarioPlan[] {
  return all(sequence).flatMap((segmentation) => dividedScenario(scenario(config), segmentation) ?? []);
}

const merged = (times: Iterable<number>[]): number[] =>
  times.flatMap((each) => [...each]).sort((a, b) => a - b);

describe('scenarios in segments', () => {
  it('re-divides iterations as the VUs fell', () => {
    const [first, second, third] = all('0,1/2,5/6,1') as [Segmentation, Segmentation, Segmentation];
    // 5 VUs fall as 3, 2 and 0.
    expect(dividedAsVus(first, 5)?.shares).toEqual([
      { part: 3, of: 5 },
      { part: 2, of: 5 },
    ]);
    expect(dividedAsVus(second, 5)?.own).toBe(1);
    expect(dividedAsVus(third, 5)).toBeNull();
    expect(dividedAsVus(third, 6)).toBe(third);
  });

  it('skips what has no VU in the segment', () => {
    const executors = parts('0,1/2,5/6,1', { executor: 'shared-iterations', vus: 2, iterations: 7 });
    expect(executors.map((plan) => maximumVus(plan))).toEqual([1, 1]);
    expect(executors.map((plan) => scaled(plan.share.iterations, 7))).toEqual([4, 3]);
    expect(parts('0,1/4,1', { executor: 'constant-vus', vus: 1, duration: '1s' })).toHaveLength(1);
  });

  it('interleaves a constant rate: each segment takes its own numbers of the one schedule', () => {
    const config = { executor: 'constant-arrival-rate', rate: 10, duration: '1s', preAllocatedVUs: 4 };
    const times = parts('0,1/4,1', config).map((plan) =>
      plan.executor === 'constant-arrival-rate' ? [...constantArrivals(plan, plan.share.iterations)] : [],
    );
    expect(times[0]).toEqual([100, 500, 900]);
    expect(merged(times)).toEqual([0, 100, 200, 300, 400, 500, 600, 700, 800, 900]);
  });

  it('interleaves a ramping rate', () => {
    const stages = [{ duration: '2s', target: 5 }];
    const config = { executor: 'ramping-arrival-rate', stages, preAllocatedVUs: 3 };
    const times = parts('0,1/3,1', config).map((plan) =>
      plan.executor === 'ramping-arrival-rate' ? [...rampingArrivals(plan, plan.share.iterations)] : [],
    );
    expect(times.map(({ length }) => length)).toEqual([2, 3]);
    expect(merged(times).map((ms) => Number(ms.toFixed(3)))).toEqual([
      894.427, 1264.911, 1549.193, 1788.854, 2000,
    ]);
  });

  it('adds up to the whole ramp at every instant', () => {
    const stages = [
      { durationMs: 10_000, target: 5 },
      { durationMs: 5000, target: 5 },
      { durationMs: 10_000, target: 0 },
    ];
    const at = (steps: readonly { atMs: number; vus: number }[], ms: number): number =>
      steps.findLast(({ atMs }) => atMs <= ms)?.vus ?? 0;
    const whole = vuSteps(1, stages, { cycle: 1, slots: [0] });
    expect(whole.map(({ atMs, vus }) => `${atMs}:${vus}`).join(' ')).toBe(
      '0:1 2500:2 5000:3 7500:4 10000:5 17000:4 19000:3 21000:2 23000:1 25000:0',
    );
    const divided = all('0,1/2,5/6,1').map(({ stripe }) => vuSteps(1, stages, stripe));
    for (let ms = 0; ms <= 25_000; ms += 250) {
      expect(divided.reduce((sum, steps) => sum + at(steps, ms), 0)).toBe(at(whole, ms));
    }
  });
});
