import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { WorkerInterval } from '../engine/embedded/worker/messages.ts';
import type { EngineObserver } from '../engine/engine.ts';
import type { SeriesDelta } from '../metrics/sample-fold.ts';
import { GrowingFile } from './growing-file.ts';

/** Beside a record: what every series got in every second, so that runs of several machines can be merged exactly. */
export const SERIES_FILE = 'series.ndjson';

/** A closed interval as it was measured. `timeMs` is its end, epoch ms. */
export interface KeptInterval {
  timeMs: number;
  worker: number;
  interval: WorkerInterval;
  /** Epoch ms of the first and the last sample in it, where the whole run has no other clock. */
  samples?: { firstMs: number; lastMs: number };
}

/** Gives everything on to `observer`, and keeps every interval in the run's folder. */
export function keepSeries(observer: EngineObserver, directory: string, now: () => number): EngineObserver {
  const file = new GrowingFile(join(directory, SERIES_FILE), 'a+', (message) =>
    observer.onLog({ level: 'error', message, fields: {}, timeMs: now() }),
  );
  return {
    onPhase(phase) {
      if (phase === 'ended') file.settle();
      observer.onPhase(phase);
    },
    onLog: (entry) => observer.onLog(entry),
    onSetupData: (json) => observer.onSetupData(json),
    onMetric: (metric) => observer.onMetric?.(metric),
    onProbe: (result) => observer.onProbe?.(result),
    onInterval(worker, interval) {
      file.append(`${JSON.stringify({ timeMs: now(), worker, interval: plain(interval) })}\n`);
      observer.onInterval(worker, interval);
    },
  };
}

/** The kept intervals of a run, in order; `onUnknown` gets the number of lines that could not be read. */
export async function* keptSeries(
  directory: string,
  onUnknown: (lines: number) => void,
): AsyncGenerator<KeptInterval> {
  let unknown = 0;
  const lines = createInterface({ input: createReadStream(join(directory, SERIES_FILE), 'utf8') });
  for await (const line of lines) {
    const kept = parsed(line);
    if (kept !== null) yield kept;
    else unknown++;
  }
  onUnknown(unknown);
}

function plain({ raw: _, pace, deltas, ...rest }: WorkerInterval) {
  return { ...rest, pace: { ...pace, startLagsMs: [...pace.startLagsMs] }, deltas: deltas.map(plainDelta) };
}

function plainDelta(delta: SeriesDelta): unknown {
  if (delta.kind !== 'trend') return delta;
  const { values, buckets } = delta.trend;
  const trend = {
    ...delta.trend,
    values: values === null ? null : [...values],
    buckets: buckets === null ? null : { indexes: [...buckets.indexes], counts: [...buckets.counts] },
  };
  return { ...delta, trend };
}

function parsed(line: string): KeptInterval | null {
  try {
    const kept = JSON.parse(line) as KeptInterval;
    const { interval } = kept;
    const pace = { ...interval.pace, startLagsMs: Float64Array.from(interval.pace.startLagsMs) };
    return { ...kept, interval: { ...interval, raw: [], pace, deltas: interval.deltas.map(typedDelta) } };
  } catch {
    return null; // cut short
  }
}

function typedDelta(delta: SeriesDelta): SeriesDelta {
  if (delta.kind !== 'trend') return delta;
  const { values, buckets, min, max } = delta.trend;
  const trend = {
    ...delta.trend,
    // JSON has no infinities: an empty trend's.
    min: min ?? Number.POSITIVE_INFINITY,
    max: max ?? Number.NEGATIVE_INFINITY,
    values: values === null ? null : Float64Array.from(values),
    buckets:
      buckets === null
        ? null
        : { indexes: Int32Array.from(buckets.indexes), counts: Uint32Array.from(buckets.counts) },
  };
  return { ...delta, trend };
}
