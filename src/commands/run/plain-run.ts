import type { LogEntry } from '../../engine/engine.ts';
import { EXIT_CODES } from '../../exit-codes.ts';
import type { Host } from '../../host.ts';
import type { MetricTotals } from '../../metrics/metric-totals.ts';
import { thresholdSink } from '../../verdict/grade-thresholds.ts';
import { holds, type MetricThresholds } from '../../verdict/threshold.ts';
import { enginePlan } from './engine-plan.ts';
import type { K6RunFlags } from './k6-flags.ts';
import type { LiveRun } from './live-run.ts';
import type { LoadedRun } from './load-script.ts';
import { newSession, newTotals } from './new-session.ts';
import { type PlainProgress, plainProgress } from './plain-progress.ts';
import { planBanner } from './plan-banner.ts';
import { openRunOutputs } from './run-outputs.ts';
import { writeRunSummary } from './run-summary.ts';

/** What a plain run needs beside its script. */
export interface PlainRun {
  run: LoadedRun;
  flags: K6RunFlags;
  log: (entry: LogEntry) => void;
  /** Gets the run as soon as there is something to look at. */
  attach: (live: LiveRun) => void;
}

/** A run exactly as `k6 run` does it (--no-gate): the script's own thresholds decide, nothing else is said or kept. */
export async function plainRun(host: Host, { run, flags, log, attach }: PlainRun): Promise<number> {
  const totals = newTotals(run);
  const startedMs = host.now();
  const output = openRunOutputs(host, run, { totals, flags, log });
  let progress: PlainProgress | null = null;
  const session = newSession(host, run, {
    ...{ totals, startedMs, output },
    log(entry) {
      progress?.clear();
      log(entry);
    },
    onSecond: () => progress?.second(),
  });
  const { scenarios } = run.plan;
  if (!flags.quiet) host.out.write(planBanner(run.plan, { script: run.path, outputs: flags.out }));
  progress = plainProgress(host, flags.quiet, { scenarios, totals, session, startedMs });
  attach({ session, totals, thresholds: run.thresholds });
  const plan = enginePlan(run, { signature: { kind: 'none' }, keepRaw: output !== null }, startedMs);
  const end = await run.engine.run(plan, session);
  progress.end();
  await output?.end();
  totals.setElapsed(end.endedMs - end.startedMs);
  if (end.load !== null) warnWithoutIterations(totals, log, host.now());
  await writeRunSummary(host, { run, session, totals, end, flags, log, text: true });
  const aborted = end.cause !== null && end.cause.exit !== 'teardownTimeout';
  const crossed = aborted ? [] : crossedThresholds(run.thresholds, totals);
  const error = (message: string): void => log({ level: 'error', message, fields: {}, timeMs: host.now() });
  logCrossed(crossed, error);
  if (end.cause !== null) {
    log({ level: 'error', message: end.cause.message, fields: end.cause.fields ?? {}, timeMs: host.now() });
    return EXIT_CODES[end.cause.exit].code;
  }
  // k6 can end a loop and goes on; without a thread of its own, a run is worth nothing.
  if (end.lost.some(({ kind }) => kind !== 'stuck')) return EXIT_CODES.usage.code;
  if (end.failed !== null) {
    error('test run was marked as failed');
    return EXIT_CODES.scriptFailed.code;
  }
  return crossed.length > 0 ? EXIT_CODES.thresholds.code : EXIT_CODES.success.code;
}

/** Keys of the thresholds that do not hold, by k6's rules: without a value a threshold holds. */
export function crossedThresholds(thresholds: readonly MetricThresholds[], totals: MetricTotals): string[] {
  return thresholds
    .filter((threshold) => {
      const sink = thresholdSink(threshold, totals);
      return sink !== undefined && !threshold.expressions.every((expression) => holds(expression, sink));
    })
    .map(({ key }) => key)
    .sort();
}

/** k6's line about thresholds, where any was crossed. */
export function logCrossed(names: readonly string[], error: (message: string) => void): void {
  if (names.length > 0) error(`thresholds on metrics '${names.join(', ')}' have been crossed`);
}

/** k6's warning about a run in which no iteration came to its end. */
export function warnWithoutIterations(
  totals: MetricTotals,
  log: (entry: LogEntry) => void,
  timeMs: number,
): void {
  if ((totals.metric('iterations')?.statistic('count') ?? 0) > 0) return;
  const message = 'No script iterations fully finished, consider making the test duration longer';
  log({ level: 'warning', message, fields: {}, timeMs });
}
