import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import type { PreparedScript } from './prepared-script.ts';

/** What a prepared script was made from. */
interface Kept {
  /** Of the harness that made it. */
  build: string;
  /** Each file that had a say, with the hash of its content; null: it was not there. */
  files: [path: string, hash: string | null][];
  prepared: PreparedScript;
}

/** Files beside and above the sources that change what esbuild makes of them. */
const SETTINGS = ['package.json', 'tsconfig.json'];
const MOST_SCRIPTS = 100;

/** Prepared scripts by the content of all that they were made from. A cache that cannot be used is as none. */
export class ScriptCache {
  readonly #directory: string;
  readonly #build: string;

  /** `build` names the harness that prepares: what another one made is not taken. */
  constructor(directory: string, build = buildId()) {
    this.#directory = directory;
    this.#build = build;
  }

  /** What was made of this entry file, when nothing that had a say has changed since. */
  take(entryPath: string): PreparedScript | null {
    try {
      const kept = JSON.parse(readFileSync(this.#fileOf(entryPath), 'utf8')) as Kept;
      if (kept.build !== this.#build || kept.build === '') return null;
      return kept.files.every(([path, hash]) => hashOf(path) === hash) ? kept.prepared : null;
    } catch {
      return null;
    }
  }

  put(prepared: PreparedScript): void {
    const { inputs, entryPath } = prepared.bundle;
    const paths = new Set([...inputs, ...inputs.flatMap((path) => settingsAbove(dirname(path)))]);
    const files = [...paths].map((path): Kept['files'][number] => [path, hashOf(path)]);
    const file = this.#fileOf(entryPath);
    try {
      mkdirSync(this.#directory, { recursive: true, mode: 0o700 });
      this.#prune();
      const text = JSON.stringify({ build: this.#build, files, prepared } satisfies Kept);
      writeFileSync(`${file}.new`, text, { mode: 0o600 });
      renameSync(`${file}.new`, file);
    } catch {} // no room, no right: the next run makes it again
  }

  #fileOf(entryPath: string): string {
    return join(this.#directory, `${createHash('sha256').update(entryPath).digest('hex').slice(0, 32)}.json`);
  }

  #prune(): void {
    const files = readdirSync(this.#directory).map((name) => join(this.#directory, name));
    if (files.length < MOST_SCRIPTS) return;
    const byAge = files.map((file) => ({ file, ms: statSync(file).mtimeMs })).sort((a, b) => a.ms - b.ms);
    for (const { file } of byAge.slice(0, MOST_SCRIPTS / 2)) rmSync(file, { force: true });
  }
}

function hashOf(path: string): string | null {
  try {
    return createHash('sha256').update(readFileSync(path)).digest('hex');
  } catch {
    return null;
  }
}

function settingsAbove(folder: string): string[] {
  const here = SETTINGS.map((name) => join(folder, name));
  const above = dirname(folder);
  return above === folder ? here : [...here, ...settingsAbove(above)];
}

// Written by build/build-product.mjs: another build may rewrite otherwise. Empty (nothing is taken) without one.
function buildId(): string {
  const file = new URL('./build-id', import.meta.url);
  return existsSync(file) ? readFileSync(file, 'utf8') : '';
}
