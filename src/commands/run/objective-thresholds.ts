import { gatingSlos } from '../../verdict/grade-run.ts';
import { parseSelector } from '../../verdict/threshold-grammar.ts';
import { k6Thresholds } from '../slo/k6-thresholds.ts';
import { profileOfRun } from './judged-phase.ts';
import type { LoadedRun, Objectives } from './load-script.ts';
import { newTotals } from './new-session.ts';
import { runScope } from './run-scope.ts';

/**
 * The objectives that gate a run and that k6 can judge as the harness does, as thresholds at the level that fails. None
 * for a profile of which only a part is judged: k6 judges the whole.
 */
export function objectiveThresholds(
  run: Omit<LoadedRun, 'engine'>,
  { target, failOn }: Objectives,
): Record<string, string[]> {
  if ((profileOfRun(run.env, run.plan)?.phases.judgedFromMs ?? 0) > 0) return {};
  const totals = newTotals(run);
  const gating = gatingSlos(runScope(run, { target, probes: null, totals })).filter(
    ({ measure }) => measure.from === 'metric' && totals.registry.get(measure.metric) !== undefined,
  );
  const added = Object.entries(k6Thresholds(gating, failOn));
  return Object.fromEntries(added.map(([key, expressions]) => [spelledAs(key, run), expressions]));
}

// Two spellings of one selector share a sub-metric in k6, and the later one's thresholds replace the earlier one's.
function spelledAs(key: string, { thresholds }: Pick<LoadedRun, 'thresholds'>): string {
  const selector = parseSelector(key);
  if (!selector.ok) return key;
  const { metric, tags } = selector.value;
  const same = thresholds.find(
    (each) => each.metric === metric && JSON.stringify(sorted(each.tags)) === JSON.stringify(sorted(tags)),
  );
  return same?.key ?? key;
}

const sorted = (tags: Readonly<Record<string, string>>): [string, string][] =>
  Object.entries(tags).sort(([a], [b]) => (a < b ? -1 : 1));
