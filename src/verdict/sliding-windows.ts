import type { Slo } from '../../thresholds.ts';
import { carries, mergeDelta, mergeSink, type SeriesTotal } from '../metrics/metric-totals.ts';
import type { SeriesDelta } from '../metrics/sample-fold.ts';
import { createSink, type Sink } from '../metrics/sinks.ts';
import type { ProbeResult } from '../store/record/v1.ts';
import { levelOf } from './grade-value.ts';
import { overRun } from './probe-series.ts';
import type { Span } from './span-text.ts';

/** The worst that lasted: `value` was reached or passed in every window of `forMs`. */
export interface Held {
  value: number;
  /** When it had lasted for that long, on the run's clock. */
  atMs: number;
}

/** A stretch without any sample, on the run's clock. */
export interface Silence {
  fromMs: number;
  toMs: number;
}

/** What a run's second adds beside its series. */
export interface ClosedSecond {
  atMs: number;
  durationMs: number;
  /** Iterations were planned in it or went on: something should have been heard. */
  due: boolean;
  planned: number;
  dropped: number;
}

interface Second extends ClosedSecond {
  sink: Sink | null;
  probes: readonly ProbeResult[];
}

/** One objective, watched second by second in fixed memory. */
class Watch {
  readonly slo: Slo;
  readonly span: Span;
  worst: Held | null = null;
  /** The longest stretch without a sample, while load was due, that left a whole window, or all that a level must last for, empty. */
  silence: Silence | null = null;
  #heardMs: number | null = null;
  /** Of the time since then, that in which load was due. */
  #silentMs = 0;
  #seconds: Second[] = [];
  #values: { atMs: number; durationMs: number; value: number }[] = [];
  #sink: Sink | null = null;

  constructor(slo: Slo, span: Span) {
    this.slo = slo;
    this.span = span;
  }

  wants({ metric, tags }: SeriesTotal, hasOwn: (metric: string) => boolean): boolean {
    const { measure } = this.slo;
    if (measure.from !== 'metric') return false;
    const own = measure.otherwise === undefined || hasOwn(measure.metric);
    const { whereNot = {} } = (own ? measure : measure.otherwise) ?? {};
    const excluded = Object.entries(whereNot).some(([tag, values]) => values.includes(tags[tag] ?? ''));
    if (excluded) return false;
    return own
      ? metric === measure.metric && carries(tags, measure.where ?? {})
      : metric === measure.otherwise?.metric;
  }

