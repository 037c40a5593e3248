import { constants } from 'node:fs';
import { access, stat, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { HarnessError, isHarnessError } from '../errors.ts';
import type { Host } from '../host.ts';

/** Writes what `--out FILE` asked for. Throws HarnessError (usage) where that is refused. */
export async function writeReport(path: string, text: string): Promise<void> {
  try {
    await writeFile(path, text);
  } catch (error) {
    throw unwritable(path, error);
  }
}

/** Before anything is measured: throws HarnessError (usage) where a file of `--report` could not be written. */
export async function checkReportFiles(host: Host, files: readonly { file: string }[]): Promise<void> {
  for (const { file } of files) {
    const path = resolve(host.cwd, file);
    const there = await stat(path).catch(() => null);
    if (there?.isDirectory()) throw unwritable(path, new Error('it is a folder'));
    const place = there === null ? dirname(path) : path;
    try {
      await access(place, constants.W_OK);
      if (there === null && !(await stat(place)).isDirectory()) throw new Error(`${place} is no folder`);
    } catch (error) {
      throw unwritable(path, error);
    }
  }
}

/** Writes the files of `--report` after a run. The verdict stands where one is refused: that is said, the others are written. */
export async function writeReports<F extends { file: string }>(
  host: Host,
  files: readonly F[],
  render: (file: F) => string,
): Promise<void> {
  for (const each of files) {
    try {
      await writeReport(resolve(host.cwd, each.file), render(each));
    } catch (error) {
      if (!isHarnessError(error)) throw error;
      host.err.write(`${error.message}; the verdict stands\n`);
    }
  }
}

function unwritable(path: string, cause: unknown): HarnessError {
  return new HarnessError(`${path} cannot be written: ${(cause as Error).message}`, {
    code: 'ERR_REPORT_UNWRITABLE',
    exit: 'usage',
    hint: 'Give a path in a folder that exists and can be written to.',
    cause,
  });
}
