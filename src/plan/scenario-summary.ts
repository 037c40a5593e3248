import type { ScenarioPlan } from './scenario-plan.ts';

/** One line about what a scenario will do, e.g. `30 iterations/s for 30s (maxVUs: 30-300, gracefulStop: 30s)`. */
export function scenarioSummary(plan: ScenarioPlan): string {
  const rest = plan.gracefulStopMs > 0 ? `, gracefulStop: ${seconds(plan.gracefulStopMs)}` : '';
  switch (plan.executor) {
    case 'constant-vus':
      return `${plan.vus} VUs for ${seconds(plan.durationMs)} (${rest.slice(2) || 'no gracefulStop'})`;
    case 'shared-iterations':
      return `${plan.iterations} iterations shared among ${plan.vus} VUs (maxDuration: ${seconds(plan.maxDurationMs)}${rest})`;
    case 'per-vu-iterations':
      return `${plan.iterations} iterations for each of ${plan.vus} VUs (maxDuration: ${seconds(plan.maxDurationMs)}${rest})`;
    case 'ramping-vus':
      return `up to ${Math.max(plan.startVus, ...plan.stages.map(({ target }) => target))} VUs over ${stages(plan.stages)}`;
    case 'constant-arrival-rate':
      return `${rate(plan.rate, plan.timeUnitMs)} iterations/s for ${seconds(plan.durationMs)} (maxVUs: ${plan.preAllocatedVus}-${plan.maxVus}${rest})`;
    case 'ramping-arrival-rate':
      return `up to ${rate(Math.max(plan.startRate, ...plan.stages.map(({ target }) => target)), plan.timeUnitMs)} iterations/s over ${stages(plan.stages)} (maxVUs: ${plan.preAllocatedVus}-${plan.maxVus}${rest})`;
  }
}

function stages(all: readonly { durationMs: number }[]): string {
  const totalMs = all.reduce((sum, { durationMs }) => sum + durationMs, 0);
  return `${all.length} stages of ${seconds(totalMs)}`;
}

function rate(count: number, timeUnitMs: number): string {
  return String(Number(((count * 1000) / timeUnitMs).toFixed(2)));
}

function seconds(durationMs: number): string {
  return `${Number((durationMs / 1000).toFixed(3))}s`;
}
