import type { ConstantArrivalRateScenario, Options, RampingArrivalRateScenario, Scenario } from 'k6/options';
import { PROFILES, type Shape, scaledShape } from '../profiles.ts';
import type { Settings } from './settings.ts';

/** k6's options for a load scenario of this name (its `exec` is the default export) with the canary beside it. */
export function loadOptions(name: string, settings: Settings): Options {
  const shape = shapeOf(settings);
  return {
    scenarios: {
      [name]: loadScenario(shape, settings),
      canary: canaryScenario(settings.canaryRate, shapeSeconds(shape)),
    },
    thresholds: { checks: ['rate>0.99'] },
  };
}

/** The canary as a scenario of its own: `exec` is the export `canary`, k6 tags it with the scenario's name. */
export function canaryScenario(perSecond: number, seconds: number): ConstantArrivalRateScenario {
  return {
    executor: 'constant-arrival-rate',
    exec: 'canary',
    rate: perSecond,
    timeUnit: '1s',
    duration: duration(seconds),
    preAllocatedVUs: perSecond,
    maxVUs: perSecond * 30,
  };
}

/** How long a shape runs, in seconds. */
export function shapeSeconds(shape: Shape): number {
  return shape.kind === 'ramp' ? shape.stages.reduce((sum, { seconds }) => sum + seconds, 0) : shape.seconds;
}

// A profile at its scale; without a profile, the plain rate and duration.
function shapeOf(settings: Settings): Shape {
  if (settings.profile === null) return { kind: 'constant', level: 1, seconds: settings.durationSeconds };
  return scaledShape(PROFILES[settings.profile], settings.scale);
}

function loadScenario(shape: Shape, settings: Settings): Scenario {
  const rateAt = (level: number) => Math.round(level * settings.rate);
  if (shape.kind === 'ramp') {
    const peak = rateAt(Math.max(shape.startLevel, ...shape.stages.map(({ level }) => level)));
    return {
      executor: 'ramping-arrival-rate',
      startRate: rateAt(shape.startLevel),
      timeUnit: '1s',
      stages: shape.stages.map(({ seconds, level }) => ({
        duration: duration(seconds),
        target: rateAt(level),
      })),
      ...vusFor(peak, settings),
    } satisfies RampingArrivalRateScenario;
  }
  const rate = shape.kind === 'fixed' ? shape.perSecond : rateAt(shape.level);
  return {
    executor: 'constant-arrival-rate',
    rate,
    timeUnit: '1s',
    duration: duration(shape.seconds),
    ...vusFor(rate, settings),
  } satisfies ConstantArrivalRateScenario;
}

// By Little's law: enough for answers of 1 s at the peak; up to 10 s before iterations are dropped.
function vusFor(peakRate: number, settings: Settings): { preAllocatedVUs: number; maxVUs: number } {
  const preAllocatedVUs = settings.vus ?? Math.max(1, peakRate);
  return { preAllocatedVUs, maxVUs: Math.max(preAllocatedVUs, settings.maxVus ?? peakRate * 10) };
}

function duration(seconds: number): string {
  return `${Math.round(seconds * 1000)}ms`;
}
