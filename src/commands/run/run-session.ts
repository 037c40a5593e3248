import type { ProbeMark, ProbeName, ProbeResult } from '../../../probes/probe.ts';
import type { Slo } from '../../../thresholds.ts';
import type { NameSpread } from '../../engine/embedded/http/address-spread.ts';
import type { WorkerInterval } from '../../engine/embedded/worker/messages.ts';
import type { EngineCause, EngineObserver, LogEntry } from '../../engine/engine.ts';
import { processUsage } from '../../host.ts';
import { IntervalFold, type IntervalSources } from '../../metrics/interval-fold.ts';
import type { MetricTotals } from '../../metrics/metric-totals.ts';
import type { MetricDefinition } from '../../metrics/sample.ts';
import { TrendSink } from '../../metrics/trend-sink.ts';
import type { Output } from '../../outputs/output.ts';
import { GeneratorTally } from '../../self-check/generator-tally.ts';
import { MachineTally } from '../../self-check/machine-tally.ts';
import { FailureLog } from '../../store/failure-log.ts';
import { foldRecord } from '../../store/fold-record.ts';
import type { Annotation, CheckRecord, IntervalRecord } from '../../store/record/v1.ts';
import { thresholdSink } from '../../verdict/grade-thresholds.ts';
import { ProbeTally } from '../../verdict/probe-tally.ts';
import { holds, type MetricThresholds } from '../../verdict/threshold.ts';
import { changeMarks } from './change-marks.ts';
import type { JudgedPhase } from './judged-phase.ts';
import { SeriesWatch } from './series-watch.ts';

/** Thresholds are looked at every two seconds, as in k6; seconds close a little early or late. */
const EVALUATE_EVERY_MS = 1900;

/** Marks of a run's time axis, those of probes among them. */
const MOST_ANNOTATIONS = 500;

const SEEN_BY_PROBES: ReadonlySet<Annotation['kind']> = new Set(['probe', 'deploy', 'fault']);

/** Better an end with a record than the system's own. */
const OUT_OF_MEMORY: EngineCause = {
  exit: 'invalid',
  message: 'the run was ended because its memory was nearly used up; use fewer VUs, or let each keep less',
};

type Phase = Parameters<EngineObserver['onPhase']>[0];

/** What a run is watched with. */
export interface SessionParts {
  totals: MetricTotals;
  sources: IntervalSources;
  thresholds: readonly MetricThresholds[];
  /** Epoch ms: zero of every `atMs`. */
  startedMs: number;
  now(): number;
  log(entry: LogEntry): void;
  /** A closed second. */
  onSecond(interval: IntervalRecord): void;
  /** Where raw samples go; null without any. */
  output: Output | null;
  /** The part of the run that is judged. */
  judged: JudgedPhase;
  /** Whose probes are judged. */
  slos: readonly Slo[];
  /** Sliding windows moved on by a second. */
  onWindow?: () => void;
  /** A threshold with abortOnFail does not hold. */
  onAbort(cause: EngineCause): void;
}

/** Everything that is measured while a run goes on: folds seconds, keeps what the verdict and the record need. */
export class RunSession implements EngineObserver {
  readonly #parts: SessionParts;
  phase: Phase = 'init';
  /** Epoch ms: when the scenarios began; null before. */
  loadStartedMs: number | null = null;
  /** What setup returned, as JSON text. */
  setupData: string | undefined;
  readonly failures = new FailureLog();
  readonly annotations: Annotation[] = [];
  /** What a reader of the report must know of the run. */
  readonly notes: string[] = [];
  /** The newest look of each probe, and how many there were. */
  readonly probes = new Map<ProbeName, { samples: number; failures: number; last: ProbeResult }>();
  /** What the looks of the judged part say. */
  readonly judgedProbes: ProbeTally;
  /** The generator in the whole run, and in the part that is judged: what warms up may be late. */
  readonly generator = { whole: new GeneratorTally(), judged: new GeneratorTally() };
  /** Said before the load: the plan is close to what this machine can offer; null where it is not. */
  closeToLimit: string | null = null;
  /** The newest warning of too many time series; null without any. */
  manySeries: string | null = null;
  /** Places at which a call held the whole thread. */
  readonly blocked: string[] = [];
  readonly machine = new MachineTally();
  counters = { started: 0, completed: 0, interrupted: 0, threw: 0 };
  /** Names with several addresses; known at the end. */
  spread: readonly NameSpread[] = [];
  checks: CheckRecord[] = [];
  groups: string[] = [];
  planned = 0;
  dropped = 0;
  #fold: IntervalFold;
  #activeVus = 0;
  #closedAtMs = 0;
  #evaluatedAtMs = 0;
  readonly #seriesWatch = new SeriesWatch();
  #cpuMicros = processUsage().cpuMicros;
  #sinceLast = new Map<string, ProbeResult>();
  readonly #marks = new Map<ProbeName, readonly ProbeMark[]>();

