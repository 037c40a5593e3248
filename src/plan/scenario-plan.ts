import { type Stripe, scaled, WHOLE } from './segments/stripe.ts';

/** Which VUs and iterations of a scenario are run here; all of them unless the test is divided. */
export interface ScenarioShare {
  readonly vus: Stripe;
  /** Of the iterations that a rate or a total plans. */
  readonly iterations: Stripe;
  /** Numbers in the whole test of the iterations of this instance (all its workers together). */
  readonly numbers: Stripe;
}

/** The share of a test that is run whole. */
export const WHOLE_SHARE: ScenarioShare = { vus: WHOLE, iterations: WHOLE, numbers: WHOLE };

interface Common {
  readonly name: string;
  readonly exec: string;
  readonly startTimeMs: number;
  readonly gracefulStopMs: number;
  readonly env: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
  /** All counts and rates below are the whole test's. */
  readonly share: ScenarioShare;
}

/** A step of a ramp: from the value before to `target` in `durationMs`. */
export interface Stage {
  readonly durationMs: number;
  readonly target: number;
}

export interface ConstantVusPlan extends Common {
  readonly executor: 'constant-vus';
  readonly vus: number;
  readonly durationMs: number;
}

export interface RampingVusPlan extends Common {
  readonly executor: 'ramping-vus';
  readonly startVus: number;
  readonly stages: readonly Stage[];
  readonly gracefulRampDownMs: number;
}

export interface PerVuIterationsPlan extends Common {
  readonly executor: 'per-vu-iterations';
  readonly vus: number;
  /** Of each VU. */
  readonly iterations: number;
  readonly maxDurationMs: number;
}

export interface SharedIterationsPlan extends Common {
  readonly executor: 'shared-iterations';
  readonly vus: number;
  /** Of all VUs together. */
  readonly iterations: number;
  readonly maxDurationMs: number;
}

export interface ConstantArrivalRatePlan extends Common {
  readonly executor: 'constant-arrival-rate';
  /** Iterations per `timeUnitMs`. */
  readonly rate: number;
  readonly timeUnitMs: number;
  readonly durationMs: number;
  readonly preAllocatedVus: number;
  readonly maxVus: number;
}

export interface RampingArrivalRatePlan extends Common {
  readonly executor: 'ramping-arrival-rate';
  readonly startRate: number;
  readonly timeUnitMs: number;
  /** Targets are iterations per `timeUnitMs`. */
  readonly stages: readonly Stage[];
  readonly preAllocatedVus: number;
  readonly maxVus: number;
}

/** One scenario, validated, all times in ms. */
export type ScenarioPlan =
  | ConstantVusPlan
  | RampingVusPlan
  | PerVuIterationsPlan
  | SharedIterationsPlan
  | ConstantArrivalRatePlan
  | RampingArrivalRatePlan;

const sum = (stages: readonly Stage[]): number =>
  stages.reduce((total, stage) => total + stage.durationMs, 0);

/** How long a scenario starts new iterations, without gracefulStop, in ms. */
export function regularDurationMs(plan: ScenarioPlan): number {
  switch (plan.executor) {
    case 'constant-vus':
    case 'constant-arrival-rate':
      return plan.durationMs;
    case 'ramping-vus':
    case 'ramping-arrival-rate':
      return sum(plan.stages);
    case 'per-vu-iterations':
    case 'shared-iterations':
      return plan.maxDurationMs;
  }
}

/** VUs of the share that must exist before the scenario starts. */
export function initialVus(plan: ScenarioPlan): number {
  return scaled(plan.share.vus, wholeInitialVus(plan));
}

/** VUs that the share of the scenario may use at most. */
export const maximumVus = (plan: ScenarioPlan): number =>
  'maxVus' in plan ? scaled(plan.share.vus, plan.maxVus) : initialVus(plan);

function wholeInitialVus(plan: ScenarioPlan): number {
  switch (plan.executor) {
    case 'ramping-vus':
      return Math.max(plan.startVus, ...plan.stages.map((stage) => stage.target));
    case 'constant-arrival-rate':
    case 'ramping-arrival-rate':
      return plan.preAllocatedVus;
    default:
      return plan.vus;
  }
}
