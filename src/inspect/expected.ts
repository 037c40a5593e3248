import type { RunPlan } from '../plan/run-plan.ts';
import { requestsEach, type ScriptAbout } from '../plan/script-about.ts';
import { plannedIterations } from './plan-chart.ts';

/** What a plan would do if nothing is dropped, as far as it is known before. */
export interface Expected {
  iterations: number;
  /** HTTP requests, with those of setup and teardown; null where the script says nothing of them. */
  requests: number | null;
  /** Scenarios whose iterations only the answers' speed decides. */
  openScenarios: string[];
  /** Scenarios whose requests are in none of the numbers. */
  unknownScenarios: string[];
}

/** Counts what a plan would start, and the requests that its script says that makes. */
export function expectedOf({ scenarios }: Pick<RunPlan, 'scenarios'>, about: ScriptAbout): Expected {
  const each = scenarios.map((plan) => {
    const iterations = plannedIterations(plan);
    const requests = requestsEach(about, plan.name);
    const total =
      requests === 0 ? 0 : iterations === null || requests === null ? null : iterations * requests;
    return { name: plan.name, iterations, total };
  });
  const sum = (values: readonly (number | null)[]) =>
    values.reduce<number>((all, value) => all + (value ?? 0), 0);
  const known = each.filter(({ total }) => total !== null);
  return {
    iterations: sum(each.map(({ iterations }) => iterations)),
    requests:
      known.length === 0 ? null : Math.round(sum(known.map(({ total }) => total)) + about.requestsAround),
    openScenarios: each.filter(({ iterations }) => iterations === null).map(({ name }) => name),
    unknownScenarios: each.filter(({ total }) => total === null).map(({ name }) => name),
  };
}
