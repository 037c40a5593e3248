import { readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { HarnessError } from '../errors.ts';
import type { QuarterlyRecord } from './record/quarterly-v1.ts';
import { unwritableFile } from './unwritable-file.ts';

const RECORD = 'quarterly.json';

/** Writes the record of a quarterly test into its folder: whole, or not at all. Throws HarnessError where the disk refuses. */
export function writeQuarterly(directory: string, record: QuarterlyRecord): void {
  const path = join(directory, RECORD);
  try {
    writeFileSync(`${path}.new`, `${JSON.stringify(record, null, 2)}\n`);
    renameSync(`${path}.new`, path);
  } catch (cause) {
    throw unwritableFile(`${path} cannot be written: ${(cause as Error).message}`, cause);
  }
}

/** A quarterly test as it lies on disk. */
export interface StoredQuarterly {
  directory: string;
  record: QuarterlyRecord;
}

/** The quarterly test that an id in the folder of runs, or the path of a folder, stands for; null where it is something else. */
export function quarterlyOf(outDir: string, idOrPath: string): StoredQuarterly | null {
  const isPath = idOrPath.includes('/') || idOrPath.includes(sep);
  const directory = isPath ? idOrPath : join(outDir, idOrPath);
  const record = readQuarterly(directory);
  return record === null ? null : { directory, record };
}

/** The quarterly tests among the runs of a folder, the oldest first. */
export function quarterlyTests(outDir: string): StoredQuarterly[] {
  return folders(outDir).flatMap((name) => {
    const directory = join(outDir, name);
    const record = readQuarterly(directory);
    return record === null ? [] : [{ directory, record }];
  });
}

/** The newest quarterly test of a folder that has not come to its end, or the named one. Throws HarnessError (usage). */
export function unfinishedQuarterly(outDir: string, id: string | null): StoredQuarterly {
  const names = id === null ? folders(outDir).toReversed() : [id];
  for (const name of names) {
    const directory = join(outDir, name);
    const record = readQuarterly(directory);
    if (record === null || (id === null && record.endedAt !== null)) continue;
    if (record.endedAt === null) return { directory, record };
    throw refusal(`the quarterly test ${name} has come to its end`);
  }
  throw refusal(id === null ? 'there is no quarterly test to resume' : `there is no quarterly test "${id}"`);
}

function folders(outDir: string): string[] {
  try {
    return readdirSync(outDir)
      .filter((name) => name.includes('quarterly'))
      .sort();
  } catch {
    return []; // nothing was ever run here
  }
}

function readQuarterly(directory: string): QuarterlyRecord | null {
  try {
    const value: unknown = JSON.parse(readFileSync(join(directory, RECORD), 'utf8'));
    const isOne =
      typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'quarterly';
    return isOne && 'version' in value && value.version === 1 ? (value as QuarterlyRecord) : null;
  } catch {
    return null; // no record, or none that can be read
  }
}

function refusal(message: string): HarnessError {
  return new HarnessError(message, {
    code: 'ERR_QUARTERLY_RESUME',
    exit: 'usage',
    hint: 'Begin one with: harness quarterly --target NAME',
  });
}
