import { expect, it } from 'vitest';
import { startProgress } from '../../src/commands/run/progress.ts';
import type { Host } from '../../src/host.ts';
import { MetricTotals } from '../../src/metrics/metric-totals.ts';
import { MetricRegistry } from '../../src/metrics/registry.ts';
import { runOf } from '../helpers/record.ts';

it.each([
  [150, 'p95 – (SLO 150 ms)  0 errors/s'],
  [null, 'p95 –  0 errors/s'],
])('the line of a run shows the SLO of the target (%s ms), and none where it is not judged', (slo, shown) => {
  let text = '';
  const host = { err: { isTTY: false, write: (more: string) => (text += more) } } as unknown as Host;
  const totals = new MetricTotals(new MetricRegistry());
  const progress = startProgress(host, {
    ...{ quiet: false, totalMs: 60_000, latencyMetric: 'http_req_duration', totals, latencySloMs: slo },
  });
  const [second] = runOf({ seconds: 5, routes: 1, latencyMs: 10, errorShare: 0 }).intervals;
  if (second === undefined) throw new Error('no second');
  progress.second({ ...second, atMs: 5000, errors: 0 });
  expect(text).toContain(shown);
});
