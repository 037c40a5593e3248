import type { Host } from '../../host.ts';
import type { MetricTotals } from '../../metrics/metric-totals.ts';
import { openOutputs } from '../../outputs/index.ts';
import type { Output } from '../../outputs/output.ts';
import { defaultVuOptions } from '../../plan/vu-options.ts';
import type { LoadedRun } from './load-script.ts';

/** Opens what `--out` names; null without any. */
export function openRunOutputs(
  host: Host,
  { plan, thresholds }: LoadedRun,
  { totals, outputs }: { totals: MetricTotals; outputs: readonly string[] },
): Output | null {
  return openOutputs(
    outputs,
    {
      metric: (name) => totals.registry.get(name),
      thresholds,
      systemTags: [...defaultVuOptions(plan.options).systemTags].sort(),
    },
    { cwd: host.cwd, stdout: (text) => host.out.write(text) },
  );
}
