/** Levels are multiples of the base rate (R3MES_RATE); ramps are linear, as k6's ramping-arrival-rate. */
export type Shape =
  | { readonly kind: 'fixed'; readonly perSecond: number; readonly seconds: number }
  | { readonly kind: 'constant'; readonly level: number; readonly seconds: number }
  | {
      readonly kind: 'ramp';
      readonly startLevel: number;
      readonly stages: readonly { readonly level: number; readonly seconds: number }[];
    };

/** A way to load a target, always as an open model: arrivals do not wait for answers. */
export interface Profile {
  readonly title: string;
  /** The question that it answers. */
  readonly answers: string;
  readonly shape: Shape;
  /** At the start of the shape: shown, not judged. */
  readonly warmUpSeconds: number;
  /** `slo`: every line while it runs. `recovery`: the lines after its peak. `capacity`: the highest rate that held. */
  readonly judgedOn: 'slo' | 'recovery' | 'capacity';
}

export type ProfileName = keyof typeof PROFILES;

const ramp = (startLevel: number, ...stages: readonly (readonly [seconds: number, level: number])[]) =>
  ({
    kind: 'ramp',
    startLevel,
    stages: stages.map(([seconds, level]) => ({ seconds, level })),
  }) as const;

/** The profiles of `harness run --profile`, by the levels of the contract's part 10.3. */
export const PROFILES = {
  smoke: {
    title: 'one request a second for a minute',
    answers: 'Does every route work at all?',
    shape: { kind: 'fixed', perSecond: 1, seconds: 60 },
    warmUpSeconds: 0,
    judgedOn: 'slo',
  },
  gate: {
    title: 'the base rate for two minutes',
    answers: 'May this build be deployed?',
    shape: ramp(0.2, [10, 1], [120, 1]),
    warmUpSeconds: 15,
    judgedOn: 'slo',
  },
  load: {
    title: 'an average day, then its peak (twice the base rate)',
    answers: 'Are the SLOs met on an ordinary day?',
    shape: ramp(0, [60, 1], [300, 1], [60, 2], [240, 2], [60, 0]),
    warmUpSeconds: 60,
    judgedOn: 'slo',
  },
  stress: {
    title: 'up to twice the peak, then back to the base rate',
    answers: 'What happens beyond the peak, and does it recover?',
    shape: ramp(0, [60, 1], [120, 2], [180, 4], [180, 4], [60, 1], [180, 1]),
    warmUpSeconds: 60,
    judgedOn: 'recovery',
  },
  spike: {
    title: 'ten times the base rate for 30 seconds, then the base rate again',
    answers: 'Does it survive a sudden crowd, and how soon is it well again?',
    shape: ramp(1, [60, 1], [5, 10], [30, 10], [5, 1], [120, 1]),
    warmUpSeconds: 30,
    judgedOn: 'recovery',
  },
  soak: {
    title: 'the base rate for an hour',
    answers: 'Does anything leak, fill up or fall silent with time?',
    shape: { kind: 'constant', level: 1, seconds: 3600 },
    warmUpSeconds: 60,
    judgedOn: 'slo',
  },
  breakpoint: {
    title: 'a steady climb to twenty times the base rate',
    answers: 'At which rate does which part give way first?',
    shape: ramp(0, [1200, 20]),
    warmUpSeconds: 30,
    judgedOn: 'capacity',
  },
} as const satisfies Record<string, Profile>;
