import type { RunPlan } from '../../plan/run-plan.ts';
import { scenarioSummary } from '../../plan/scenario-summary.ts';
import { peakRatePerSecond } from '../../targets/guard-rails.ts';
import type { Target } from '../../targets/target.ts';
import { isExpired } from '../../verdict/apply-waivers.ts';

/** What a run will do and under which limits, before anything is sent. */
export function planText(target: Target, plan: RunPlan, nowMs: number): string {
  const { environment, maxRatePerSecond, maxVus } = target.rules;
  const name = target.name === target.apiUrl ? target.apiUrl : `${target.name} (${target.apiUrl})`;
  const limits = [
    maxRatePerSecond === null ? '' : `at most ${maxRatePerSecond}/s`,
    maxVus === null ? '' : `at most ${maxVus} VUs`,
  ].filter(Boolean);
  const peak = peakRatePerSecond(plan);
  const rows = [
    `target    ${name}, ${environment}${limits.length > 0 ? `: ${limits.join(', ')}` : ''}`,
    ...plan.scenarios.map((each) => `scenario  ${each.name}: ${scenarioSummary(each)}`),
    `load      ${peak > 0 ? `up to ${Number(peak.toFixed(2))} iterations/s` : 'as fast as it answers'}, up to ${plan.maxVus} VUs${pacedBy(plan)}`,
    ...target.waivers.map((waiver) => {
      const state = isExpired(waiver, nowMs) ? 'ENDED on' : 'until';
      return `waiver    ${waiver.slo} ${state} ${waiver.until}: ${waiver.reason}`;
    }),
  ];
  return `${rows.join('\n')}\n`;
}

function pacedBy({ options }: RunPlan): string {
  const rps = options['rps'];
  return typeof rps === 'number' && rps > 0 ? `, at most ${rps} requests/s` : '';
}
