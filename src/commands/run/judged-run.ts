import type { ProbeName } from '../../../probes/probe.ts';
import { SLOS, type Slo } from '../../../thresholds.ts';
import type { EngineEnd, LogEntry } from '../../engine/engine.ts';
import { K6Engine } from '../../engine/k6/k6-engine.ts';
import type { Host } from '../../host.ts';
import type { MetricTotals } from '../../metrics/metric-totals.ts';
import { redactValue } from '../../redact.ts';
import type { PhasesRecord } from '../../store/record/v1.ts';
import type { RunFolder } from '../../store/run-folder.ts';
import { keepSeries } from '../../store/series-log.ts';
import type { Target } from '../../targets/target.ts';
import { applyWaivers } from '../../verdict/apply-waivers.ts';
import {
  builtInGate,
  crossedLine,
  failedLine,
  gateBesideOthers,
  samplesLine,
} from '../../verdict/built-in-gate.ts';
import { gradeDelivered } from '../../verdict/grade-delivered.ts';
import { gradeGenerator } from '../../verdict/grade-generator.ts';
import { gradeOwnDelay } from '../../verdict/grade-own-delay.ts';
import { recoveryLine } from '../../verdict/grade-recovery.ts';
import { gatingSlos, gradeSlos, type RunWindows } from '../../verdict/grade-run.ts';
import { gradeThresholds } from '../../verdict/grade-thresholds.ts';
import { judge, unjudged } from '../../verdict/judge.ts';
import type { FailOn, Verdict, VerdictLine } from '../../verdict/verdict.ts';
import { annotateStages } from './annotate-stages.ts';
import { type Baseline, checkBaseline, withBaseline } from './baseline.ts';
import { enginePlan } from './engine-plan.ts';
import { calibrationLine, generatorEvidence, tellsThrown } from './generator-evidence.ts';
import { type JudgedPhase, profileOfRun, type RunProfile } from './judged-phase.ts';
import type { K6RunFlags } from './k6-flags.ts';
import { keepK6Text } from './k6-text.ts';
import { keepRecord, type ReportFile, showRun } from './keep-run.ts';
import type { LiveRun } from './live-run.ts';
import type { LoadedRun } from './load-script.ts';
import { intervalSources, judgedPhase, newSession, newTotals } from './new-session.ts';
import { annotatePhases, phasesRecord } from './phases-record.ts';
import { crossedThresholds, logCrossed, warnWithoutIterations } from './plain-run.ts';
import { plannedAboveCalibration } from './planned-load.ts';
import { startProgress } from './progress.ts';
import { openRunOutputs } from './run-outputs.ts';
import { exitCodeOf, plannedRecord, runRecord } from './run-record.ts';
import { runScope } from './run-scope.ts';
import type { RunSession } from './run-session.ts';
import { writeRunSummary } from './run-summary.ts';
import { openWatchers, type RunWatcher, type WatcherFlags } from './run-watchers.ts';
import { sampleBeside } from './sample-beside.ts';
import { partedNote, scheduledLatency } from './scheduled-latency.ts';
import { spreadNotes } from './spread-notes.ts';
import { startedFolder } from './started-folder.ts';
import { watchWindows } from './watch-windows.ts';

/** How a run is watched, judged and kept. */
export interface JudgedRun {
  run: LoadedRun;
  /** Of the scenario, for ids and headings. */
  name: string;
  script: string;
  profile: string;
  target: Target | null;
  /** Probes to sample beside the load; null: switched off. */
  probes: readonly ProbeName[] | null;
  failOn: FailOn;
  /** An earlier run to be held against; null: none. */
  baseline: Baseline | null;
  /** Stop once a critical level lasted. */
  abortOn: 'critical' | undefined;
  outDir: string;
  /** Reports beside those that every run writes. */
  reports: readonly ReportFile[];
  watchers: WatcherFlags;
  /** Keeps what every series got in every second. */
  keepSeries: boolean;
  flags: K6RunFlags;
  log: (entry: LogEntry) => void;
  /** Gets the run as soon as there is something to look at. */
  attach: (live: LiveRun) => void;
}

/** What became of a judged run. */
export interface JudgedEnd {
  exitCode: number;
  verdict: Verdict;
  directory: string;
}

