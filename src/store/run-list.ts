import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { HarnessError } from '../errors.ts';
import { parseRecord } from './load-run.ts';
import type { RunRecord } from './record/v1.ts';

/** A folder of runs that was looked through. */
export interface ListedRun {
  id: string;
  directory: string;
  /** Null: the run was cut off, or its record cannot be read. */
  record: RunRecord | null;
  /** Why there is no record; `''` where there is one. */
  problem: string;
  /** When its last second was written, epoch ms. */
  writtenMs: number;
}

/**
 * All runs of a folder, the oldest first; an absent folder has none. Folders that are no runs are left out. Throws
 * HarnessError (usage) when the folder is none or cannot be read.
 */
export async function listRuns(outDir: string): Promise<ListedRun[]> {
  const names = await readdir(outDir).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw new HarnessError(
      error.code === 'ENOTDIR'
        ? `${outDir} is a file, and runs are kept in a folder`
        : `${outDir} cannot be read: ${error.code}`,
      { code: 'ERR_STORE_UNREADABLE', exit: 'usage', cause: error, hint: 'Give the folder with --out-dir.' },
    );
  });
  const found = await Promise.all(names.filter((name) => name !== 'last').map((name) => look(outDir, name)));
  const time = ({ record, id }: ListedRun) => record?.startedAt ?? isoOf(id);
  return found
    .filter((run) => run !== null)
    .sort((a, b) => Date.parse(time(a)) - Date.parse(time(b)) || (a.id < b.id ? -1 : 1));
}

async function look(outDir: string, id: string): Promise<ListedRun | null> {
  const directory = join(outDir, id);
  const intervals = await stat(join(directory, 'intervals.ndjson')).catch(() => null);
  if (intervals === null) return null;
  const path = join(directory, 'record.json');
  const writtenMs = intervals.mtimeMs;
  try {
    return { id, directory, record: parseRecord(await readFile(path, 'utf8'), path), problem: '', writtenMs };
  } catch (error) {
    const absent = (error as NodeJS.ErrnoException).code === 'ENOENT';
    const problem = absent
      ? 'cut off before its record was written, or still going on'
      : (error as Error).message.replace(`${directory}/`, '').replace(' is not a record of a run', '');
    return { id, directory, record: null, problem, writtenMs };
  }
}

// `20261125-142233-api`, as run folders are named.
function isoOf(id: string): string {
  const [, y, mo, d, h, mi, s] = /^(\d{4})(\d\d)(\d\d)-(\d\d)(\d\d)(\d\d)/.exec(id) ?? [];
  return y === undefined ? '1970-01-01T00:00:00Z' : `${y}-${mo}-${d}T${h}:${mi}:${s}Z`;
}
