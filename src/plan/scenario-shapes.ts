import { PLAIN, type Shape } from './option-shape.ts';
import type { ScenarioPlan } from './scenario-plan.ts';

/** Fields of every scenario. */
export const COMMON_FIELDS: Readonly<Record<string, Shape>> = {
  executor: PLAIN.text,
  startTime: PLAIN.duration,
  gracefulStop: PLAIN.duration,
  env: PLAIN.textMap,
  tags: PLAIN.textMap,
  exec: PLAIN.text,
  options: PLAIN.any,
};

/** `[{ duration, target }]`; further fields are problems in scenarios, and nothing at the top level. */
const stagesShape = (strict: boolean): Shape => ({
  is: 'list',
  of: { is: 'object', fields: { duration: PLAIN.duration, target: PLAIN.integer }, strict },
});

/** The option `stages`. */
export const STAGES_SHAPE = stagesShape(false);

const ARRIVAL = { timeUnit: PLAIN.duration, preAllocatedVUs: PLAIN.integer, maxVUs: PLAIN.integer };

/** Fields of each executor beside the common ones. */
export const EXECUTOR_FIELDS: Readonly<Record<ScenarioPlan['executor'], Readonly<Record<string, Shape>>>> = {
  'constant-vus': { vus: PLAIN.integer, duration: PLAIN.duration },
  'ramping-vus': {
    startVUs: PLAIN.integer,
    stages: stagesShape(true),
    gracefulRampDown: PLAIN.duration,
  },
  'per-vu-iterations': { vus: PLAIN.integer, iterations: PLAIN.integer, maxDuration: PLAIN.duration },
  'shared-iterations': { vus: PLAIN.integer, iterations: PLAIN.integer, maxDuration: PLAIN.duration },
  'constant-arrival-rate': { rate: PLAIN.integer, duration: PLAIN.duration, ...ARRIVAL },
  'ramping-arrival-rate': { startRate: PLAIN.integer, stages: stagesShape(true), ...ARRIVAL },
};

/** The option `scenarios`; each is read further by its executor. */
export const SCENARIOS_SHAPE: Shape = {
  is: 'map',
  of: { is: 'map', of: PLAIN.any },
};