  constructor(parts: SessionParts) {
    this.#parts = parts;
    this.#fold = new IntervalFold(parts.sources);
    this.judgedProbes = new ProbeTally(parts.slos);
  }

  onPhase(phase: Phase): void {
    this.phase = phase;
    if (phase === 'running') this.loadStartedMs = this.#parts.now();
    if (phase === 'running') this.#parts.judged.loadStarts(this.#parts.now() - this.#parts.startedMs);
  }

  onSetupData(json: string): void {
    this.setupData = json;
  }

  onMetric(metric: MetricDefinition): void {
    this.#parts.totals.registry.declare(metric);
  }

  onLog(entry: LogEntry): void {
    // k6 has no such mode, so its log has no such line; a judged run must say so.
    if (entry.fields['source'] === 'blocking' || entry.fields['source'] === 'k6-engine')
      this.notes.push(entry.message);
    if (entry.fields['source'] === 'blocking') this.blocked.push(entry.message);
    if (entry.fields['source'] === 'stacktrace' || (entry.level === 'error' && entry.fields['executor'])) {
      this.failures.addException(entry.message, entry.timeMs - this.#parts.startedMs, entry.repeated);
    }
    this.#parts.log(entry);
  }

  /** A look of a probe; changes between answered and not answered are marked on the time axis. */
  onProbe(result: ProbeResult): void {
    const { probe, atMs } = result;
    const known = this.probes.get(probe) ?? { samples: 0, failures: 0, last: undefined };
    const before = known.last;
    if (!result.ok && (before === undefined || before.ok)) {
      const { stage, code } = result.failure;
      this.annotate({ atMs, kind: 'probe', text: `${probe} does not answer: ${stage} ${code}` });
    } else if (result.ok && before?.ok === false) {
      this.annotate({ atMs, kind: 'probe', text: `${probe} answers again` });
    }
    if (result.ok) this.#markChanges(result);
    const failures = known.failures + Number(!result.ok);
    this.probes.set(probe, { samples: known.samples + 1, failures, last: result });
    if (this.#parts.judged.holds(atMs, atMs)) {
      this.#parts.judged.windows?.addProbe(result);
      this.judgedProbes.add(result);
    }
    this.#sinceLast.set(probe, result);
    this.failures.addProbe(result);
  }

  #markChanges({ probe, atMs, facts }: ProbeResult & { ok: true }): void {
    if (facts.marks === undefined) return;
    const before = this.#marks.get(probe) ?? null;
    for (const annotation of changeMarks(before, facts.marks, atMs)) this.annotate(annotation);
    this.#marks.set(probe, facts.marks);
  }

  annotate(annotation: Annotation): void {
    // A part that comes and goes for hours is told by its line and its curve.
    if (!SEEN_BY_PROBES.has(annotation.kind) || this.annotations.length < MOST_ANNOTATIONS)
      this.annotations.push(annotation);
    else if (this.annotations.length === MOST_ANNOTATIONS)
      this.annotations.push({ ...annotation, text: 'further changes that probes see are not marked' });
  }

