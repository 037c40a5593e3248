import type { SampleEmitter, TagSet } from '../../../metrics/sample.ts';
import type { FromIo } from './io-messages.ts';

/** An emitter in the I/O thread: the VU that waits adds the samples. */
export function sampleRelay(answer: (message: FromIo) => void): SampleEmitter {
  return {
    tagSet: (tags) => ({ id: 0, tags }),
    emit: (metric: string, { tags }: TagSet, value: number, timeMs: number) =>
      answer({ kind: 'sample', sample: { metric, tags, value, timeMs } }),
  };
}