/** Runs a script with probes beside it, judges it by the SLOs, keeps its record and writes its reports. */
export async function judgedRun(host: Host, judged: JudgedRun): Promise<JudgedEnd> {
  const { run, target, log } = judged;
  const known = plannedRecord(planned(host, judged));
  if (judged.baseline !== null) checkBaseline(judged.baseline, redactValue(known));
  const startedMs = host.now();
  const folder = startedFolder(host, judged, { known, startedMs });
  const watchers = await openWatchers(host, judged, { folder, known, startedMs });
  const totals = newTotals(run);
  const scope = runScope(run, { ...judged, totals });
  const progress = startProgress(host, {
    quiet: judged.flags.quiet,
    totalMs: run.plan.totalDurationMs - Math.max(0, ...run.plan.scenarios.map((each) => each.gracefulStopMs)),
    latencyMetric: intervalSources(totals).latencyMetric,
    totals,
    latencySloMs: gatingSlos(scope).find(({ id }) => id === 'api_latency_p95')?.warn ?? null,
  });
  const output = openRunOutputs(host, run, { totals, flags: judged.flags, log });
  const profile = profileOfRun(run.env, run.plan);
  const phase = judgedPhase(run, totals, profile);
  const watch = watchWindows({
    scope,
    scale: profile?.scale ?? 1,
    abortOn: judged.abortOn,
    waivers: target?.waivers ?? [],
    nowMs: startedMs,
    stop: (cause) => run.engine.stop(cause),
    warn: (message) => log({ level: 'warning', message, fields: {}, timeMs: startedMs }),
  });
  phase.windows = watch?.windows.sliding ?? null;
  const session = newSession(host, run, {
    totals,
    startedMs,
    log(entry) {
      progress.clear();
      log(entry);
    },
    onSecond(interval) {
      folder.append(interval);
      progress.second(interval);
      watchers.second(interval);
    },
    output,
    judged: phase,
    slos: target?.slos ?? SLOS,
    ...(watch === null ? {} : { onWindow: watch.onWindow }),
  });
  judged.attach({ session, totals, thresholds: run.thresholds });
  sayCloseToLimit(host, judged, session);
  const sampler = sampleBeside(host, judged, { session, startedMs });
  const signature = { kind: 'harness', runId: target === null ? null : folder.id } as const;
  const watched = judged.keepSeries ? keepSeries(session, folder.directory, () => host.now()) : session;
  let end: EngineEnd;
  try {
    end = await run.engine.run(enginePlan(run, { signature, keepRaw: output !== null }, startedMs), watched);
  } finally {
    await sampler.stop();
    progress.end();
    await output?.end();
  }
  totals.setElapsed(end.endedMs - end.startedMs);
  phase.setElapsed(end.endedMs - end.startedMs);
  const windows = watch?.windows ?? null;
  return concluded(host, judged, { folder, session, totals, end, phase, profile, watchers, windows });
}

// Before the load: who reads it may still stop. In the record: who reads a doubtful run wants to know.
function sayCloseToLimit(host: Host, { run, log }: JudgedRun, session: RunSession): void {
  const close = run.engine.kind === 'embedded' ? plannedAboveCalibration(host, run) : null;
  if (close === null) return;
  log({ level: 'warning', message: close.text, fields: { hint: close.hint }, timeMs: host.now() });
  session.closeToLimit = close.text;
}

interface Measured {
  folder: RunFolder;
  session: RunSession;
  totals: MetricTotals;
  end: EngineEnd;
  /** What the lines are judged from. */
  phase: JudgedPhase;
  profile: RunProfile | null;
  watchers: RunWatcher;
  windows: RunWindows | null;
}

async function concluded(host: Host, judged: JudgedRun, measured: Measured): Promise<JudgedEnd> {
  const { run, log } = judged;
  const { folder, session, totals, end } = measured;
  if (end.load !== null) warnWithoutIterations(totals, log, host.now());
  if (run.engine instanceof K6Engine) keepK6Text(host, run, { folder, text: run.engine.stdout });
  else await writeRunSummary(host, { run, session, totals, end, flags: judged.flags, log, text: false });
  logCrossed(crossedThresholds(run.thresholds, measured.phase.totals), (message) =>
    log({ level: 'error', message, fields: {}, timeMs: host.now() }),
  );
  if (end.cause !== null) {
    log({ level: 'error', message: end.cause.message, fields: end.cause.fields ?? {}, timeMs: host.now() });
    session.annotate({
      atMs: end.endedMs - end.startedMs,
      kind: end.cause.exit === 'interrupted' ? 'signal' : 'abort',
      text: end.cause.message,
    });
  }
  const phases = phasesOf(measured);
  for (const { timeMs, message } of end.lost)
    session.annotate({ atMs: timeMs - end.startedMs, kind: 'generator', text: message });
  if (phases !== null) annotatePhases(session, phases);
  annotateStages(session.annotations, run.plan.scenarios, end);
  const scheduled = scheduledLatency(totals, intervalSources(totals));
  const parted = partedNote(scheduled);
  if (parted !== null) session.notes.push(parted);
  const { warnings, facts } = spreadNotes(session.spread);
  session.notes.push(...warnings);
  for (const message of session.notes) log({ level: 'warning', message, fields: {}, timeMs: host.now() });
  session.notes.push(...facts, ...(session.manySeries === null ? [] : [session.manySeries]));
  const own = verdictOf(judged, measured);
  const alone = runRecord({
    ...planned(host, judged),
    ...{ id: folder.id, phases, end, session, totals, scheduled },
    verdict: own,
    exitCode: exitCodeOf(end, own),
  });
  const held =
    judged.baseline === null ? alone : await withBaseline(alone, folder.intervals(), judged.baseline);
  const verdict = held.verdict ?? own;
  const exitCode = exitCodeOf(end, verdict);
  const record = { ...held, exitCode };
  keepRecord(host, folder, record);
  await measured.watchers.end(record);
  await showRun(host, { folder, record, reports: judged.reports });
  return { exitCode, verdict, directory: folder.directory };
}

