import { createHash } from 'node:crypto';
import {
  closeSync,
  existsSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  realpathSync,
  statSync,
} from 'node:fs';
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
  /** A folder of a run; else a file of k6. */
  isFolder: boolean;
  /** `keptTags`: tags that thresholds select by. */
  intervals(keptTags: readonly string[], onUnknown: (lines: number) => void): AsyncIterable<KeptInterval>;
}

/** What there is of a run that is known not to be whole. Throws HarnessError (usage) for what is no part of one. */
export function partsThatCame(paths: readonly string[]): CollectedPart[] {
  const files = paths.flatMap(filesOf);
  refuseTwins(files);
  return files.map(partOf);
}

/**
 * What the parts of a run left: folders of runs that kept their series, or files of `k6 run --out json=FILE`. Throws
 * HarnessError (usage) for what is neither, and for shares that do not add up to the whole.
 */
export function collectedParts(paths: readonly string[], expected: number | null): CollectedPart[] {
  const parts = partsThatCame(paths);
  if (expected !== null && parts.length !== expected) {
    throw incomplete(`${parts.length} parts were given, and --parts says that there are ${expected}`);
  }
  const shares = parts.flatMap(({ record }) => shareOf(record) ?? []);
  if (shares.length !== parts.length) {
    if (expected !== null) return parts;
    throw incomplete('nothing in these files says how many parts the run had');
  }
  const sorted = shares.toSorted((a, b) => a.from - b.from);
  const same = (a: number, b: number): boolean => Math.abs(a - b) < 1e-9;
  const joined = sorted.every(({ from }, at) => same(from, at === 0 ? 0 : (sorted[at - 1]?.to ?? 0)));
  if (joined && same(sorted.at(-1)?.to ?? 0, 1)) return parts;
  const given = shares.map(({ text }) => text).join(' ');
  throw incomplete(`the parts are ${given}, which is not the whole once`);
}

/** Throws HarnessError (usage) for a part that another script made. k6's bundle is not the embedded engine's. */
export function refuseOtherScripts(parts: readonly CollectedPart[], hash: string): void {
  const other = parts.find(
    ({ record }) => record?.engine.name === 'embedded' && record.scripts.every((each) => each.hash !== hash),
  );
  if (other !== undefined)
    throw incomplete(`${other.name} was made by another script, or an older state of it`);
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
    return {
      name,
      record: null,
      isFolder: false,
      intervals: (keptTags, onUnknown) => k6Part(path, keptTags, onUnknown),
    };
  }
  if (!existsSync(join(path, SERIES_FILE))) throw noPart(`${path} has no ${SERIES_FILE}`);
  const recordFile = join(path, 'record.json');
  const record = existsSync(recordFile) ? recordOf(recordFile) : null;
  return { name, record, isFolder: true, intervals: (_tags, onUnknown) => keptSeries(path, onUnknown) };
}

function recordOf(file: string): RunRecord {
  try {
    const record = JSON.parse(readFileSync(file, 'utf8')) as RunRecord;
    if (typeof record.options === 'object' && Array.isArray(record.scripts) && record.iterations)
      return record;
  } catch {} // damaged
  throw noPart(`${file} is damaged`);
}

// The same samples under two names would be counted twice.
function refuseTwins(files: readonly string[]): void {
  const seen = new Map<string, string>();
  for (const file of files) {
    const key = identityOf(file);
    const twin = key === null ? undefined : seen.get(key);
    if (twin !== undefined) throw incomplete(`${file} and ${twin} are the same part`);
    if (key !== null) seen.set(key, file);
  }
}

// Of a folder its place, of a file its length and beginning; null for what is not there.
function identityOf(path: string): string | null {
  if (!existsSync(path)) return null;
  if (statSync(path).isDirectory()) return realpathSync(path);
  const { size } = statSync(path);
  if (size === 0) return null;
  const head = Buffer.alloc(Math.min(size, 65_536));
  const fd = openSync(path, 'r');
  readSync(fd, head);
  closeSync(fd);
  return `${size} ${createHash('sha256').update(head).digest('hex')}`;
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
