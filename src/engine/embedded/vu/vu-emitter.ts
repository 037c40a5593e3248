import type { SampleEmitter } from '../../../metrics/sample.ts';
import type { SampleFold } from '../../../metrics/sample-fold.ts';
import type { VuRecord } from './vu-state.ts';

/** Where the samples of one VU go: with its metadata beside their tags, where an output shows them. */
export function vuEmitter(fold: SampleFold, state: VuRecord): SampleEmitter {
  if (!fold.keepsRaw) return fold;
  return {
    tagSet: (tags) => fold.tagSet(tags),
    seriesOf: (metric, tagSet) => fold.seriesOf(metric, tagSet),
    emit(metric, tagSet, value, timeMs) {
      fold.metadata = state.metadata;
      fold.emit(metric, tagSet, value, timeMs);
      fold.metadata = null;
    },
    add(series, value, timeMs) {
      fold.metadata = state.metadata;
      fold.add(series, value, timeMs);
      fold.metadata = null;
    },
  };
}
