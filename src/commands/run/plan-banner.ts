import { goDuration } from '../../duration.ts';
import type { RunPlan } from '../../plan/run-plan.ts';
import type { ScenarioPlan, Stage } from '../../plan/scenario-plan.ts';

/** What will be run, as k6 says it before it begins. */
export function planBanner(
  plan: RunPlan,
  { script, outputs }: { script: string; outputs: readonly string[] },
): string {
  const { scenarios, maxVus, totalDurationMs } = plan;
  const count = `${scenarios.length} scenario${scenarios.length === 1 ? '' : 's'}`;
  const whole = `${count}, ${maxVus} max VUs, ${goDuration(totalDurationMs)} max duration (incl. graceful stop):`;
  return [
    '',
    '     execution: local',
    `        script: ${script}`,
    `        output: ${outputs.length === 0 ? '-' : outputs.map(outputName).join(', ')}`,
    '',
    `     scenarios: (100.00%) ${whole}`,
    ...scenarios.map((each) => `              * ${each.name}: ${scenarioLine(each)}`),
    '',
    '',
  ].join('\n');
}

// json=out.json as k6 names it: json (out.json).
function outputName(given: string): string {
  const [, name, argument] = /^([^=]+)=(.*)$/s.exec(given) ?? [];
  return name === undefined ? given : `${name} (${(argument ?? '').replace(/\/\/[^/@]*@/, '//****@')})`;
}

/** One scenario, as k6 describes it. */
export function scenarioLine(plan: ScenarioPlan): string {
  const details = [
    ...ownDetails(plan),
    ...(plan.exec === 'default' ? [] : [`exec: ${plan.exec}`]),
    ...(plan.startTimeMs > 0 ? [`startTime: ${goDuration(plan.startTimeMs)}`] : []),
    ...(plan.gracefulStopMs > 0 ? [`gracefulStop: ${goDuration(plan.gracefulStopMs)}`] : []),
  ];
  return `${whatItDoes(plan)}${details.length === 0 ? '' : ` (${details.join(', ')})`}`;
}

function whatItDoes(plan: ScenarioPlan): string {
  switch (plan.executor) {
    case 'constant-vus':
      return `${plan.vus} looping VUs for ${goDuration(plan.durationMs)}`;
    case 'ramping-vus':
      return `Up to ${highest(plan.startVus, plan.stages)} looping VUs for ${over(plan.stages)}`;
    case 'per-vu-iterations':
      return `${plan.iterations} iterations for each of ${plan.vus} VUs`;
    case 'shared-iterations':
      return `${plan.iterations} iterations shared among ${plan.vus} VUs`;
    case 'constant-arrival-rate':
      return `${perSecond(plan.rate, plan.timeUnitMs)} iterations/s for ${goDuration(plan.durationMs)}`;
    case 'ramping-arrival-rate': {
      const most = perSecond(highest(plan.startRate, plan.stages), plan.timeUnitMs);
      return `Up to ${most} iterations/s for ${over(plan.stages)}`;
    }
  }
}

function ownDetails(plan: ScenarioPlan): string[] {
  switch (plan.executor) {
    case 'per-vu-iterations':
    case 'shared-iterations':
      return [`maxDuration: ${goDuration(plan.maxDurationMs)}`];
    case 'constant-arrival-rate':
    case 'ramping-arrival-rate': {
      const { preAllocatedVus, maxVus } = plan;
      return [`maxVUs: ${maxVus > preAllocatedVus ? `${preAllocatedVus}-` : ''}${maxVus}`];
    }
    case 'ramping-vus':
      return plan.gracefulRampDownMs > 0 ? [`gracefulRampDown: ${goDuration(plan.gracefulRampDownMs)}`] : [];
    default:
      return [];
  }
}

const highest = (start: number, stages: readonly Stage[]): number =>
  Math.max(start, ...stages.map(({ target }) => target));

const over = (stages: readonly Stage[]): string =>
  `${goDuration(stages.reduce((sum, { durationMs }) => sum + durationMs, 0))} over ${stages.length} stages`;

/** Iterations a second of a rate. */
export const perSecond = (rate: number, timeUnitMs: number): string =>
  ((rate * 1000) / timeUnitMs).toFixed(2);
