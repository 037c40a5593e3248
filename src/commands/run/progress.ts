import type { Host } from '../../host.ts';
import type { MetricTotals } from '../../metrics/metric-totals.ts';
import type { IntervalRecord } from '../../store/record/v1.ts';

/** Without a terminal, one line every so often. */
const LINE_EVERY_MS = 5000;

/** What is shown while a run goes on. */
export interface Progress {
  second(interval: IntervalRecord): void;
  /** Takes the redrawn line away, before other text is written. */
  clear(): void;
  /** Leaves the terminal as text that follows wants it. */
  end(): void;
}

/** A line that is redrawn on a terminal; elsewhere a plain line every five seconds; nothing when quiet. */
export function startProgress(
  host: Host,
  shown: {
    quiet: boolean;
    totalMs: number;
    latencyMetric: string;
    totals: MetricTotals;
    /** The SLO of that latency, in ms; null where it is not judged. */
    latencySloMs: number | null;
  },
): Progress {
  const { quiet, totalMs, latencyMetric, totals, latencySloMs } = shown;
  const slo = latencySloMs === null ? '' : ` (SLO ${latencySloMs} ms)`;
  if (quiet) return { second() {}, clear() {}, end() {} };
  const { err } = host;
  const down = new Map<string, string>();
  const up = new Set<string>();
  let toldMs = 0;
  let drawn = false;
  return {
    second(interval) {
      noteProbes(interval, up, down);
      const p95 = totals.metric(latencyMetric)?.statistic('p(95)');
      const line = [
        `${clock(interval.atMs)}/${clock(Math.max(totalMs, interval.atMs))}`,
        `${interval.vus} VUs`,
        `${Math.round((interval.requests * 1000) / interval.durationMs)} req/s`,
        `p95 ${p95 === undefined ? '–' : `${p95.toFixed(0)} ms`}${slo}`,
        `${interval.errors} errors/s`,
        ...(interval.dropped > 0 ? [`${interval.dropped} dropped`] : []),
        ...[...up].map((name) => `${name} ✓`),
        ...[...down].map(([name, why]) => `${name} ✗ ${why}`),
      ].join('  ');
      if (err.isTTY) {
        err.write(`\r\u001b[K${line.slice(0, Math.max(20, err.columns - 1))}`);
        drawn = true;
      } else if (interval.atMs - toldMs >= LINE_EVERY_MS - 500) {
        toldMs = interval.atMs;
        err.write(`running  ${line}\n`);
      }
    },
    clear() {
      if (drawn) err.write('\r\u001b[K');
      drawn = false;
    },
    end() {
      this.clear();
    },
  };
}

function noteProbes(interval: IntervalRecord, up: Set<string>, down: Map<string, string>): void {
  for (const name of Object.keys(interval.probes)) {
    up.add(name);
    down.delete(name);
  }
  for (const [name, reason] of Object.entries(interval.probesDown)) {
    up.delete(name);
    down.set(name, reason.split(':')[0] ?? '');
  }
}

function clock(ms: number): string {
  const seconds = Math.round(ms / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}
