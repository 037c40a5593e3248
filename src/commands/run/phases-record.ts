import { asked } from '../../store/record/asked.ts';
import type { Annotation, IntervalRecord, PhasesRecord } from '../../store/record/v1.ts';
import type { RunProfile } from './judged-phase.ts';

/** What a profile's phases were, for the record; moments are on the run's clock. */
export function phasesRecord(
  { name, scale, judgedOn, phases }: RunProfile,
  loadStartMs: number,
  intervals: readonly IntervalRecord[],
): PhasesRecord {
  const { warmUpMs, judgedFromMs, totalMs, recovery } = phases;
  const clock = (ms: number) => clockText(ms);
  const scaled = scale === 1 ? '' : ` at ${scale} of its time, windows and warm-up with it`;
  const warmUp = warmUpMs > 0 ? `the first ${clock(warmUpMs)} are warm-up, shown and not judged` : '';
  const peak =
    recovery === null ? null : peakText(intervals, loadStartMs + warmUpMs, loadStartMs + recovery.fromMs);
  const judged =
    judgedOn === 'recovery'
      ? `judged on recovery: the lines from ${clock(judgedFromMs)} to ${clock(totalMs)}, half of the time after the peak${peak === null ? '' : `; during it ${peak}`}`
      : '';
  const parts = [warmUp, judged].filter(Boolean);
  return {
    profile: name,
    scale,
    judgedOn,
    loadStartMs,
    warmUpToMs: loadStartMs + warmUpMs,
    judgedFromMs: loadStartMs + judgedFromMs,
    judgedToMs: loadStartMs + totalMs,
    sentence: `Profile ${name}${scaled}${parts.length > 0 ? `: ${parts.join('; ')}` : ''}.`,
  };
}

/** Marks the phases on the run's time axis. */
export function annotatePhases(
  session: { annotate(annotation: Annotation): void },
  { warmUpToMs, judgedFromMs, loadStartMs, judgedOn }: PhasesRecord,
): void {
  if (warmUpToMs > loadStartMs) session.annotate({ atMs: warmUpToMs, kind: 'stage', text: 'warm-up ends' });
  if (judgedOn === 'recovery')
    session.annotate({ atMs: judgedFromMs, kind: 'stage', text: 'from here on the lines are judged' });
}

function peakText(intervals: readonly IntervalRecord[], fromMs: number, toMs: number): string | null {
  const during = intervals.filter(({ atMs, durationMs }) => atMs - durationMs / 2 >= fromMs && atMs <= toMs);
  const requests = during.reduce((sum, each) => sum + each.requests, 0);
  if (requests === 0) return null;
  const errors = during.reduce((sum, each) => sum + each.errors, 0);
  const of = during.reduce((sum, each) => sum + asked(each), 0);
  const slowest = Math.max(0, ...during.map(({ latencyMs }) => latencyMs?.p95 ?? 0));
  const busiest = Math.max(0, ...during.map((each) => (each.requests * 1000) / each.durationMs));
  return `up to ${busiest.toFixed(0)} requests/s, p95 of a second up to ${slowest.toFixed(0)} ms, ${((100 * errors) / Math.max(1, of)).toFixed(2)} % errors`;
}

function clockText(ms: number): string {
  const seconds = Math.round(ms / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}
