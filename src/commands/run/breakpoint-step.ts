import type { ProbeResult } from '../../../probes/probe.ts';
import { SLOS } from '../../../thresholds.ts';
import type { EngineEnd, LogEntry } from '../../engine/engine.ts';
import type { Host } from '../../host.ts';
import type { MetricTotals } from '../../metrics/metric-totals.ts';
import type { StepKind } from '../../plan/rate-search.ts';
import { asked } from '../../store/record/asked.ts';
import type { BreakpointStep, IntervalRecord } from '../../store/record/v1.ts';
import type { Target } from '../../targets/target.ts';
import { gradeGenerator } from '../../verdict/grade-generator.ts';
import { gradeSlos } from '../../verdict/grade-run.ts';
import { gradeThresholds } from '../../verdict/grade-thresholds.ts';
import type { FailOn, VerdictLine } from '../../verdict/verdict.ts';
import { enginePlan } from './engine-plan.ts';
import { generatorEvidence } from './generator-evidence.ts';
import { JudgedPhase } from './judged-phase.ts';
import type { LoadedRun } from './load-script.ts';
import { newSession, newTotals } from './new-session.ts';
import type { RunSession } from './run-session.ts';

/** One rate to be held for a while. */
export interface StepRequest {
  run: LoadedRun;
  target: Target;
  probeNames: readonly string[];
  failOn: FailOn;
  ratePerSecond: number;
  kind: StepKind;
  durationMs: number;
  runId: string;
  /** Epoch ms of the whole search: zero of what `onSecond` gets. */
  originMs: number;
  log(entry: LogEntry): void;
  onSecond(interval: IntervalRecord): void;
  /** Where results of the probes go while this step runs. */
  listen(onProbe: (result: ProbeResult) => void): void;
}

/** What became of a step. */
export interface StepMeasured {
  step: BreakpointStep;
  session: RunSession;
  totals: MetricTotals;
  end: EngineEnd;
  /** Of the generator's self-check, over the step. */
  generator: VerdictLine[];
  intervals: IntervalRecord[];
  /** The target refused by its limits: it is not its capacity that was met. */
  limited: string | null;
  /** The generator broke it: little was learnt of the target. */
  spoiled: boolean;
}

/** The share of a step that its rate may settle in; the rest is judged. */
const SETTLING = 0.5;

/** Holds one rate, and says whether every line held in the second half; what is critical for long ends it early. */
export async function holdRate(host: Host, request: StepRequest): Promise<StepMeasured> {
  const { run, durationMs, originMs, runId } = request;
  const startedMs = host.now();
  const offsetMs = startedMs - originMs;
  const totals = newTotals(run);
  const phase = new JudgedPhase({
    whole: totals,
    fresh: () => newTotals(run),
    fromMs: durationMs * SETTLING,
  });
  const intervals: IntervalRecord[] = [];
  const isHopeless = hopeless(request);
  const session = newSession(host, run, {
    totals,
    startedMs,
    log: request.log,
    onSecond(interval) {
      intervals.push(interval);
      request.onSecond({ ...interval, atMs: interval.atMs + offsetMs });
      if (isHopeless(interval)) run.engine.stop({ exit: 'thresholds', message: 'this rate is far too high' });
    },
    output: null,
    judged: phase,
    slos: request.target.slos,
  });
  request.listen((result) => session.onProbe({ ...result, atMs: result.atMs - offsetMs }));
  const signature = { kind: 'harness', runId } as const;
  const end = await run.engine.run(enginePlan(run, { signature, keepRaw: false }, startedMs), session);
  request.listen(() => {});
  totals.setElapsed(end.endedMs - end.startedMs);
  phase.setElapsed(end.endedMs - end.startedMs);
  return judgedStep(request, { session, totals, phase, end, intervals, offsetMs });
}

interface Held {
  session: RunSession;
  totals: MetricTotals;
  phase: JudgedPhase;
  end: EngineEnd;
  intervals: IntervalRecord[];
  offsetMs: number;
}

function judgedStep(request: StepRequest, held: Held): StepMeasured {
  const { run, target, probeNames, failOn, ratePerSecond, kind } = request;
  const { session, phase, end, offsetMs } = held;
  const stopped = end.cause?.exit === 'thresholds';
  // Ended early, before its second half: all there is speaks.
  const judged = phase.totals.metric('http_reqs') === undefined ? held.totals : phase.totals;
  const lines = gradeSlos({
    totals: judged,
    slos: target.slos,
    scenarioParts: run.parts,
    scenarioNames: run.plan.scenarios.map(({ name }) => name),
    targetParts: target.parts,
    probeNames,
    openModel: true,
    probes: session.judgedProbes,
    iterations: phase.planned > 0 ? phase : { planned: session.planned, dropped: session.dropped },
    windows: null,
  });
  const limited = lines.find(({ id, level }) => id === 'rate_limited_share' && level === 'NO-DATA');
  const past = ({ gates, level }: VerdictLine) =>
    gates && (level === 'CRIT' || (failOn === 'warn' && level === 'WARN'));
  const generator = gradeGenerator(generatorEvidence(run.engine, session, end));
  const own = generator.filter(({ level }) => level === 'CRIT');
  const broken = [...[...lines, ...gradeThresholds(run.thresholds, judged)].filter(past), ...own];
  const value = (id: string) => lines.find((line) => line.id === id)?.value ?? null;
  const latency = judged.metric('api_latency') ?? judged.metric('http_req_duration');
  const reasons = broken.map(({ title, reason }) => `${title}: ${reason}`);
  const step: BreakpointStep = {
    ratePerSecond,
    kind,
    held: broken.length === 0 && !stopped,
    fromMs: offsetMs,
    toMs: offsetMs + end.endedMs - end.startedMs,
    med: latency?.statistic('med') ?? null,
    p95: latency?.statistic('p(95)') ?? null,
    errorsPercent: value('error_rate'),
    dropped: session.dropped,
    reason: reasons.length === 0 && stopped ? 'critical for too long: stopped early' : reasons.join('; '),
  };
  const refused = limited !== undefined && (limited.value ?? 0) > 0 ? limited.reason : null;
  const spoiled = own.length > 0 && !stopped;
  return { step, ...held, generator, limited: refused, spoiled };
}

// Three seconds at twice the critical latency, or of critical errors: the target is not to be tormented.
function hopeless({ target, durationMs }: StepRequest): (interval: IntervalRecord) => boolean {
  const limit = (id: string) => (target.slos.find((slo) => slo.id === id) ?? SLOS[0])?.critical ?? 0;
  const [latencyMs, errorsPercent] = [limit('api_latency_p95') * 2, limit('error_rate')];
  const needed = Math.max(3, Math.ceil(durationMs / 10_000));
  let row = 0;
  return (interval) => {
    const slow = interval.latencyMs !== null && interval.latencyMs.med >= latencyMs;
    const of = asked(interval);
    const failing = of > 0 && (100 * interval.errors) / of >= errorsPercent;
    row = slow || failing ? row + 1 : 0;
    return row >= needed;
  };
}
