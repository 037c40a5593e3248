import { joinedChecks, joinedCounters, joinedGc, joinedPace } from '../engine/embedded/joined-intervals.ts';
import type { WorkerInterval } from '../engine/embedded/worker/messages.ts';
import type { SeriesDelta } from '../metrics/sample-fold.ts';

/** Series ids of different parts must not meet. */
const IDS_A_PART = 1_000_000_000;
/** Gauges that count VUs: over several parts they are added up. */
const ADDED_GAUGES = ['vus', 'vus_max'];
/** Tags that the k6-operator adds to tell its runners apart. */
const RUNNER_TAGS = ['instance_id', 'testrun_name'];

type GaugeDelta = Extract<SeriesDelta, { kind: 'gauge' }>;

/** Makes one interval of what several parts of a run measured in the same second: nothing is averaged. */
export class IntervalMerge {
  /** The newest of each part: its counters and checks are told in whole every time. */
  readonly #latest = new Map<number, WorkerInterval>();
  readonly #gaugeOf = new Map<number, string>();
  readonly #gauges = new Map<string, Map<number, GaugeDelta>>();

  /** `part` is a number of its own for each worker of each part. */
  merge(intervals: readonly { part: number; interval: WorkerInterval }[], timeMs: number): WorkerInterval {
    const changed = new Set<string>();
    const deltas: SeriesDelta[] = [];
    for (const { part, interval } of intervals) {
      this.#latest.set(part, interval);
      for (const delta of interval.deltas) {
        const own = withoutRunner({ ...delta, series: (part + 1) * IDS_A_PART + delta.series });
        const gauge = this.#addedGauge(own);
        if (gauge === undefined) deltas.push(own);
        else changed.add(gauge);
      }
    }
    for (const metric of changed) deltas.push(this.#sumOf(metric, timeMs));
    const parts = intervals.map(({ interval }) => interval);
    const latest = [...this.#latest.values()];
    return {
      deltas,
      raw: [],
      checks: joinedChecks(latest),
      counters: joinedCounters(latest),
      pace: joinedPace(parts),
      elu: Math.max(0, ...parts.map(({ elu }) => elu)),
      gc: joinedGc(parts),
      last: false,
    };
  }

  #addedGauge(delta: SeriesDelta): string | undefined {
    if (delta.kind !== 'gauge') return undefined;
    if (delta.metric !== undefined && ADDED_GAUGES.includes(delta.metric)) {
      this.#gaugeOf.set(delta.series, delta.metric);
    }
    const metric = this.#gaugeOf.get(delta.series);
    if (metric === undefined) return undefined;
    const byPart = this.#gauges.get(metric) ?? new Map<number, GaugeDelta>();
    this.#gauges.set(metric, byPart.set(delta.series, delta));
    return metric;
  }

  #sumOf(metric: string, timeMs: number): GaugeDelta {
    const last = [...(this.#gauges.get(metric)?.values() ?? [])];
    const value = last.reduce((sum, delta) => sum + delta.value, 0);
    const series = ADDED_GAUGES.indexOf(metric);
    return { series, metric, tags: {}, kind: 'gauge', value, min: value, max: value, timeMs, samples: 1 };
  }
}

function withoutRunner(delta: SeriesDelta): SeriesDelta {
  if (delta.tags === undefined) return delta;
  const tags = Object.entries(delta.tags).filter(([name]) => !RUNNER_TAGS.includes(name));
  return { ...delta, tags: Object.fromEntries(tags) };
}
