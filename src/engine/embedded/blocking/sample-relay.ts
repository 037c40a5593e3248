import type { SampleEmitter, SampleSeries, Tags } from '../../../metrics/sample.ts';
import type { FromIo } from './io-messages.ts';

interface RelayedSeries extends SampleSeries {
  readonly tags: Tags;
}

/** An emitter in the I/O thread: the VU that waits adds the samples. */
export function sampleRelay(answer: (message: FromIo) => void): SampleEmitter {
  const send = (metric: string, tags: Tags, value: number, timeMs: number): void =>
    answer({ kind: 'sample', sample: { metric, tags, value, timeMs } });
  return {
    tagSet: (tags) => ({ id: 0, tags }),
    seriesOf: (metric, { tags }): RelayedSeries => ({ metric, tags }),
    emit: (metric, { tags }, value, timeMs) => send(metric, tags, value, timeMs),
    add: (series, value, timeMs) => send(series.metric, (series as RelayedSeries).tags, value, timeMs),
  };
}
