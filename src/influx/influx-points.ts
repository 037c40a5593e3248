import type { Slo } from '../../thresholds.ts';
import { asked } from '../store/record/asked.ts';
import type {
  IntervalLatency,
  IntervalRecord,
  Level,
  PhasesRecord,
  RunEnd,
  RunRecord,
  VerdictState,
} from '../store/record/v1.ts';
import type { InfluxPoint } from './influx-connection.ts';

/** Routes with a series of their own; what comes after them is one. */
const MOST_ROUTES = 50;
const LONGEST_TAG = 200;

/** What all points of a run carry. */
export interface RunTags {
  run: string;
  scenario: string;
  profile: string;
  target: string;
}

/** Makes the points of a run's intervals, and remembers which routes have a series. */
export class InfluxPoints {
  readonly #tags: Record<string, string>;
  readonly #startedMs: number;
  readonly #slos: readonly Slo[];
  readonly #routes = new Set<string>();
  /** Names of routes beyond the first 50, folded into `(other)`. */
  readonly folded = new Set<string>();

  constructor(tags: RunTags, { startedMs, slos }: { startedMs: number; slos: readonly Slo[] }) {
    this.#tags = safeTags({ ...tags });
    this.#startedMs = startedMs;
    this.#slos = slos;
  }

  /** Points of one closed second. */
  ofInterval(interval: IntervalRecord): InfluxPoint[] {
    const timestamp = new Date(this.#startedMs + interval.atMs);
    const point = (measurement: string, tags: Record<string, string>, fields: Record<string, Value>) =>
      pointOf({ measurement, tags: { ...this.#tags, ...safeTags(tags) }, fields, timestamp });
    return [
      point('r3mes_interval', {}, intervalFields(interval)),
      ...this.#routePoints(interval).map(([route, fields]) => point('r3mes_route', { route }, fields)),
      ...Object.entries(interval.probes).map(([probe, values]) =>
        point('r3mes_probe', { probe }, { up: 1, ...values }),
      ),
      ...Object.keys(interval.probesDown).map((probe) => point('r3mes_probe', { probe }, { up: 0 })),
      ...this.#stateFields(interval).map(([slo, fields]) => point('r3mes_slo', { slo }, fields)),
    ].filter(({ fields }) => Object.keys(fields).length > 0);
  }

  /** The verdict, once it is known: a point for each line. */
  ofVerdict(record: RunRecord): InfluxPoint[] {
    const { verdict, endedAt, startedAt, end, exitCode, phases, breakpoint } = record;
    const timestamp = new Date(endedAt);
    const whole = pointOf({
      measurement: 'r3mes_verdict',
      tags: { ...this.#tags, ...safeTags({ state: verdict?.state ?? 'none' }) },
      fields: {
        state: STATES.indexOf(verdict?.state ?? 'none'),
        ...{ started_ms: Date.parse(startedAt), exit_code: exitCode, end: ENDS.indexOf(end) },
        judged_on: phases ? JUDGED_ON.indexOf(phases.judgedOn) : null,
        held_per_second: breakpoint?.heldPerSecond,
        stated_per_second: breakpoint?.statedPerSecond,
      },
      timestamp,
    });
    const lines = (verdict?.lines ?? []).map(({ id, level, value, gates, warn, critical }) =>
      pointOf({
        measurement: 'r3mes_line',
        tags: { ...this.#tags, ...safeTags({ line: id, level }) },
        fields: { value, level: LEVELS.indexOf(level), gates: gates ? 1 : 0, warn, critical },
        timestamp,
      }),
    );
    return [whole, ...lines];
  }

  #routePoints({ routes }: IntervalRecord): [string, Record<string, Value>][] {
    const merged = new Map<string, { requests: number; errors: number; p95: number | null }>();
    for (const [name, { requests, errors, p95 }] of Object.entries(routes)) {
      const route = this.#routeOf(name);
      const so = merged.get(route) ?? { requests: 0, errors: 0, p95: null };
      merged.set(route, {
        requests: so.requests + requests,
        errors: so.errors + errors,
        p95: p95 === null ? so.p95 : Math.max(so.p95 ?? 0, p95),
      });
    }
    return [...merged];
  }

  #routeOf(name: string): string {
    if (this.#routes.has(name)) return name;
    if (this.#routes.size >= MOST_ROUTES) {
      this.folded.add(name);
      return '(other)';
    }
    this.#routes.add(name);
    return name;
  }

  #stateFields(interval: IntervalRecord): [string, Record<string, Value>][] {
    return this.#slos.flatMap(({ id, warn, critical, direction }) => {
      const value = MOMENTS[id]?.(interval);
      if (value == null) return [];
      const past = (limit: number) => (direction === 'above' ? value < limit : value >= limit);
      return [[id, { value, warn, critical, level: past(critical) ? 2 : past(warn) ? 1 : 0 }]];
    });
  }
}

/** Fields are numbers: the place of a word in its list. New words go to the end. */
export const LEVELS: readonly Level[] = ['OK', 'WARN', 'CRIT', 'NO-DATA', 'N/A'];
export const STATES: readonly (VerdictState | 'none')[] = ['PASS', 'WARN', 'NO-DATA', 'FAIL', 'INVALID'];
export const ENDS: readonly RunEnd[] = ['finished', 'interrupted', 'aborted', 'failed', 'running'];
export const JUDGED_ON: readonly PhasesRecord['judgedOn'][] = ['slo', 'recovery', 'capacity'];

type Value = number | null | undefined;

const share = (part: number, whole: number): number | null => (whole > 0 ? (100 * part) / whole : null);

/** What an SLO's value is in one second: a moment, not a judgement. */
const MOMENTS: Readonly<Record<string, (interval: IntervalRecord) => Value>> = {
  api_latency_p95: ({ latencyMs }) => latencyMs?.p95,
  error_rate: (interval) => share(interval.errors, asked(interval)),
  loop_canary_p95: ({ canaryMs }) => canaryMs?.p95,
  rate_limited_share: ({ rateLimited, requests }) => share(rateLimited, requests),
  db_connections: ({ probes }) => probes['postgres']?.['connections.usedPercent'],
  redis_memory: ({ probes }) => probes['redis']?.['memory.usedPercent'],
};

function intervalFields(interval: IntervalRecord): Record<string, Value> {
  const { requests, errors, iterations, dropped, planned, vus, rateLimited, checksFailed, generator } =
    interval;
  return {
    ...{
      requests,
      errors,
      iterations,
      dropped,
      planned,
      vus,
      rate_limited: rateLimited,
      checks_failed: checksFailed,
    },
    duration_ms: interval.durationMs,
    ...latencyFields('latency', interval.latencyMs),
    ...latencyFields('scheduled', interval.scheduledMs),
    ...latencyFields('canary', interval.canaryMs),
    generator_loop: generator.elu,
    generator_cpu: generator.cpu,
    generator_start_lag_p95: generator.startLagP95Ms,
    generator_rss_bytes: generator.rssBytes,
  };
}

function latencyFields(prefix: string, latency: IntervalLatency | null): Record<string, Value> {
  if (latency === null) return {};
  const { count, med, p95, p99, max } = latency;
  return {
    [`${prefix}_count`]: count,
    [`${prefix}_med`]: med,
    [`${prefix}_p95`]: p95,
    [`${prefix}_p99`]: p99,
    [`${prefix}_max`]: max,
  };
}

function pointOf(point: Omit<InfluxPoint, 'fields'> & { fields: Record<string, Value> }): InfluxPoint {
  const known = Object.entries(point.fields).filter(
    (entry): entry is [string, number] => typeof entry[1] === 'number' && Number.isFinite(entry[1]),
  );
  return {
    ...point,
    fields: Object.fromEntries(known.map(([key, value]) => [key.replace(/[^\w.]/g, '_'), value])),
  };
}

/**
 * Tags that any InfluxDB reads as they are meant: on one line, of whole characters, not empty. A backslash becomes a
 * slash, since one at the end of a value would escape the comma after it and there is no way to write it otherwise.
 */
export function safeTags(tags: Readonly<Record<string, string>>): Record<string, string> {
  const safe = Object.entries(tags).map(([key, value]): [string, string] => [
    key,
    value
      .replace(/[\p{Cc}\u2028\u2029\s]+/gu, ' ')
      .replace(/\p{Surrogate}/gu, '\ufffd')
      .replaceAll('\\', '/')
      .trim()
      .slice(0, LONGEST_TAG)
      .replace(/\p{Surrogate}/gu, ''),
  ]);
  return Object.fromEntries(safe.filter(([, value]) => value !== ''));
}
