import type { Slo } from '../../../thresholds.ts';
import type { EngineCause } from '../../engine/engine.ts';
import { type DatedWaiver, isExpired } from '../../verdict/apply-waivers.ts';
import { gatingSlos, type RunScope, type RunWindows } from '../../verdict/grade-run.ts';
import { SlidingWindows } from '../../verdict/sliding-windows.ts';
import { type Span, scaledSpan, spanText } from '../../verdict/span-text.ts';

/** What --abort-on watches a line by that has no window of its own. */
const DEFAULT_SPAN: Span = { overMs: 10_000, forMs: 10_000 };
/** A limiter that is met makes a run worthless, not the target bad: it stops nothing. */
const NEVER_STOPS = ['rate_limited_share'];

/** How the windows of a run are watched. */
export interface WindowWatch {
  scope: RunScope;
  /** Of the run's profile. */
  scale: number;
  /** Stop the run once a critical level lasted. */
  abortOn: 'critical' | undefined;
  waivers: readonly DatedWaiver[];
  nowMs: number;
  stop(cause: EngineCause): void;
  warn(message: string): void;
}

/** Windows for the lines that gate, and what to do each second; null where nothing needs one. */
export function watchWindows(watch: WindowWatch): { windows: RunWindows; onWindow: () => void } | null {
  const { scope, scale, abortOn, stop } = watch;
  const mayStop = (slo: Slo) => !NEVER_STOPS.includes(slo.id) && !isWaived(slo, watch);
  const watched = gatingSlos(scope).flatMap((slo) => {
    const span = slo.sustained ?? (abortOn === undefined ? undefined : DEFAULT_SPAN);
    return span === undefined ? [] : [{ slo, span: scaledSpan(span, scale) }];
  });
  if (abortOn !== undefined && !watched.some(({ slo }) => mayStop(slo)))
    watch.warn(
      '--abort-on critical stops nothing here: no line of the SLOs gates this run, or all are waived',
    );
  if (watched.length === 0) return null;
  const sliding = new SlidingWindows(watched, (metric) => scope.totals.registry.get(metric) !== undefined);
  const windows: RunWindows = { sliding, scale, stoppedBy: null };
  const onWindow = () => {
    if (abortOn === undefined || windows.stoppedBy !== null) return;
    const found = sliding.critical(mayStop);
    if (found === null) return;
    const { slo, span, held } = found;
    windows.stoppedBy = { id: slo.id, held, span };
    const message = `${slo.id} is critical ${spanText(span)}: stopped by --abort-on critical`;
    stop({ exit: 'thresholds', message });
  };
  return { windows, onWindow };
}

function isWaived({ id }: Slo, { waivers, nowMs }: WindowWatch): boolean {
  return waivers.some((waiver) => waiver.slo === id && !isExpired(waiver, nowMs));
}
