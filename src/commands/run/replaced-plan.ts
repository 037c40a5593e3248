import type { RunPlan } from '../../plan/run-plan.ts';

/** What sets the size of a scenario's load, where it is no rate. */
const SIZE: Readonly<Record<string, string>> = { websocket: 'R3MES_LISTENERS', journeys: 'R3MES_TABS' };

/** Whether k6's flags replaced the plan of a scenario of ours, whose own k6 scenarios are never called `default`. */
export const isReplaced = ({ scenarios }: Pick<RunPlan, 'scenarios'>): boolean =>
  scenarios.every((each) => each.name === 'default');

/**
 * One line for whoever gives k6's flags to a scenario of ours: they replace its plan, as in k6, and with it all that proves
 * something beside the load. Null where the plan is the scenario's own.
 */
export function replacedPlanText(
  name: string,
  plan: Pick<RunPlan, 'scenarios'>,
  { duration }: { duration?: unknown },
): string | null {
  if (!isReplaced(plan)) return null;
  const lasting = typeof duration === 'string' ? duration : '30s';
  const size = SIZE[name] ?? 'R3MES_RATE';
  return `-u, -d, -i and --stage (and K6_VUS and its like) replace the plan of ${name}, its canary and its profile included, as in k6: what they would have proved is not judged. To keep the plan, say its length by -e R3MES_DURATION=${lasting} and its size by -e ${size}=N (VUs: R3MES_VUS), or take a --profile alone`;
}
