import type { ProbeName } from '../../../probes/probe.ts';
import { SLOS } from '../../../thresholds.ts';
import type { MetricTotals } from '../../metrics/metric-totals.ts';
import type { Target } from '../../targets/target.ts';
import type { RunScope } from '../../verdict/grade-run.ts';
import type { LoadedRun } from './load-script.ts';

/** What decides which objectives gate a run. */
export function runScope(
  run: Pick<LoadedRun, 'plan' | 'parts'>,
  {
    target,
    probes,
    totals,
  }: {
    target: Pick<Target, 'slos' | 'parts'> | null;
    /** Null: switched off. */
    probes: readonly ProbeName[] | null;
    totals: MetricTotals;
  },
): RunScope {
  return {
    totals,
    slos: target?.slos ?? SLOS,
    scenarioParts: run.parts,
    scenarioNames: run.plan.scenarios.map(({ name }) => name),
    targetParts: target?.parts ?? null,
    probeNames: probes ?? [],
    openModel: run.plan.scenarios.some(({ executor }) => executor.endsWith('arrival-rate')),
  };
}
