import { availableParallelism } from 'node:os';
import { dirname } from 'node:path';
import type { WorkerInterval } from '../../engine/embedded/worker/messages.ts';
import { type Host, processUsage } from '../../host.ts';
import { TrendSink } from '../../metrics/trend-sink.ts';
import { enginePlan } from '../run/engine-plan.ts';
import { type LoadRequest, loadRun } from '../run/load-script.ts';

/** A rate is kept while 95 % of the iterations start, and answers are read, within so many ms: where a run would warn. */
const MOST_LAG_MS = 10;
/** Percent of the planned iterations that may be missing. */
const MOST_MISSING = 0.5;

/** What came of one step of a calibration. */
export interface StepOutcome {
  /** Why the rate was not kept; '' when it was. */
  why: string;
  peakRssBytes: number;
  workers: number;
}

/** Runs the calibration's script once with the engine itself, and nothing of the user's settings. */
export async function calibrationStep(
  host: Host,
  script: string,
  env: Readonly<Record<string, string>>,
): Promise<StepOutcome> {
  const run = await loadRun(request(host, script, env));
  try {
    const lags = { start: new TrendSink(), read: new TrendSink() };
    let [planned, missing, peakRssBytes] = [0, 0, 0];
    const plan = enginePlan(run, { signature: { kind: 'none' }, keepRaw: false }, host.now());
    const end = await run.engine.run(plan, {
      onPhase() {},
      onLog() {},
      onSetupData() {},
      onInterval(_worker, { pace, loopLagsMs }: WorkerInterval) {
        const unstarted = pace.unstarted ?? 0;
        planned += pace.planned + unstarted;
        missing += pace.dropped + unstarted;
        for (const lagMs of pace.startLagsMs) lags.start.add(lagMs);
        for (const lagMs of loopLagsMs ?? []) lags.read.add(lagMs);
        peakRssBytes = Math.max(peakRssBytes, processUsage().rssBytes);
      },
    });
    const lost = end.lost[0]?.message ?? end.cause?.message ?? '';
    const why = lost === '' ? whyNot({ planned, missing, lags }) : lost;
    return { why, peakRssBytes, workers: run.plan.workers };
  } finally {
    await run.engine.close();
  }
}

function whyNot(step: {
  planned: number;
  missing: number;
  lags: { start: TrendSink; read: TrendSink };
}): string {
  const { planned, missing, lags } = step;
  const percent = planned === 0 ? 0 : (100 * missing) / planned;
  if (percent > MOST_MISSING) return `${percent.toFixed(1)} % of the iterations were not begun`;
  const late = { starts: p95(lags.start), answers: p95(lags.read) };
  if (late.starts > MOST_LAG_MS) return `iterations start ${late.starts.toFixed(0)} ms late (p95)`;
  return late.answers > MOST_LAG_MS ? `answers are read ${late.answers.toFixed(0)} ms late (p95)` : '';
}

const p95 = (sink: TrendSink): number => (sink.isEmpty ? 0 : (sink.statistic('p(95)') ?? 0));

function request(host: Host, script: string, env: Readonly<Record<string, string>>): LoadRequest {
  return {
    ...{
      script,
      env,
      cwd: dirname(script),
      cacheDirectory: null,
      secrets: {},
      outputs: [],
      thresholds: false,
    },
    ...{
      tiers: { config: {}, environment: {}, flags: {} },
      access: null,
      maxRequestsPerSecond: null,
      objectives: null,
    },
    workers: { asked: null, cores: availableParallelism() },
    workerFile: new URL('./engine-worker.js', import.meta.url),
    log() {},
    now: () => host.now(),
  };
}
