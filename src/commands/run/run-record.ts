import { cpus, totalmem, type } from 'node:os';
import type { Engine, EngineEnd } from '../../engine/engine.ts';
import { EXIT_CODES } from '../../exit-codes.ts';
import type { MetricTotals } from '../../metrics/metric-totals.ts';
import { VERSION } from '../../package.ts';
import type { RunPlan } from '../../plan/run-plan.ts';
import { regularDurationMs, type ScenarioPlan } from '../../plan/scenario-plan.ts';
import { scenarioSummary } from '../../plan/scenario-summary.ts';
import { redactValue } from '../../redact.ts';
import type { RunRecord, ScenarioPlanRecord } from '../../store/record/v1.ts';
import { metricRecords } from '../../store/record-metrics.ts';
import { routeRecords } from '../../store/record-routes.ts';
import type { Target } from '../../targets/target.ts';
import type { Verdict } from '../../verdict/verdict.ts';
import type { RunSession } from './run-session.ts';

/** All that a finished run's record is made from. */
export interface FinishedRun {
  id: string;
  scripts: RunRecord['scripts'];
  profile: string;
  phases: RunRecord['phases'];
  target: Target | null;
  plan: RunPlan;
  engine: Pick<Engine, 'kind' | 'version'>;
  end: EngineEnd;
  session: RunSession;
  totals: MetricTotals;
  verdict: Verdict;
  scheduled?: RunRecord['scheduled'];
  exitCode: number;
  nodeVersion: string;
}

/** The record of a run, version 1, with every secret masked. */
export function runRecord(run: FinishedRun): RunRecord {
  return redactValue(plainRecord(run));
}

/** What is known of a run before it starts: all that an earlier run must agree in to be its baseline. */
export function plannedRecord(
  run: Pick<FinishedRun, 'scripts' | 'profile' | 'target' | 'plan' | 'engine' | 'nodeVersion'>,
): Pick<RunRecord, 'engine' | 'scripts' | 'profile' | 'target' | 'plan' | 'options' | 'machine'> {
  const { target } = run;
  return {
    engine: {
      name: run.engine.kind,
      version: run.engine.version,
      // k6 has no such threads.
      workers: run.engine.kind === 'k6' ? 1 : run.plan.workers,
    },
    scripts: run.scripts,
    profile: run.profile,
    target: target && { name: target.name, apiUrl: target.apiUrl, parts: [...target.parts] },
    plan: run.plan.scenarios.map(planRecord),
    options: { ...run.plan.options },
    machine: {
      platform: type(),
      cpuModel: cpus()[0]?.model ?? 'unknown',
      cores: cpus().length,
      memoryBytes: totalmem(),
      node: run.nodeVersion,
    },
  };
}

function plainRecord(run: FinishedRun): RunRecord {
  const { end, session, totals } = run;
  const load = end.load ?? { startedMs: end.endedMs, endedMs: end.endedMs };
  const durationMs = load.endedMs - load.startedMs;
  return {
    version: 1,
    id: run.id,
    harness: VERSION,
    ...plannedRecord(run),
    phases: run.phases ?? null,
    startedAt: new Date(end.startedMs).toISOString(),
    endedAt: new Date(end.endedMs).toISOString(),
    durationMs,
    end: endOf(end),
    endReason: endReason(run, durationMs),
    exitCode: run.exitCode,
    verdict: run.verdict,
    metrics: metricRecords(totals),
    routes: routeRecords(totals, durationMs),
    checks: session.checks.map(({ group, name, passes, fails }) => ({ group, name, passes, fails })),
    failures: session.failures.records(),
    annotations: session.annotations,
    probes: probeRecords(session),
    iterations: { ...session.counters, dropped: session.dropped },
    ...(run.scheduled === undefined ? {} : { scheduled: run.scheduled }),
    notes: session.notes,
  };
}

function endReason({ end, plan }: FinishedRun, durationMs: number): string {
  const { cause, failed, lost, load } = end;
  if (cause === null) return failed ?? lost[0]?.message ?? '';
  const plannedMs = Math.max(0, ...plan.scenarios.map((each) => each.startTimeMs + regularDurationMs(each)));
  // Executors that count iterations have a limit but no length.
  const isTimed = plan.scenarios.every(({ executor }) => !executor.endsWith('-iterations'));
  if (load === null || !isTimed || durationMs >= plannedMs) return cause.message;
  return `${cause.message}, after ${seconds(durationMs)} of ${seconds(plannedMs)} of load`;
}

const seconds = (ms: number): string => `${Number((ms / 1000).toFixed(1))} s`;

function endOf({ cause, failed, lost }: EngineEnd): RunRecord['end'] {
  if (cause === null) return failed === null && lost.length === 0 ? 'finished' : 'failed';
  if (cause.exit === 'interrupted') return 'interrupted';
  return cause.exit === 'scriptAborted' || cause.exit === 'thresholds' ? 'aborted' : 'failed';
}

function planRecord(plan: ScenarioPlan): ScenarioPlanRecord {
  return {
    name: plan.name,
    executor: plan.executor,
    description: scenarioSummary(plan),
    startTimeMs: plan.startTimeMs,
    durationMs: regularDurationMs(plan),
  };
}

function probeRecords({ probes }: RunSession): RunRecord['probes'] {
  return [...probes].map(([name, seen]) => ({ name, ...seen }));
}

/** The exit code of a judged run: an explicit error, then 120, 110, 99, 121 (design part 9). */
export function exitCodeOf({ cause, failed }: Pick<EngineEnd, 'cause' | 'failed'>, verdict: Verdict): number {
  // A threshold with abortOnFail is no error of the run: what it means stands in the verdict.
  const crossed = cause?.exit === 'thresholds';
  if (cause !== null && !crossed) return EXIT_CODES[cause.exit].code;
  if (verdict.state === 'INVALID') return EXIT_CODES.invalid.code;
  if (failed !== null) return EXIT_CODES.scriptFailed.code;
  if (verdict.state === 'FAIL' || crossed) return EXIT_CODES.thresholds.code;
  return verdict.state === 'NO-DATA' ? EXIT_CODES.noData.code : EXIT_CODES.success.code;
}
