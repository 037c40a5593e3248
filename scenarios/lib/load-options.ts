import type { ConstantArrivalRateScenario, Options, RampingArrivalRateScenario, Scenario } from 'k6/options';
import { PROFILES, type Shape, scaledShape } from '../profiles.ts';
import { canaryThresholds } from './canary.ts';
import { k6Duration } from './duration.ts';
import { LIMITER_THRESHOLDS, limiterScenario } from './limiter-step.ts';
import type { Settings } from './settings.ts';

/** The k6 scenarios of a load, and the thresholds that judge them beside the checks. */
export interface Load {
  readonly scenarios: Readonly<Record<string, Scenario>>;
  readonly thresholds?: Options['thresholds'];
}

/** k6's options for a load: the canary beside it, the proof of the limiter where it is asked for, and the checks' gate. */
export function loadOptions({ scenarios, thresholds = {} }: Load, settings: Settings): Options {
  const { expectRateLimit, canaryRate } = settings;
  return {
    scenarios: {
      ...scenarios,
      canary: canaryScenario(canaryRate, loadSeconds(settings)),
      ...(expectRateLimit ? { limiter: limiterScenario() } : {}),
    },
    thresholds: {
      checks: ['rate>0.99'],
      ...thresholds,
      ...canaryThresholds(settings),
      ...(expectRateLimit ? LIMITER_THRESHOLDS : {}),
    },
  };
}

/** The canary as a scenario of its own: `exec` is the export `canary`, k6 tags it with the scenario's name. */
export function canaryScenario(perSecond: number, seconds: number): ConstantArrivalRateScenario {
  return {
    executor: 'constant-arrival-rate',
    exec: 'canary',
    rate: perSecond,
    timeUnit: '1s',
    duration: k6Duration(seconds),
    preAllocatedVUs: perSecond,
    maxVUs: perSecond * 30,
  };
}

/** How long the load of these settings lasts, in seconds. */
export function loadSeconds(settings: Settings): number {
  const shape = shapeOf(settings);
  return shape.kind === 'ramp' ? shape.stages.reduce((sum, { seconds }) => sum + seconds, 0) : shape.seconds;
}

/** The most iterations a second that a share of the load reaches. */
export function peakRate(settings: Settings, share = 1): number {
  const shape = shapeOf(settings);
  if (shape.kind === 'fixed') return shape.perSecond * share;
  const levels =
    shape.kind === 'ramp' ? [shape.startLevel, ...shape.stages.map(({ level }) => level)] : [shape.level];
  return Math.max(...levels) * settings.rate * share;
}

/** The load's shape: a profile at its scale; without a profile, the plain rate and duration. */
export function shapeOf(settings: Settings): Shape {
  if (settings.profile === null) return { kind: 'constant', level: 1, seconds: settings.durationSeconds };
  return scaledShape(PROFILES[settings.profile], settings.scale);
}

/** Shares of a rate are seldom whole numbers a second. */
const TIME_UNIT_SECONDS = 10;

/**
 * A k6 scenario that starts a share of the load's iterations, by an arrival rate that follows its shape. `exec` is
 * the exported function.
 */
export function rateScenario(settings: Settings, exec: string, share = 1): Scenario {
  const shape = shapeOf(settings);
  const unit = share === 1 ? 1 : TIME_UNIT_SECONDS;
  const rateAt = (level: number) => Math.round(level * settings.rate * share * unit);
  const common = { exec, timeUnit: `${unit}s`, ...vusFor(peakRate(settings, share), settings) } as const;
  if (shape.kind === 'ramp') {
    return {
      executor: 'ramping-arrival-rate',
      startRate: rateAt(shape.startLevel),
      stages: shape.stages.map(({ seconds, level }) => ({
        duration: k6Duration(seconds),
        target: rateAt(level),
      })),
      ...common,
    } satisfies RampingArrivalRateScenario;
  }
  const rate = shape.kind === 'fixed' ? Math.round(shape.perSecond * share * unit) : rateAt(shape.level);
  return {
    executor: 'constant-arrival-rate',
    rate: Math.max(1, rate),
    duration: k6Duration(shape.seconds),
    ...common,
  } satisfies ConstantArrivalRateScenario;
}

// By Little's law: enough for answers of 1 s at the peak; up to 10 s before iterations are dropped.
function vusFor(peak: number, settings: Settings): { preAllocatedVUs: number; maxVUs: number } {
  const preAllocatedVUs = settings.vus ?? Math.max(1, Math.ceil(peak));
  return { preAllocatedVUs, maxVUs: Math.max(preAllocatedVUs, settings.maxVus ?? Math.ceil(peak) * 10) };
}
