import { regularDurationMs, type ScenarioPlan } from '../plan/scenario-plan.ts';

const BARS = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'] as const;

/** One line a scenario: its rate or its VUs over the run's time, as bars. `columns` is the width of the bars. */
export function planChart(scenarios: readonly ScenarioPlan[], columns: number): string[] {
  const totalMs = Math.max(1, ...scenarios.map((plan) => plan.startTimeMs + regularDurationMs(plan)));
  const width = Math.max(...scenarios.map(({ name }) => name.length));
  return scenarios.map((plan) => {
    const levels = Array.from({ length: columns }, (_, column) =>
      levelAt(plan, ((column + 0.5) * totalMs) / columns),
    );
    const peak = Math.max(...levels.map((level) => level ?? 0), Number.MIN_VALUE);
    const bars = levels.map((level) => (level === null ? ' ' : barOf(level / peak))).join('');
    return `${plan.name.padEnd(width)}  ${bars.trimEnd()}`;
  });
}

/** Iterations a second, or VUs, at a moment; null while the scenario is not running. */
export function levelAt(plan: ScenarioPlan, atMs: number): number | null {
  const own = atMs - plan.startTimeMs;
  if (own < 0 || own > regularDurationMs(plan)) return null;
  switch (plan.executor) {
    case 'constant-arrival-rate':
      return (plan.rate * 1000) / plan.timeUnitMs;
    case 'ramping-arrival-rate':
      return (along(plan.startRate, plan.stages, own) * 1000) / plan.timeUnitMs;
    case 'ramping-vus':
      return along(plan.startVus, plan.stages, own);
    default:
      return plan.vus;
  }
}

/** Iterations that the plan starts if none is dropped; null where only the answers' speed decides. */
export function plannedIterations(plan: ScenarioPlan): number | null {
  switch (plan.executor) {
    case 'shared-iterations':
      return plan.iterations;
    case 'per-vu-iterations':
      return plan.iterations * plan.vus;
    case 'constant-arrival-rate':
      return Math.floor((plan.rate * plan.durationMs) / plan.timeUnitMs);
    case 'ramping-arrival-rate': {
      let from = plan.startRate;
      let sum = 0;
      for (const { target, durationMs } of plan.stages) {
        sum += (((from + target) / 2) * durationMs) / plan.timeUnitMs;
        from = target;
      }
      return Math.floor(sum);
    }
    default:
      return null;
  }
}

function along(
  start: number,
  stages: readonly { target: number; durationMs: number }[],
  atMs: number,
): number {
  let [from, before] = [start, 0];
  for (const { target, durationMs } of stages) {
    if (atMs <= before + durationMs)
      return from + ((target - from) * (atMs - before)) / Math.max(1, durationMs);
    from = target;
    before += durationMs;
  }
  return from;
}

function barOf(share: number): string {
  return BARS[Math.min(BARS.length - 1, Math.max(0, Math.ceil(share * BARS.length) - 1))] ?? '▁';
}
