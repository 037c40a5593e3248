import { expect, test } from 'vitest';
import { annotateStages } from '../../src/commands/run/annotate-stages.ts';
import type { ScenarioPlan } from '../../src/plan/scenario-plan.ts';
import { WHOLE_SHARE } from '../../src/plan/scenario-plan.ts';
import type { Annotation } from '../../src/store/record/v1.ts';

const stage = (durationMs: number, target: number) => ({ durationMs, target });
const ramp = (stages: readonly { durationMs: number; target: number }[]): ScenarioPlan => ({
  ...{
    name: 'api',
    exec: 'default',
    startTimeMs: 0,
    gracefulStopMs: 0,
    env: {},
    tags: {},
    share: WHOLE_SHARE,
  },
  ...{ executor: 'ramping-arrival-rate', startRate: 1, timeUnitMs: 60_000, preAllocatedVus: 1, maxVus: 1 },
  stages,
});
const times = { startedMs: 1000, endedMs: 61_000, load: { startedMs: 3000 } };
const marks = (scenario: ScenarioPlan, before: Annotation[] = []) => {
  annotateStages(before, [scenario], times);
  return before.map(({ atMs, text }) => `${atMs} ${text}`);
};

test('marks where each stage of a ramp begins, in the order of time among the others', () => {
  const stages = [stage(10_000, 600), stage(20_000, 600), stage(0, 1200), stage(5000, 60), stage(90_000, 0)];
  const others: Annotation[] = [
    { atMs: 30_000, kind: 'probe', text: 'postgres does not answer' },
    { atMs: 5000, kind: 'stage', text: 'warm-up ends' },
  ];
  expect(marks(ramp(stages), others)).toEqual([
    '5000 warm-up ends',
    '12000 api: held at 10 iterations/s for 20 s',
    '30000 postgres does not answer',
    '32000 api: up to 20 iterations/s at once',
    '32000 api: down to 1 iterations/s within 5 s',
    '37000 api: down to 0 iterations/s within 90 s',
  ]);
});

test('marks no stage that the run did not reach, and not hundreds', () => {
  expect(marks(ramp([stage(70_000, 600), stage(1000, 1)]))).toEqual([]);
  const many = marks(ramp(Array.from({ length: 300 }, (_, index) => stage(100, index))));
  expect(many).toHaveLength(21);
  expect(many.at(-1)).toMatch(/further stages are not marked$/);
});
