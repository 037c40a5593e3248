import type { LogEntry } from '../../engine/engine.ts';
import type { Host } from '../../host.ts';
import type { MetricTotals, SubMetric } from '../../metrics/metric-totals.ts';
import { openOutputs } from '../../outputs/index.ts';
import type { Output } from '../../outputs/output.ts';
import { defaultVuOptions } from '../../plan/vu-options.ts';
import type { K6RunFlags } from './k6-flags.ts';
import type { LoadedRun } from './load-script.ts';

const AUTOMATIC = 'http_req_duration{expected_response:true}';

function ownFirst(subs: readonly SubMetric[]): SubMetric[] {
  return [...subs.filter(({ name }) => name !== AUTOMATIC), ...subs.filter(({ name }) => name === AUTOMATIC)];
}

/** What to write raw samples to. */
export interface WantedOutputs {
  totals: MetricTotals;
  flags: Pick<K6RunFlags, 'out' | 'collectors'>;
  log: (entry: LogEntry) => void;
}

/** Opens what `--out` names; null without any, and for k6, which writes its outputs itself. */
export function openRunOutputs(
  host: Host,
  { engine, plan, thresholds }: LoadedRun,
  { totals, flags, log }: WantedOutputs,
): Output | null {
  return openOutputs(
    engine.kind === 'k6' ? [] : flags.out,
    {
      metric: (name) => totals.registry.get(name),
      thresholds,
      subMetrics: (metric) => ownFirst(totals.subMetrics().filter((sub) => sub.metric === metric)),
      systemTags: [...defaultVuOptions(plan.options).systemTags].sort(),
    },
    {
      cwd: host.cwd,
      env: host.env,
      collectors: flags.collectors ?? {},
      stdout: (text) => host.out.write(text),
      error: (message) => log({ level: 'error', message, fields: {}, timeMs: host.now() }),
    },
  );
}
