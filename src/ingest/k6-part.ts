import type { WorkerInterval } from '../engine/embedded/worker/messages.ts';
import type { KeptInterval } from '../store/series-log.ts';
import { K6SampleFold } from './k6-sample-fold.ts';
import type { SampleLine } from './sample-lines.ts';
import { TextFile } from './text-lines.ts';

const SECOND_MS = 1000;
/** k6 writes samples in batches, and VUs do not wait for each other: lines may be this late. */
const LATE_MS = 3000;

/**
 * The seconds of a file that `k6 run --out json=FILE` wrote (`.gz` is unpacked), in order and in constant memory. A cut
 * end counts as an unknown line: `onUnknown` gets the number of such lines. `keptTags`: tags that thresholds select by.
 */
export async function* k6Part(
  path: string,
  keptTags: Iterable<string>,
  onUnknown: (lines: number) => void,
): AsyncGenerator<KeptInterval> {
  const file = new TextFile(path);
  const fold = new SecondsFold(keptTags);
  for await (const lines of file.lines()) {
    for (const line of lines) {
      const ready = fold.line(line);
      if (ready !== null) yield ready;
    }
  }
  for (let ready = fold.last(); ready !== null; ready = fold.last()) yield ready;
  onUnknown(fold.unknownLines);
}

/** Puts lines into the second of their sample, and closes a second once nothing of it can come any more. */
class SecondsFold {
  readonly #fold: K6SampleFold;
  readonly #waiting = new Map<number, Extract<SampleLine, { kind: 'point' }>[]>();
  #newestMs = 0;
  #completed = 0;

  constructor(keptTags: Iterable<string>) {
    this.#fold = new K6SampleFold(keptTags);
  }

  get unknownLines(): number {
    return this.#fold.unknownLines;
  }

  line(text: string): KeptInterval | null {
    const line = this.#fold.read(text);
    if (line.kind !== 'point') {
      this.#fold.add(line);
      return null;
    }
    const { timeMs } = line;
    const second = Math.floor(timeMs / SECOND_MS);
    const waiting = this.#waiting.get(second);
    if (waiting === undefined) this.#waiting.set(second, [line]);
    else waiting.push(line);
    if (timeMs > this.#newestMs) this.#newestMs = timeMs;
    const oldest = Math.min(...this.#waiting.keys());
    return (oldest + 1) * SECOND_MS + LATE_MS < this.#newestMs ? this.#close(oldest) : null;
  }

  last(): KeptInterval | null {
    return this.#waiting.size === 0 ? null : this.#close(Math.min(...this.#waiting.keys()));
  }

  #close(second: number): KeptInterval {
    let [firstMs, lastMs] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    for (const line of this.#waiting.get(second) ?? []) {
      this.#fold.add(line);
      if (line.timeMs < firstMs) firstMs = line.timeMs;
      if (line.timeMs > lastMs) lastMs = line.timeMs;
    }
    this.#waiting.delete(second);
    const { deltas, iterations, dropped } = this.#fold.take();
    this.#completed += iterations;
    const interval: WorkerInterval = {
      deltas,
      raw: [],
      checks: this.#fold.checks(),
      counters: {
        started: this.#completed,
        completed: this.#completed,
        interrupted: 0,
        threw: 0,
        vusActive: 0,
        vusInitialized: 0,
      },
      pace: { planned: iterations + dropped, dropped, startLagsMs: new Float64Array() },
      elu: 0,
      last: false,
    };
    return { timeMs: (second + 1) * SECOND_MS, worker: 0, interval, samples: { firstMs, lastMs } };
  }
}
