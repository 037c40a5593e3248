import type { ScenarioPlan, Stage } from '../../plan/scenario-plan.ts';
import type { Annotation } from '../../store/record/v1.ts';

/** More would hide the curves that they explain. */
const MOST = 20;

/** Moments of a run, epoch ms. */
interface Times {
  startedMs: number;
  endedMs: number;
  load: { startedMs: number } | null;
}

/** Marks where the stages of a ramp begin, and puts all marks in the order of time, which numbers them. */
export function annotateStages(
  annotations: Annotation[],
  scenarios: readonly ScenarioPlan[],
  { startedMs, endedMs, load }: Times,
): void {
  if (load !== null) {
    const all = scenarios
      .flatMap((scenario) => stageMarks(scenario, load.startedMs - startedMs))
      .filter(({ atMs }) => atMs < endedMs - startedMs)
      .sort((a, b) => a.atMs - b.atMs);
    annotations.push(...all.slice(0, MOST));
    const next = all[MOST];
    if (next !== undefined) annotations.push({ ...next, text: 'further stages are not marked' });
  }
  annotations.sort((a, b) => a.atMs - b.atMs);
}

function stageMarks(scenario: ScenarioPlan, loadStartMs: number): Annotation[] {
  if (scenario.executor !== 'ramping-vus' && scenario.executor !== 'ramping-arrival-rate') return [];
  let atMs = loadStartMs + scenario.startTimeMs;
  return scenario.stages.flatMap((stage, index): Annotation[] => {
    const begin = atMs;
    atMs += stage.durationMs;
    const before = scenario.stages[index - 1];
    if (before === undefined) return [];
    return [{ atMs: begin, kind: 'stage', text: `${scenario.name}: ${told(scenario, before, stage)}` }];
  });
}

function told(scenario: ScenarioPlan, before: Stage, { target, durationMs }: Stage): string {
  const level =
    scenario.executor === 'ramping-arrival-rate'
      ? `${Number(((target * 1000) / scenario.timeUnitMs).toPrecision(4))} iterations/s`
      : `${target} VUs`;
  const seconds = Number((durationMs / 1000).toPrecision(4));
  if (before.target === target) return `held at ${level} for ${seconds} s`;
  const way = target > before.target ? 'up' : 'down';
  return durationMs === 0 ? `${way} to ${level} at once` : `${way} to ${level} within ${seconds} s`;
}
