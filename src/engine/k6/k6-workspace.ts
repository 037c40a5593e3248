import { accessSync, constants, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** An open workspace. */
export interface K6Place {
  /** For pipes and other files of the run. */
  scratch: string;
  /** The bundle's file. */
  scriptFile: string;
}

/** Where k6 finds its bundle: there only while k6 is at work, so that a run which ends before leaves nothing behind. */
export class K6Workspace {
  readonly #entryPath: string;
  readonly #code: string;
  #place: K6Place | null = null;

  /** `entryPath` is the script's own file. */
  constructor(entryPath: string, code: string) {
    this.#entryPath = entryPath;
    this.#code = code;
  }

  open(): K6Place {
    if (this.#place !== null) return this.#place;
    const scratch = mkdtempSync(join(tmpdir(), 'r3mes-k6-'));
    this.#place = { scratch, scriptFile: this.#scriptFile(scratch) };
    writeFileSync(this.#place.scriptFile, this.#code, { mode: 0o600 });
    return this.#place;
  }

  close(): void {
    if (this.#place === null) return;
    rmSync(this.#place.scratch, { recursive: true, force: true });
    rmSync(this.#place.scriptFile, { force: true });
    this.#place = null;
  }

  // `open()` looks beside the entry file, so a bundle that calls it must lie there.
  #scriptFile(scratch: string): string {
    const folder = dirname(this.#entryPath);
    if (!/\bopen\s*\(|import\.meta/.test(this.#code) || !writable(folder)) return join(scratch, 'bundle.js');
    return join(folder, `.r3mes-${scratch.slice(-6)}.bundle.js`);
  }
}

function writable(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}
