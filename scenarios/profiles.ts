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
    title: 'a search for the highest rate that holds, up to twenty times the base rate',
    answers: 'At which rate does which part give way first?',
    shape: ramp(0, [1200, 20]),
    warmUpSeconds: 30,
    judgedOn: 'capacity',
  },
} as const satisfies Record<string, Profile>;

/** When what counts; ms from the start of the load, at the run's scale. */
export interface ProfilePhases {
  readonly totalMs: number;
  /** Until then the run is shown and not judged. */
  readonly warmUpMs: number;
  /** The lines are judged from here to the end. */
  readonly judgedFromMs: number;
  /** Of a profile that is judged on recovery: when the load is back at its base rate, and how long it may take to be well. */
  readonly recovery: { readonly fromMs: number; readonly allowedMs: number } | null;
}

/** A profile's shape at a scale (0.1: a tenth of its time); no stage is shorter than a second. */
export function scaledShape({ shape }: Profile, scale: number): Shape {
  if (shape.kind !== 'ramp') return { ...shape, seconds: scaledSeconds(shape.seconds, scale) };
  return {
    ...shape,
    stages: shape.stages.map(({ seconds, level }) => ({ seconds: scaledSeconds(seconds, scale), level })),
  };
}

/** When what counts in a profile: its warm-up and its recovery shrink with its stages. */
export function profilePhases(profile: Profile, scale: number): ProfilePhases {
  const stages = stageSeconds(profile.shape);
  const at = (seconds: number) => scaledMoment(stages, seconds, scale) * 1000;
  const total = stages.reduce((sum, each) => sum + each, 0);
  const warmUpMs = at(profile.warmUpSeconds);
  const plain = { totalMs: at(total), warmUpMs, judgedFromMs: warmUpMs, recovery: null };
  if (profile.judgedOn !== 'recovery') return plain;
  // The last stage holds the base rate again: half of it is for recovering, the other half must be well.
  const last = stages.at(-1) ?? 0;
  const [fromMs, judgedFromMs] = [at(total - last), at(total - last / 2)];
  return { ...plain, judgedFromMs, recovery: { fromMs, allowedMs: judgedFromMs - fromMs } };
}

const scaledSeconds = (seconds: number, scale: number) => Math.max(1, Math.round(seconds * scale));

function stageSeconds(shape: Shape): number[] {
  return shape.kind === 'ramp' ? shape.stages.map(({ seconds }) => seconds) : [shape.seconds];
}

// A moment keeps its place within its stage, since short stages shrink less than long ones.
function scaledMoment(stages: readonly number[], moment: number, scale: number): number {
  let before = 0;
  let scaled = 0;
  for (const seconds of stages) {
    const share = Math.min(1, Math.max(0, (moment - before) / seconds));
    scaled += share * scaledSeconds(seconds, scale);
    before += seconds;
  }
  return scaled;
}
