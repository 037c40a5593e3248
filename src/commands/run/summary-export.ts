import type { SummaryData, SummaryGroup, SummaryMetric } from './summary-data.ts';

/** The text of `--summary-export`: k6's oldest shape, in which `true` under `thresholds` means crossed. */
export function summaryExport({ root_group, metrics, setup_data }: SummaryData): string {
  const exported = {
    root_group: exportedGroup(root_group),
    metrics: Object.fromEntries(
      Object.entries(metrics).map(([name, metric]) => [name, exportedMetric(metric)]),
    ),
    ...(setup_data === null ? {} : { setup_data }),
  };
  return JSON.stringify(exported, null, 4);
}

function exportedGroup({ name, path, id, groups, checks }: SummaryGroup): unknown {
  return {
    name,
    path,
    id,
    groups: Object.fromEntries(groups.map((group) => [group.name, exportedGroup(group)])),
    checks: Object.fromEntries(checks.map((check) => [check.name, check])),
  };
}

function exportedMetric({ type, values, thresholds }: SummaryMetric): unknown {
  const { rate, ...rest } = values;
  const flat = type === 'rate' ? { ...rest, value: rate } : values;
  if (thresholds === undefined) return flat;
  return {
    ...flat,
    thresholds: Object.fromEntries(Object.entries(thresholds).map(([source, { ok }]) => [source, !ok])),
  };
}
