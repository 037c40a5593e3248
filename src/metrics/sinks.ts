import type { MetricKind } from './sample.ts';
import type { SinkView } from './sink-view.ts';
import { TrendSink } from './trend-sink.ts';

/** Sum of all values; `rate` is per second of `elapsedMs`, undefined at zero duration. */
export class CounterSink implements SinkView {
  readonly kind = 'counter';
  sum = 0;
  samples = 0;
  elapsedMs = 0;

  get isEmpty(): boolean {
    return this.samples === 0;
  }

  statistic(name: string): number | undefined {
    if (name === 'count') return this.sum;
    if (name === 'rate') return this.elapsedMs > 0 ? this.sum / (this.elapsedMs / 1000) : undefined;
    return undefined;
  }
}

/** Last value written, with the lowest and highest ever. */
export class GaugeSink implements SinkView {
  readonly kind = 'gauge';
  samples = 0;
  value = 0;
  min = Number.POSITIVE_INFINITY;
  max = Number.NEGATIVE_INFINITY;
  timeMs = 0;

  get isEmpty(): boolean {
    return this.samples === 0;
  }

  statistic(name: string): number | undefined {
    if (name === 'value') return this.value;
    if (name === 'min') return this.samples === 0 ? 0 : this.min;
    if (name === 'max') return this.samples === 0 ? 0 : this.max;
    return undefined;
  }
}

/** Share of samples that are not zero. */
export class RateSink implements SinkView {
  readonly kind = 'rate';
  passes = 0;
  total = 0;

  get isEmpty(): boolean {
    return this.total === 0;
  }

  statistic(name: string): number | undefined {
    if (name === 'rate') return this.total === 0 ? undefined : this.passes / this.total;
    if (name === 'passes') return this.passes;
    if (name === 'fails') return this.total - this.passes;
    return undefined;
  }
}

export type Sink = CounterSink | GaugeSink | RateSink | TrendSink;

/** An empty sink of a kind. */
export function createSink(kind: MetricKind): Sink {
  switch (kind) {
    case 'counter':
      return new CounterSink();
    case 'gauge':
      return new GaugeSink();
    case 'rate':
      return new RateSink();
    case 'trend':
      return new TrendSink();
  }
}
