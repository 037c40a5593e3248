import { existsSync, mkdirSync, renameSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { HarnessError } from '../errors.ts';
import { redactValue } from '../redact.ts';
import { STARTED_FILE, type StartedRun } from './cut-off.ts';
import { GrowingFile, type Trouble } from './growing-file.ts';
import { readIntervals, readSeconds } from './interval-lines.ts';
import type { IntervalRecord, RunRecord } from './record/v1.ts';
import { unwritableFile } from './unwritable-file.ts';

const INTERVALS = 'intervals.ndjson';

/** The folder of one run: intervals are appended as they close; everything else is written, then renamed. */
export class RunFolder {
  readonly directory: string;
  readonly #outDir: string;
  readonly #intervals: GrowingFile;

  private constructor(outDir: string, directory: string, trouble: Trouble) {
    this.#outDir = outDir;
    this.directory = directory;
    this.#intervals = new GrowingFile(join(directory, INTERVALS), 'a+', trouble);
  }

  /**
   * Makes `<outDir>/<id>/`, to which `last` points from now on; an id that is taken gets a number. `trouble` hears of a
   * disk that takes no more later on. Throws HarnessError (usage) when the folder is refused.
   */
  static create(outDir: string, id: string, started: StartedRun, trouble: Trouble): RunFolder {
    try {
      makeParents(resolve(outDir));
      for (let number = 1; ; number++) {
        const directory = join(outDir, number === 1 ? id : `${id}-${number}`);
        if (!makeDirectory(directory)) continue;
        // Whoever is killed from here on leaves a run that can be shown.
        const began = redactValue({ id: basename(directory), ...started });
        writeFileSync(join(directory, STARTED_FILE), `${JSON.stringify(began)}\n`);
        const folder = new RunFolder(outDir, directory, trouble);
        folder.#linkLast();
        return folder;
      }
    } catch (cause) {
      throw unwritable(outDir, cause);
    }
  }

  /** Makes `<outDir>/<id>/` for what is no run but holds some; gives its path. Throws HarnessError (usage). */
  static plain(outDir: string, id: string): string {
    try {
      makeParents(resolve(outDir));
      for (let number = 1; ; number++) {
        const directory = join(outDir, number === 1 ? id : `${id}-${number}`);
        if (makeDirectory(directory)) return directory;
      }
    } catch (cause) {
      throw unwritable(outDir, cause);
    }
  }

  get id(): string {
    return basename(this.directory);
  }

  /** One closed second; it is with the operating system when this returns, but for a full disk. */
  append(interval: IntervalRecord): void {
    this.#intervals.append(`${JSON.stringify(redactValue(interval))}\n`);
  }

  /** The seconds so far, for reports; of a long run merged with their neighbours. */
  intervals(): IntervalRecord[] {
    return readIntervals(() => this.#intervals.blocks());
  }

  /** Seconds as they were appended, from the nth on. */
  seconds(from: number, count: number): IntervalRecord[] {
    return readSeconds(() => this.#intervals.blocks(), from, count);
  }

  /** The record: only now is the run whole. Gives its path. Throws HarnessError where it cannot be written. */
  finish(record: RunRecord): string {
    this.#intervals.settle();
    const path = this.write('record.json', `${JSON.stringify(record)}\n`);
    removeQuietly(join(this.directory, STARTED_FILE));
    this.#linkLast();
    return path;
  }

  #linkLast(): void {
    const last = join(this.#outDir, 'last');
    try {
      symlinkSync(this.id, `${last}.new`);
      renameSync(`${last}.new`, last);
    } catch {
      removeQuietly(`${last}.new`); // no symbolic links here: the id serves
    }
  }

  /** Writes a file whole or not at all; gives its path. Throws HarnessError where the disk does not take it. */
  write(file: string, text: string): string {
    const path = join(this.directory, file);
    try {
      writeFileSync(`${path}.new`, text);
      renameSync(`${path}.new`, path);
    } catch (cause) {
      removeQuietly(`${path}.new`);
      throw unwritableFile(`${path} cannot be written: ${(cause as Error).message}`, cause);
    }
    return path;
  }
}

/** An id that sorts by time: `20261125-142233-api`. */
export function runId(startedMs: number, name: string): string {
  const time = new Date(startedMs).toISOString().replace(/[-:]/g, '').replace('T', '-').slice(0, 15);
  const word = name.replace(/[^A-Za-z0-9_.-]+/g, '-').slice(0, 40) || 'run';
  return `${time}-${word}`;
}

// Node's own `recursive` never comes back where the system refuses with ENOENT, as /proc does.
function makeParents(path: string): void {
  if (existsSync(path)) return;
  makeParents(dirname(path));
  makeDirectory(path);
}

function unwritable(outDir: string, cause: unknown): HarnessError {
  return new HarnessError(`the folder ${outDir} cannot be written to`, {
    code: 'ERR_STORE_UNWRITABLE',
    exit: 'usage',
    hint: 'Give another with --out-dir.',
    cause,
  });
}

function makeDirectory(path: string): boolean {
  try {
    mkdirSync(path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

function removeQuietly(path: string): void {
  try {
    unlinkSync(path);
  } catch {} // it was never made
}
