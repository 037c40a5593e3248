import type { CheckCount } from '../engine/embedded/vu/check-tally.ts';
import type { WorkerInterval } from '../engine/embedded/worker/messages.ts';
import type { SeriesDelta } from '../metrics/sample-fold.ts';

/** Series ids of different parts must not meet. */
const IDS_A_PART = 1_000_000;
/** Gauges that count VUs: over several parts they are added up. */
const ADDED_GAUGES = ['vus', 'vus_max'];
/** Tags that the k6-operator adds to tell its runners apart. */
const RUNNER_TAGS = ['instance_id', 'testrun_name'];

type GaugeDelta = Extract<SeriesDelta, { kind: 'gauge' }>;

/** Makes one interval of what several parts of a run measured in the same second: nothing is averaged. */
export class IntervalMerge {
  readonly #counters = new Map<number, WorkerInterval['counters']>();
  readonly #checks = new Map<number, WorkerInterval['checks']>();
  readonly #gaugeOf = new Map<number, string>();
  readonly #gauges = new Map<string, Map<number, GaugeDelta>>();

  /** `part` is a number of its own for each worker of each part. */
  merge(intervals: readonly { part: number; interval: WorkerInterval }[], timeMs: number): WorkerInterval {
    const changed = new Set<string>();
    const deltas: SeriesDelta[] = [];
    for (const { part, interval } of intervals) {
      this.#counters.set(part, interval.counters);
      this.#checks.set(part, interval.checks);
      for (const delta of interval.deltas) {
        const own = withoutRunner({ ...delta, series: (part + 1) * IDS_A_PART + delta.series });
        const gauge = this.#addedGauge(own);
        if (gauge === undefined) deltas.push(own);
        else changed.add(gauge);
      }
    }
    for (const metric of changed) deltas.push(this.#sumOf(metric, timeMs));
    const lags = intervals.flatMap(({ interval }) => [...interval.pace.startLagsMs]);
    const sum = (of: (interval: WorkerInterval) => number): number =>
      intervals.reduce((total, { interval }) => total + of(interval), 0);
    return {
      deltas,
      raw: [],
      checks: sumOfChecks([...this.#checks.values()]),
      counters: sumOfCounters([...this.#counters.values()]),
      pace: {
        planned: sum(({ pace }) => pace.planned),
        dropped: sum(({ pace }) => pace.dropped),
        startLagsMs: Float64Array.from(lags),
      },
      elu: Math.max(0, ...intervals.map(({ interval }) => interval.elu)),
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

function sumOfCounters(all: readonly WorkerInterval['counters'][]): WorkerInterval['counters'] {
  const sum = (name: keyof WorkerInterval['counters']): number =>
    all.reduce((total, counters) => total + counters[name], 0);
  return {
    started: sum('started'),
    completed: sum('completed'),
    interrupted: sum('interrupted'),
    threw: sum('threw'),
    vusActive: sum('vusActive'),
    vusInitialized: sum('vusInitialized'),
  };
}

function sumOfChecks(all: readonly WorkerInterval['checks'][]): WorkerInterval['checks'] {
  const sums = new Map<string, CheckCount>();
  for (const { group, name, passes, fails } of all.flatMap(({ checks }) => checks)) {
    const key = JSON.stringify([group, name]);
    const sum = sums.get(key) ?? { group, name, passes: 0, fails: 0 };
    sums.set(key, { ...sum, passes: sum.passes + passes, fails: sum.fails + fails });
  }
  return { groups: [...new Set(all.flatMap(({ groups }) => groups))], checks: [...sums.values()] };
}