  onInterval(worker: number, interval: WorkerInterval): void {
    const { judged } = this.#parts;
    const atMs = this.#parts.now() - this.#parts.startedMs;
    const isJudged = judged.holds(this.#closedAtMs, atMs);
    const tallies = isJudged ? [this.generator.whole, this.generator.judged] : [this.generator.whole];
    for (const delta of interval.deltas) {
      const series = this.#parts.totals.apply(worker, delta);
      this.#fold.add(series, delta);
      if (isJudged) judged.add(worker, series, delta);
      this.failures.addDelta(series, delta, atMs);
      if (series.metric === 'vus' && delta.kind === 'gauge') this.#activeVus = delta.value;
      if (delta.kind === 'trend') for (const tally of tallies) tally.timed(series.metric, delta.trend.count);
    }
    this.#parts.totals.setElapsed(atMs);
    this.#watchSeries();
    const { started, completed, interrupted, threw } = interval.counters;
    this.counters = { started, completed, interrupted, threw };
    this.checks = interval.checks.checks;
    this.groups = interval.checks.groups;
    if (interval.spread !== undefined && interval.spread.length > 0) this.spread = interval.spread;
    this.planned += interval.pace.planned;
    this.dropped += interval.pace.dropped;
    const durationMs = Math.max(1, atMs - this.#closedAtMs);
    for (const tally of tallies) tally.second(interval, durationMs);
    if (isJudged) {
      judged.planned += interval.pace.planned;
      judged.dropped += interval.pace.dropped;
      const { planned, dropped } = interval.pace;
      const due = planned > 0 || this.#activeVus > 0;
      judged.windows?.close({ atMs, durationMs, due, planned, dropped });
    }
    this.#parts.output?.write(interval.raw);
    this.#close(interval, atMs);
    this.#abortOnFail(atMs);
    if (isJudged) this.#parts.onWindow?.();
  }

  #watchSeries(): void {
    const message = this.#seriesWatch.warningAt(this.#parts.totals.seriesCount);
    if (message === null) return;
    this.manySeries = message;
    this.#parts.log({ level: 'warning', message, fields: {}, timeMs: this.#parts.now() });
  }

  #close(interval: WorkerInterval, atMs: number): void {
    const durationMs = Math.max(1, atMs - this.#closedAtMs);
    const { cpuMicros, rssBytes } = processUsage();
    const cpu = (cpuMicros - this.#cpuMicros) / 1000 / durationMs;
    const machine = this.machine.second(durationMs, { rssBytes, cpu }, interval);
    const record: IntervalRecord = {
      version: 1,
      atMs,
      durationMs,
      ...foldRecord(this.#fold),
      planned: interval.pace.planned > 0 ? interval.pace.planned : null,
      ...probeRecord(this.#sinceLast),
      generator: {
        elu: interval.elu,
        startLagP95Ms: p95Of(interval.pace.startLagsMs),
        readLagP95Ms: p95Of(interval.loopLagsMs ?? []),
        rssBytes,
        cpu,
        gcMs: interval.gc?.totalMs ?? 0,
        waited: interval.cpu ? Math.min(1, interval.cpu.waitedMs / durationMs) : null,
        ...machine,
      },
    };
    this.#cpuMicros = cpuMicros;
    this.#closedAtMs = atMs;
    this.#fold = new IntervalFold(this.#parts.sources);
    this.#sinceLast = new Map();
    this.#parts.onSecond(record);
    if (this.machine.outOfMemory) this.#parts.onAbort(OUT_OF_MEMORY);
  }

  #abortOnFail(atMs: number): void {
    const { thresholds, totals, onAbort } = this.#parts;
    if (!thresholds.some(({ expressions }) => expressions.some((each) => each.abortOnFail))) return;
    if (atMs - this.#evaluatedAtMs < EVALUATE_EVERY_MS) return;
    this.#evaluatedAtMs = atMs;
    const crossed = thresholds.filter((threshold) => {
      const sink = thresholdSink(threshold, totals);
      return threshold.expressions.some(
        (each) =>
          each.abortOnFail &&
          sink !== undefined &&
          !sink.isEmpty &&
          (each.delayAbortEvalMs === 0 || each.delayAbortEvalMs < atMs) &&
          !holds(each, sink),
      );
    });
    if (crossed.length === 0) return;
    const names = crossed.map(({ key }) => key).sort();
    onAbort({
      exit: 'thresholds',
      message: `thresholds on metrics '${names.join(', ')}' were crossed; at least one has abortOnFail enabled, stopping test prematurely`,
    });
  }
}

function p95Of(values: Iterable<number>): number | null {
  const sink = new TrendSink();
  for (const value of values) sink.add(value);
  return sink.isEmpty ? null : (sink.statistic('p(95)') ?? null);
}

function probeRecord(
  results: ReadonlyMap<string, ProbeResult>,
): Pick<IntervalRecord, 'probes' | 'probesDown'> {
  const probes: IntervalRecord['probes'] = {};
  const probesDown: IntervalRecord['probesDown'] = {};
  for (const [name, result] of results) {
    if (result.ok) probes[name] = Object.fromEntries(result.facts.values.map(({ id, value }) => [id, value]));
    else probesDown[name] = `${result.failure.stage} ${result.failure.code}: ${result.failure.message}`;
  }
  return { probes, probesDown };
}
