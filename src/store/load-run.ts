import { readFile, stat } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { HarnessError } from '../errors.ts';
import { cutOffRecord, STARTED_FILE, type StartedRun } from './cut-off.ts';
import { fileBlocks } from './file-blocks.ts';
import { readIntervals } from './interval-lines.ts';
import type { IntervalRecord, RunRecord } from './record/v1.ts';
import { RECORD, STARTED, shapeFault } from './record-shape.ts';

/** A run as it lies on disk. */
export interface StoredRun {
  record: RunRecord;
  intervals: IntervalRecord[];
  /** Its folder. */
  directory: string;
}

/**
 * Reads a run by id, by the word `last` or by the path of its folder. An interval line that was cut short (the process
 * died) or damaged is left out. A run that was killed has no record.json: it is shown as interrupted, without a verdict.
 */
export async function loadRun(outDir: string, idOrLast: string): Promise<StoredRun> {
  const directory = await findRun(outDir, idOrLast);
  const recordPath = join(directory, 'record.json');
  const recordText = await readIfThere(recordPath);
  const intervals = secondsIn(join(directory, 'intervals.ndjson'));
  if (recordText !== null)
    return { record: parseRecord(recordText, recordPath), intervals: intervals ?? [], directory };
  const startedPath = join(directory, STARTED_FILE);
  const startedText = await readIfThere(startedPath);
  const started = startedText === null ? undefined : parseJson(startedText);
  if (started !== undefined) {
    const fault = shapeFault(started, STARTED, '');
    if (fault !== null) throw damaged(startedPath, fault);
    return {
      record: cutOffRecord(started as StartedRun & { id: string }, intervals ?? []),
      intervals: intervals ?? [],
      directory,
    };
  }
  throw new HarnessError(
    `${intervals === null ? 'No run' : 'The run was cut off before its record was written'}: ${directory}`,
    {
      code: intervals === null ? 'ERR_STORE_NO_RUN' : 'ERR_STORE_NO_RECORD',
      exit: 'usage',
      hint:
        intervals === null
          ? 'List the runs in the folder of --out-dir.'
          : 'Its seconds are in intervals.ndjson; run it again for a verdict.',
    },
  );
}

async function findRun(outDir: string, idOrLast: string): Promise<string> {
  const isPath = idOrLast.includes('/') || idOrLast.includes(sep);
  const place = isPath ? idOrLast : join(outDir, idOrLast);
  const found = await stat(place).catch(() => null);
  if (found?.isDirectory()) return place;
  if (found?.isFile()) return join(outDir, await namedIn(place));
  throw new HarnessError(`No run "${idOrLast}" in ${outDir}`, {
    code: 'ERR_STORE_NO_RUN',
    exit: 'usage',
    hint: 'Give the id of a run in the folder of --out-dir, or "last" once there is one.',
  });
}

// Where there are no symbolic links `last` is a file with an id; any other file is none, and its text is not shown.
async function namedIn(file: string): Promise<string> {
  const id = (await readFile(file, 'utf8')).trim();
  if (/^[^\s/\\]{1,255}$/.test(id)) return id;
  throw new HarnessError(`${file} is a file, and a run is a folder`, {
    code: 'ERR_STORE_NO_RUN',
    exit: 'usage',
    hint: 'Give the folder of the run; what k6 wrote is read by "harness report --from FILE".',
  });
}

async function readIfThere(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw new HarnessError(`${path} cannot be read`, {
      code: 'ERR_STORE_UNREADABLE',
      exit: 'usage',
      cause: error,
    });
  }
}

/** The record of a file's text. Throws HarnessError when it is none, or of an unknown version. */
export function parseRecord(text: string, path: string): RunRecord {
  const value = parseJson(text);
  if (value === undefined) throw damaged(path, 'it is no JSON, or was cut short');
  if (typeof value !== 'object' || value === null || !('version' in value))
    throw damaged(path, 'it is not a record');
  if (value.version !== 1)
    throw damaged(path, `its version is ${JSON.stringify(value.version)}, and 1 is known`);
  const fault = shapeFault(value, RECORD, '');
  if (fault !== null) throw damaged(path, fault);
  return value as unknown as RunRecord;
}

function damaged(path: string, why: string): HarnessError {
  return new HarnessError(`${path} is not a record of a run: ${why}`, {
    code: 'ERR_STORE_RECORD_INVALID',
    exit: 'usage',
    hint: 'Use the harness version that wrote it, or run again.',
  });
}

function secondsIn(path: string): IntervalRecord[] | null {
  try {
    return readIntervals(() => fileBlocks(path));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw new HarnessError(`${path} cannot be read`, {
      code: 'ERR_STORE_UNREADABLE',
      exit: 'usage',
      cause: error,
    });
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
