import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { HarnessError } from '../errors.ts';
import type { RunRecord } from '../store/record/v1.ts';
import { type KeptInterval, keptSeries, SERIES_FILE } from '../store/series-log.ts';
import { k6Part } from './k6-part.ts';

/** One machine's share of a run. */
export interface CollectedPart {
  name: string;
  /** Its record, where the harness made it. */
  record: RunRecord | null;
  /** `keptTags`: tags that thresholds select by. */
  intervals(keptTags: readonly string[], onUnknown: (lines: number) => void): AsyncIterable<KeptInterval>;
}

/**
 * What the parts of a run left: folders of runs that kept their series, or files of `k6 run --out json=FILE`. Throws
 * HarnessError (usage) for what is neither, and for shares that do not add up to the whole.
 */
export function collectedParts(paths: readonly string[], expected: number | null): CollectedPart[] {
  const parts = paths.flatMap(filesOf).map(partOf);
  if (expected !== null && parts.length !== expected) {
    throw incomplete(`${parts.length} parts were given, and --parts says that there are ${expected}`);
  }
  const shares = parts.flatMap(({ record }) => shareOf(record) ?? []);
  if (shares.length !== parts.length) {
    if (expected !== null) return parts;
    throw incomplete('nothing in these files says how many parts the run had');
  }
  const covered = shares.reduce((sum, { from, to }) => sum + (to - from), 0);
  const apart = new Set(shares.map(({ from }) => from)).size === shares.length;
  if (apart && Math.abs(covered - 1) < 1e-9) return parts;
  const given = shares.map(({ text }) => text).join(' ');
  throw incomplete(`the parts are ${given}, which is not the whole once`);
}

/** The path itself, or the files of k6 in a folder that is no run. */
export function filesOf(path: string): string[] {
  if (!existsSync(path) || !statSync(path).isDirectory()) return [path];
  if (existsSync(join(path, SERIES_FILE)) || existsSync(join(path, 'intervals.ndjson'))) return [path];
  return readdirSync(path)
    .filter((file) => /\.json(\.gz)?$/.test(file))
    .sort()
    .map((file) => join(path, file));
}

function partOf(path: string): CollectedPart {
  const name = basename(path);
  if (!existsSync(path)) throw noPart(`${path} does not exist`);
  if (!statSync(path).isDirectory()) {
    return { name, record: null, intervals: (keptTags, onUnknown) => k6Part(path, keptTags, onUnknown) };
  }
  if (!existsSync(join(path, SERIES_FILE))) throw noPart(`${path} has no ${SERIES_FILE}`);
  const recordFile = join(path, 'record.json');
  const record = existsSync(recordFile) ? (JSON.parse(readFileSync(recordFile, 'utf8')) as RunRecord) : null;
  return { name, record, intervals: () => keptSeries(path) };
}

interface Share {
  text: string;
  from: number;
  to: number;
}

function shareOf(record: RunRecord | null): Share | null {
  const text = record?.options['executionSegment'];
  if (typeof text !== 'string') return null;
  const [from = 0, to = 1] = text.includes(':') ? text.split(':').map(fraction) : [0, fraction(text)];
  return { text, from, to };
}

function fraction(text: string): number {
  if (text.endsWith('%')) return Number(text.slice(0, -1)) / 100;
  const [above = '0', below = '1'] = text.split('/');
  return Number(above) / Number(below);
}

function noPart(message: string): HarnessError {
  return new HarnessError(message, {
    code: 'ERR_COLLECT_PART',
    exit: 'usage',
    hint: 'Give folders of runs with --execution-segment or --keep-series, or files of k6 run --out json=FILE.',
  });
}

function incomplete(message: string): HarnessError {
  return new HarnessError(message, {
    code: 'ERR_COLLECT_INCOMPLETE',
    exit: 'usage',
    hint: 'Give every part once; for files of k6 say with --parts how many there are.',
  });
}
