import { SLOS } from '../../thresholds.ts';
import type { ProbeResult } from '../store/record/v1.ts';

/** Values of probes that a line is judged by. */
const JUDGED: ReadonlySet<string> = new Set(
  SLOS.flatMap(({ measure }) =>
    measure.from === 'probe'
      ? [measure.value, ...(measure.growth === undefined ? [] : [measure.growth.total, measure.growth.count])]
      : [],
  ),
);

/** A result with nothing but what lines are judged by: a run of hours keeps thousands of them. */
export function compactProbe(result: ProbeResult): ProbeResult {
  if (!result.ok) return result;
  const values = result.facts.values.filter(({ id }) => JUDGED.has(id));
  return { ...result, facts: { ...result.facts, values, info: {} } };
}
