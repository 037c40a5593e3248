import { describe, expect, it } from 'vitest';
import { progressLines } from '../../src/commands/run/plain-progress.ts';
import { planBanner } from '../../src/commands/run/plan-banner.ts';
import { MetricTotals } from '../../src/metrics/metric-totals.ts';
import { MetricRegistry } from '../../src/metrics/registry.ts';
import { resolveOptions } from '../../src/plan/resolve-options.ts';
import { planRun } from '../../src/plan/run-plan.ts';

const planned = (scenarios: object) =>
  planRun(resolveOptions({ script: { scenarios }, flags: {} }), ['default', 'reads', 'writes']);

describe('what a plain run shows', () => {
  it('describes the plan in the words of k6', () => {
    const plan = planned({
      reads: {
        executor: 'constant-arrival-rate',
        rate: 40,
        duration: '4s',
        preAllocatedVUs: 4,
        maxVUs: 8,
        exec: 'reads',
      },
      writes: { executor: 'per-vu-iterations', vus: 2, iterations: 5, exec: 'writes', startTime: '1s' },
      ramp: {
        executor: 'ramping-vus',
        startVUs: 0,
        stages: [
          { duration: '90s', target: 7 },
          { duration: '0s', target: 0 },
        ],
        gracefulStop: '0s',
      },
      shared: { executor: 'shared-iterations', vus: 2, iterations: 9 },
    });
    const outputs = ['json=out.json', 'influxdb=http://ops:hunter2@h:8086/db'];
    const banner = planBanner(plan, { script: 'script.js', outputs });
    // The first two scenario lines are from k6 2.2.0 itself.
    expect(banner.split('\n')).toEqual(
      expect.arrayContaining([
        '     execution: local',
        '        script: script.js',
        '              * reads: 40.00 iterations/s for 4s (maxVUs: 4-8, exec: reads, gracefulStop: 30s)',
        '              * writes: 5 iterations for each of 2 VUs (maxDuration: 10m0s, exec: writes, startTime: 1s, gracefulStop: 30s)',
        '              * ramp: Up to 7 looping VUs for 1m30s over 2 stages (gracefulRampDown: 30s)',
        '              * shared: 9 iterations shared among 2 VUs (maxDuration: 10m0s, gracefulStop: 30s)',
      ]),
    );
    expect(banner).toContain('4 scenarios, 19 max VUs, 10m31s max duration (incl. graceful stop):');
    expect(banner).toContain('json (out.json), influxdb (');
    expect(banner).not.toContain('hunter2');
  });

  it('counts time, VUs and iterations, aligned', () => {
    const { scenarios } = planned({
      reads: { executor: 'constant-arrival-rate', rate: 40, duration: '4s', preAllocatedVUs: 4 },
      w: { executor: 'per-vu-iterations', vus: 2, iterations: 5, startTime: '2s' },
    });
    const counters = { started: 41, completed: 40, interrupted: 0, threw: 0 };
    const totals = new MetricTotals(new MetricRegistry());
    const shown = (phase: 'running' | 'ended') =>
      progressLines(
        { scenarios, totals, session: { phase, counters, loadStartedMs: 500 }, startedMs: 0 },
        phase === 'ended' ? 65_000 : 1500,
      );
    expect(shown('running')).toEqual([
      'running (00m01.5s), 00/00 VUs, 40 complete and 0 interrupted iterations',
      'reads   [  25% ] 00m01.0s/00m04.0s 40.00 iters/s',
      'w     • [   0% ] waiting',
    ]);
    expect(shown('ended')).toEqual([
      'running (01m05.0s), 00/00 VUs, 40 complete and 0 interrupted iterations',
      'reads ✓ [ 100% ] 00m04.0s/00m04.0s 40.00 iters/s',
      'w     ✗ [   0% ] 01m02.5s/10m00.0s 0/10 iters, 5 per VU',
    ]);
  });
});
