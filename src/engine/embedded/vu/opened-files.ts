import { readFileSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { HostResult } from '../realm/contract.ts';

/** What a path gave in the first init code: its bytes, in memory that all workers share, or why there are none. */
export type OpenedFile = HostResult<SharedArrayBuffer>;

/** The files of a script, read once for all VUs and threads. Only the first init code (`__VU` is 0) may ask for new ones. */
export class OpenedFiles {
  readonly #scriptDir: string;
  readonly #known: Map<string, OpenedFile>;
  #first: boolean;

  /** `known` is null in the thread that runs the first init code. */
  constructor(scriptDir: string, known: Readonly<Record<string, OpenedFile>> | null) {
    this.#scriptDir = scriptDir;
    this.#known = new Map(Object.entries(known ?? {}));
    this.#first = known === null;
  }

  /** The first init code has ended; gives what it opened. */
  settle(): Record<string, OpenedFile> {
    this.#first = false;
    return Object.fromEntries(this.#known);
  }

  read(path: string): HostResult<Uint8Array> {
    const file = path.startsWith('file://') ? pathOf(path) : resolve(this.#scriptDir, path);
    let found = this.#known.get(file);
    if (found === undefined) {
      if (!this.#first) return { ok: false, message: neverOpened(file) };
      found = readShared(file);
      this.#known.set(file, found);
    }
    return found.ok ? { ok: true, value: new Uint8Array(found.value) } : found;
  }
}

const neverOpened = (file: string): string =>
  `open() can't be used with files that weren't previously opened during initialization (__VU==0), path: "${file}"`;

function pathOf(url: string): string {
  try {
    return fileURLToPath(url);
  } catch {
    return url;
  }
}

function readShared(file: string): OpenedFile {
  try {
    if (statSync(file).isDirectory())
      return { ok: false, message: `open() can't be used with directories, path: "${file}"` };
    const bytes = readFileSync(file);
    const value = new SharedArrayBuffer(bytes.length);
    new Uint8Array(value).set(bytes);
    return { ok: true, value };
  } catch {
    return { ok: false, message: `stat ${file}: no such file or directory` };
  }
}
