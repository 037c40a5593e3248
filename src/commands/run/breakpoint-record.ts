import type { EngineEnd } from '../../engine/engine.ts';
import type { Host } from '../../host.ts';
import { redactValue } from '../../redact.ts';
import type { Annotation, BreakpointRecord, RunRecord } from '../../store/record/v1.ts';
import { applyWaivers } from '../../verdict/apply-waivers.ts';
import { samplesLine } from '../../verdict/built-in-gate.ts';
import { judge, unjudged } from '../../verdict/judge.ts';
import type { Verdict, VerdictLine } from '../../verdict/verdict.ts';
import type { BreakpointRun, Searched } from './breakpoint-run.ts';
import type { JudgedEnd } from './judged-run.ts';
import { keepRecord, showRun } from './keep-run.ts';
import { exitCodeOf, runRecord } from './run-record.ts';

/** Judges a search by the stated capacity, keeps its record and writes its reports. */
export async function finishBreakpoint(
  host: Host,
  search: BreakpointRun,
  searched: Searched,
): Promise<JudgedEnd> {
  const { folder, interrupted } = searched;
  const end: EngineEnd = {
    ...searched.shown.end,
    cause: interrupted ? { exit: 'interrupted', message: 'a signal ended the search' } : null,
  };
  const verdict = verdictOf(search, searched);
  const exitCode = exitCodeOf(end, verdict);
  const record = redactValue(breakpointRecord(host, { search, searched, end, verdict, exitCode }));
  keepRecord(host, folder, record);
  await showRun(host, { folder, record, reports: search.reports });
  return { exitCode, verdict, directory: folder.directory };
}

function breakpointRecord(
  host: Host,
  made: { search: BreakpointRun; searched: Searched; end: EngineEnd; verdict: Verdict; exitCode: number },
): RunRecord {
  const { search, searched, end, verdict, exitCode } = made;
  const { shown, breakpoint, originMs, endedMs, folder, scale, stepMs, probes } = searched;
  const { run, session, totals, step } = shown;
  const plain = runRecord({
    id: folder.id,
    scripts: [{ path: search.script, hash: run.hash }],
    profile: 'breakpoint',
    phases: null,
    target: search.target,
    plan: run.plan,
    engine: run.engine,
    ...{ end, session, totals, verdict, exitCode, nodeVersion: host.nodeVersion },
  });
  const scaled = scale === 1 ? '' : ` (at ${scale} of their length)`;
  const count = breakpoint.steps.length;
  return {
    ...plain,
    startedAt: new Date(originMs).toISOString(),
    endedAt: new Date(endedMs).toISOString(),
    durationMs: endedMs - originMs,
    breakpoint,
    annotations: [
      ...breakpoint.steps.map(stepAnnotation),
      ...probeAnnotations(plain.annotations, step.fromMs),
    ],
    probes: plain.probes.map((each) => {
      const own = probes.filter(({ probe }) => probe === each.name);
      return { ...each, samples: own.length, failures: own.filter(({ ok }) => !ok).length };
    }),
    notes: [
      ...plain.notes,
      `The search tried ${count} rates for ${(stepMs / 1000).toFixed(0)} s each${scaled}, the second half of each judged; metrics, routes and checks below are those of the step at ${step.ratePerSecond}/s.`,
    ],
  };
}

const stepAnnotation = ({
  fromMs,
  ratePerSecond,
  kind,
  held,
}: BreakpointRecord['steps'][number]): Annotation => ({
  atMs: fromMs,
  kind: 'stage',
  text: `${kind} ${ratePerSecond}/s: ${held ? 'held' : 'broke'}`,
});

const probeAnnotations = (annotations: readonly Annotation[], offsetMs: number): Annotation[] =>
  annotations.map((annotation) => ({ ...annotation, atMs: annotation.atMs + offsetMs }));

function verdictOf({ failOn, target }: BreakpointRun, searched: Searched): Verdict {
  const { breakpoint, shown, broken, interrupted, limited, originMs } = searched;
  const { heldPerSecond, statedPerSecond } = breakpoint;
  const proven =
    statedPerSecond !== null && heldPerSecond !== null && heldPerSecond >= Math.round(statedPerSecond);
  // A generator that gave way hides what the target would have held; what was proven stays proven.
  const spoiled = breakpoint.gaveWay?.part === 'generator' && !proven ? (broken?.generator ?? []) : [];
  const generator = spoiled.some(({ level }) => level === 'CRIT') ? spoiled : shown.generator;
  const capacity = capacityLine(breakpoint);
  const lines = [
    limited === null ? capacity : { ...capacity, level: 'NO-DATA' as const, reason: limited },
    samplesLine(shown.totals),
    ...generator,
  ];
  const waived = applyWaivers(lines, target.waivers, originMs);
  return interrupted ? unjudged(waived, failOn) : judge(waived, failOn);
}

function capacityLine(breakpoint: BreakpointRecord): VerdictLine {
  const { heldPerSecond, statedPerSecond } = breakpoint;
  const stated = statedPerSecond === null ? null : Math.round(statedPerSecond);
  const enough = heldPerSecond !== null && (stated === null || heldPerSecond >= stated);
  return {
    id: 'capacity',
    kind: 'gate',
    title: 'Highest rate that held, iterations a second',
    level: enough ? 'OK' : 'CRIT',
    gates: true,
    value: heldPerSecond,
    unit: '',
    direction: 'above',
    target: stated,
    warn: null,
    critical: stated,
    expression: null,
    source: stated === null ? 'the harness' : 'target: harness.config',
    remedy: 'High Response Times',
    reason: capacityText(breakpoint),
  };
}

function capacityText({
  heldPerSecond,
  brokenPerSecond,
  ceilingPerSecond,
  statedPerSecond,
  gaveWay,
}: BreakpointRecord): string {
  const held =
    heldPerSecond === null
      ? `not even ${brokenPerSecond ?? 1}/s held`
      : brokenPerSecond === null
        ? `${heldPerSecond}/s held and nothing broke up to the ceiling of ${ceilingPerSecond}/s`
        : `${heldPerSecond}/s held, ${brokenPerSecond}/s broke`;
  const first = gaveWay === null ? '' : `; first to give way: ${gaveWay.part} (${gaveWay.text})`;
  const stated =
    statedPerSecond === null
      ? '; the target states no capacity to hold it against'
      : `; ${statedPerSecond}/s is stated`;
  return held + stated + first;
}
