import { mergeChunk } from './merge-chunk.ts';
import type { IntervalRecord } from './record/v1.ts';
import { INTERVAL, shapeFault } from './record-shape.ts';

/** Of a run that lasts longer, neighbouring seconds are read as one: an hour stays as it is. */
const MOST = 4000;
const LINE_END = 10;

/** The bytes of a run's lines, block by block; a block is valid until the next. */
export type Blocks = () => Iterable<Buffer>;

/**
 * The seconds of a run in order; of a long one as intervals of a few seconds each, so that a day takes no more memory than an
 * hour. A line that was cut short or damaged is left out.
 */
export function readIntervals(lines: Blocks, most = MOST): IntervalRecord[] {
  const size = Math.max(1, Math.ceil(countLines(lines) / most));
  const merged: IntervalRecord[] = [];
  let chunk: IntervalRecord[] = [];
  for (const line of linesOf(lines)) {
    const interval = parsed(line);
    if (interval === null) continue;
    chunk.push(interval);
    if (chunk.length < size) continue;
    merged.push(mergeChunk(chunk));
    chunk = [];
  }
  return chunk.length === 0 ? merged : [...merged, mergeChunk(chunk)];
}

/** Seconds of a run as they were written, from the nth on. */
export function readSeconds(lines: Blocks, from: number, count: number): IntervalRecord[] {
  const found: IntervalRecord[] = [];
  let place = 0;
  for (const line of linesOf(lines)) {
    if (place++ < from) continue;
    const interval = parsed(line);
    if (interval !== null) found.push(interval);
    if (found.length === count) break;
  }
  return found;
}

function parsed(line: string): IntervalRecord | null {
  try {
    const value: unknown = JSON.parse(line);
    return shapeFault(value, INTERVAL, '') === null ? (value as IntervalRecord) : null;
  } catch {
    return null;
  }
}

function countLines(lines: Blocks): number {
  let count = 0;
  for (const block of lines()) for (const byte of block) if (byte === LINE_END) count++;
  return count;
}

function* linesOf(lines: Blocks): Generator<string> {
  let rest = Buffer.alloc(0);
  for (const block of lines()) {
    const whole = rest.length === 0 ? block : Buffer.concat([rest, block]);
    let from = 0;
    for (let end = whole.indexOf(LINE_END); end >= 0; end = whole.indexOf(LINE_END, from)) {
      if (end > from) yield whole.toString('utf8', from, end);
      from = end + 1;
    }
    rest = Buffer.from(whole.subarray(from));
  }
  if (rest.length > 0) yield rest.toString('utf8');
}
