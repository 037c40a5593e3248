import {
  PROFILES,
  type ProfileName,
  type ProfilePhases,
  profilePhases,
} from '../../../scenarios/profiles.ts';
import type { MetricTotals, SeriesTotal } from '../../metrics/metric-totals.ts';
import type { SeriesDelta } from '../../metrics/sample-fold.ts';
import type { RunPlan } from '../../plan/run-plan.ts';
import { regularDurationMs } from '../../plan/scenario-plan.ts';
import type { SlidingWindows } from '../../verdict/sliding-windows.ts';

/** A profile as it is run: its name, its scale and when what counts. */
export interface RunProfile {
  name: ProfileName;
  scale: number;
  judgedOn: (typeof PROFILES)[ProfileName]['judgedOn'];
  phases: ProfilePhases;
}

/** How far the script's own duration may be from the profile's before it plainly does something else. */
const TOLERANCE_MS = 1500;

/** The profile that a run follows; null without one, or when the script's plan is not that of the profile. */
export function profileOfRun(
  env: Readonly<Record<string, string | undefined>>,
  plan: Pick<RunPlan, 'scenarios'>,
): RunProfile | null {
  const name = env['R3MES_PROFILE'] ?? '';
  if (!Object.hasOwn(PROFILES, name)) return null;
  const scale = Number(env['R3MES_SCALE'] || 1);
  const profile = PROFILES[name as ProfileName];
  const phases = profilePhases(profile, scale);
  const longestMs = Math.max(0, ...plan.scenarios.map((each) => each.startTimeMs + regularDurationMs(each)));
  if (Math.abs(longestMs - phases.totalMs) > TOLERANCE_MS) return null;
  return { name: name as ProfileName, scale, judgedOn: profile.judgedOn, phases };
}

/** What the lines of a verdict are judged from: the whole run, or what came after a moment of it. */
export class JudgedPhase {
  readonly #fromMs: number;
  readonly #own: MetricTotals | null;
  readonly #whole: MetricTotals;
  #loadStartMs: number | null = null;
  planned = 0;
  dropped = 0;
  /** Where sustained levels are watched; null where none is. */
  windows: SlidingWindows | null = null;

  /** `fromMs` counts from the start of the load; `fresh` has the same metrics and sub-metrics as `whole`. */
  constructor({ whole, fresh, fromMs }: { whole: MetricTotals; fresh: () => MetricTotals; fromMs: number }) {
    this.#whole = whole;
    this.#fromMs = fromMs;
    this.#own = fromMs > 0 ? fresh() : null;
  }

  get totals(): MetricTotals {
    return this.#own ?? this.#whole;
  }

  /** The moment of the run's clock at which it begins, or null before the load does. */
  get startMs(): number | null {
    return this.#loadStartMs === null ? null : this.#loadStartMs + this.#fromMs;
  }

  /** The load begins; `atMs` is on the run's clock. */
  loadStarts(atMs: number): void {
    this.#loadStartMs ??= atMs;
  }

  /** True when most of an interval lies in this phase. */
  holds(fromMs: number, toMs: number): boolean {
    if (this.#own === null) return true;
    return this.startMs !== null && (fromMs + toMs) / 2 >= this.startMs;
  }

  /** Adds what a series got in an interval that this phase holds. */
  add(worker: number, series: SeriesTotal, delta: SeriesDelta): void {
    this.windows?.add(series, delta);
    this.#own?.apply(worker, { ...delta, metric: series.metric, tags: series.tags });
  }

  setElapsed(elapsedMs: number): void {
    const lost = this.startMs ?? 0;
    this.#own?.setElapsed(Math.max(0, elapsedMs - lost));
  }
}