  add({ kind }: SeriesTotal, delta: SeriesDelta): void {
    this.#sink ??= createSink(kind);
    mergeDelta(this.#sink, delta);
  }

  close(second: ClosedSecond, probes: readonly ProbeResult[]): void {
    this.#hear(second);
    this.#seconds.push({ ...second, sink: this.#sink, probes });
    this.#sink = null;
    const from = second.atMs - this.span.overMs;
    // The oldest second stays while the window would not be full without it.
    while (
      this.#seconds.length > 1 &&
      (this.#seconds[1]?.atMs ?? 0) - (this.#seconds[1]?.durationMs ?? 0) <= from
    )
      this.#seconds.shift();
    const [oldest] = this.#seconds;
    if (oldest === undefined || oldest.atMs - oldest.durationMs > from + SLACK_MS) return;
    const value = this.#valueOfWindow();
    if (value !== null) this.#hold({ atMs: second.atMs, durationMs: second.durationMs, value });
  }

  // Probes have a line of their own for looks that were not answered.
  #hear({ atMs, durationMs, due }: ClosedSecond): void {
    const { measure } = this.slo;
    if (measure.from !== 'metric') return;
    this.#heardMs ??= atMs - durationMs;
    if (this.#sink !== null) {
      this.#heardMs = atMs;
      this.#silentMs = 0;
      return;
    }
    if (due) this.#silentMs += durationMs;
    const { overMs, forMs } = this.span;
    // What was bad before it and is bad after it did not last all the while.
    if (atMs - this.#heardMs >= Math.max(overMs, forMs) - SLACK_MS) this.#values = [];
    if (this.#silentMs < Math.max(overMs, forMs, LEAST_SILENCE_MS) - SLACK_MS) return;
    const known = this.silence === null ? 0 : this.silence.toMs - this.silence.fromMs;
    if (atMs - this.#heardMs > known) this.silence = { fromMs: this.#heardMs, toMs: atMs };
  }

  #hold(latest: { atMs: number; durationMs: number; value: number }): void {
    this.#values.push(latest);
    const from = latest.atMs - this.span.forMs;
    while (
      this.#values.length > 1 &&
      (this.#values[1]?.atMs ?? 0) - (this.#values[1]?.durationMs ?? 0) <= from
    )
      this.#values.shift();
    const [oldest] = this.#values;
    if (oldest === undefined || oldest.atMs - oldest.durationMs > from + SLACK_MS) return;
    const all = this.#values.map(({ value }) => value);
    const below = this.slo.direction === 'below';
    const held = below ? Math.min(...all) : Math.max(...all);
    const isWorse = this.worst === null || (below ? held > this.worst.value : held < this.worst.value);
    if (isWorse) this.worst = { value: held, atMs: latest.atMs };
  }

  #valueOfWindow(): number | null {
    const { measure } = this.slo;
    if (measure.from === 'probe') {
      return overRun(
        measure,
        this.#seconds.flatMap(({ probes }) => probes),
      ).value;
    }
    if (measure.from === 'run') {
      const planned = this.#seconds.reduce((sum, each) => sum + each.planned, 0);
      const dropped = this.#seconds.reduce((sum, each) => sum + each.dropped, 0);
      return planned === 0 ? null : (100 * (planned - dropped)) / planned;
    }
    const sinks = this.#seconds.map(({ sink }) => sink).filter((sink) => sink !== null);
    const [first] = sinks;
    if (first === undefined) return null;
    const whole = createSink(first.kind);
    for (const sink of sinks) mergeSink(whole, sink);
    const value = whole.statistic(measure.statistic);
    return value === undefined ? null : value * (measure.scale ?? 1);
  }
}

/** Seconds close a little early or late. */
const SLACK_MS = 250;

/** A second or two without a sample are no silence, however short a run's windows are. */
const LEAST_SILENCE_MS = 3000;

/** The objectives that are judged by sliding windows. */
export class SlidingWindows {
  readonly #watches: readonly Watch[];
  readonly #hasOwn: (metric: string) => boolean;
  readonly #bySeries = new Map<SeriesTotal, readonly Watch[]>();
  #probes: ProbeResult[] = [];

  /** `hasOwn` says whether the script declared a metric. */
  constructor(slos: readonly { slo: Slo; span: Span }[], hasOwn: (metric: string) => boolean) {
    this.#watches = slos.map(({ slo, span }) => new Watch(slo, span));
    this.#hasOwn = hasOwn;
  }

  add(series: SeriesTotal, delta: SeriesDelta): void {
    let watches = this.#bySeries.get(series);
    if (watches === undefined) {
      watches = this.#watches.filter((watch) => watch.wants(series, this.#hasOwn));
      this.#bySeries.set(series, watches);
    }
    for (const watch of watches) watch.add(series, delta);
  }

  addProbe(result: ProbeResult): void {
    this.#probes.push(result);
  }

  close(second: ClosedSecond): void {
    for (const watch of this.#watches) watch.close(second, this.#probes);
    this.#probes = [];
  }

  /** The worst that lasted for the objective's span; null when no window was ever full for that long. */
  held(id: string): Held | null {
    return this.#watches.find(({ slo }) => slo.id === id)?.worst ?? null;
  }

  /** When nothing was heard of an objective for so long that no window speaks for that time; null when there was no such stretch. */
  silence(id: string): Silence | null {
    return this.#watches.find(({ slo }) => slo.id === id)?.silence ?? null;
  }

  /** The first objective of those that may whose critical level lasted, or null. */
  critical(may: (slo: Slo) => boolean): { slo: Slo; span: Span; held: Held } | null {
    for (const { slo, span, worst } of this.#watches) {
      if (worst !== null && may(slo) && levelOf(slo, worst.value) === 'CRIT')
        return { slo, span, held: worst };
    }
    return null;
  }
}