function phasesOf({ profile, end, folder }: Measured): PhasesRecord | null {
  if (profile === null || end.load === null) return null;
  return phasesRecord(profile, end.load.startedMs - end.startedMs, folder.intervals());
}

function recoveryOf({ profile, end, folder }: Measured, slos: readonly Slo[]): VerdictLine[] {
  const recovery = profile?.phases.recovery ?? null;
  if (recovery === null || end.load === null) return [];
  const fromMs = end.load.startedMs - end.startedMs + recovery.fromMs;
  return [recoveryLine({ fromMs, allowedMs: recovery.allowedMs, intervals: folder.intervals(), slos })];
}

// What the record has of a run before it starts.
function planned(host: Host, { run, script, profile, target }: JudgedRun) {
  const scripts = [{ path: script, hash: run.hash }];
  return { scripts, profile, target, plan: run.plan, engine: run.engine, nodeVersion: host.nodeVersion };
}

function verdictOf(judged: JudgedRun, measured: Measured): Verdict {
  const { run, target, failOn } = judged;
  const { session, end, phase } = measured;
  const { totals } = phase;
  const objectives = target?.slos ?? SLOS;
  const slos = gradeSlos({
    ...runScope(run, { ...judged, totals }),
    probes: session.judgedProbes,
    iterations: { planned: phase.planned, dropped: phase.dropped },
    windows: measured.windows,
  });
  const thresholds = gradeThresholds(run.thresholds, totals);
  const others = [
    ...slos,
    ...recoveryOf(measured, objectives),
    ...session.judgedProbes.lines(),
    ...thresholds,
  ];
  const judgedByAny = [...slos, ...thresholds].some(({ gates }) => gates);
  const judgedNames = new Set([
    ...slos.filter(({ gates }) => gates).map(({ id }) => id),
    ...run.thresholds.map(({ metric }) => metric),
  ]);
  const byObjectives = slos.some(({ gates }) => gates);
  const { completed, threw } = session.counters;
  const iterations = { completed, threw: tellsThrown(run.engine) ? threw : null };
  const gate = judgedByAny
    ? gateBesideOthers(totals, iterations, { judged: judgedNames, byObjectives })
    : builtInGate(totals, iterations);
  const delivered = judgedNames.has('delivered_rate') ? [] : gradeDelivered(totals, phase);
  const evidence = generatorEvidence(run.engine, session, end);
  const { planned, dropped } = phase;
  const ownDelay = { readLag: evidence.readLag, planned, dropped, failOn };
  const crossed = end.crossed === true && thresholds.every(({ level }) => level !== 'CRIT');
  const failed = [
    ...(end.failed === null ? [] : [failedLine(end.failed)]),
    ...(crossed ? [crossedLine()] : []),
  ];
  const ofTarget = applyWaivers(
    [...others, samplesLine(totals), ...failed, ...gate, ...delivered],
    target?.waivers ?? [],
    end.startedMs,
  );
  const lines = [
    ...ofTarget,
    ...gradeGenerator(evidence),
    ...gradeOwnDelay(totals, ofTarget, ownDelay),
    ...calibrationLine(session.closeToLimit),
  ];
  // Out of memory, a run is void; its lines say so.
  const whole = end.cause === null || end.cause.exit === 'thresholds' || end.cause.exit === 'invalid';
  return whole ? judge(lines, failOn) : unjudged(lines, failOn);
}
