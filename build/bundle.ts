import { createHash } from 'node:crypto';
import { resolve } from 'node:path';
import {
  type BuildFailure,
  type BuildOptions,
  type BuildResult,
  build,
  type Message,
  type Plugin,
} from 'esbuild';
import { HarnessError } from '../src/errors.ts';
import { areConstantWrites, constantWrites } from './constant-writes.ts';
import { k6Externals, NEEDS_K6 } from './k6-externals.ts';
import { scriptFile } from './script-file.ts';
import { singleFile, standsAlone } from './single-file.ts';

/** A scenario and all that it imports, as one ES module that imports k6 names only. */
export interface Bundle {
  readonly entryPath: string;
  readonly code: string;
  /** Source map of `code`, JSON text; sources are absolute paths. Null when `code` is the script's own text. */
  readonly map: string | null;
  /** SHA-256 of `code`, hex. */
  readonly hash: string;
  /** Every file that was read for it, absolute paths. */
  readonly inputs: readonly string[];
}

/**
 * Bundles a k6 script with esbuild. Throws HarnessError: 255 for a missing file, 107 for what esbuild refuses
 * (ERR_BUNDLE_NEEDS_K6: only k6 itself could import it).
 */
export async function bundleScenario(entry: string, cwd: string): Promise<Bundle> {
  const entryPath = scriptFile(entry, cwd);
  const made = ({ code, map, inputs }: Pick<Bundle, 'code' | 'map' | 'inputs'>): Bundle => ({
    ...{ entryPath, code, map, inputs },
    hash: createHash('sha256').update(code).digest('hex'),
  });
  const text = singleFile(entryPath);
  if (text !== null) return made({ code: text, map: null, inputs: [entryPath] });
  try {
    return made(await built(entryPath));
  } catch (error) {
    throw bundleRefusal(error, entryPath);
  }
}

const OPTIONS = {
  write: false,
  outfile: 'bundle.js',
  format: 'esm',
  platform: 'neutral',
  target: 'esnext',
  supported: { decorators: false, using: false },
  sourcemap: 'external',
  sourcesContent: true,
  charset: 'utf8',
  logLevel: 'silent',
  keepNames: false,
  metafile: true,
} as const satisfies BuildOptions;

interface Built {
  code: string;
  map: string;
  inputs: string[];
}

async function built(entryPath: string): Promise<Built> {
  const alone = await unbundled(entryPath);
  if (alone !== null) return alone;
  try {
    return await bundled(entryPath, []);
  } catch (error) {
    if (!isBuildFailure(error) || !areConstantWrites(error.errors)) throw error;
    return await bundled(entryPath, [constantWrites(error.errors)]);
  }
}

// Types and new syntax only: what bundling changes (see singleFile) stays as written.
async function unbundled(entryPath: string): Promise<Built | null> {
  try {
    const made = outputOf(await build({ ...OPTIONS, entryPoints: [entryPath] }));
    return standsAlone(made.code) ? made : null;
  } catch {
    return null; // Bundling fails as well, and tells why.
  }
}

async function bundled(entryPath: string, plugins: readonly Plugin[]): Promise<Built> {
  const result = await build({
    ...OPTIONS,
    entryPoints: [entryPath],
    bundle: true,
    mainFields: ['module', 'main'],
    conditions: ['import', 'default'],
    loader: { '.txt': 'text', '.csv': 'text', '.html': 'text' },
    plugins: [k6Externals(), ...plugins],
  });
  return outputOf(result);
}

function outputOf({ outputFiles, metafile }: BuildResult<typeof OPTIONS>): Built {
  const text = (ending: string): string => outputFiles.find((f) => f.path.endsWith(ending))?.text ?? '';
  const inputs = Object.keys(metafile.inputs).map((path) => resolve(path));
  return { code: text('.js'), map: absoluteSources(text('.map')), inputs };
}

function absoluteSources(map: string): string {
  const parsed = JSON.parse(map) as { sources: string[] };
  parsed.sources = parsed.sources.map((source) => resolve(source));
  return JSON.stringify(parsed);
}

const isBuildFailure = (error: unknown): error is BuildFailure =>
  error instanceof Error && Array.isArray((error as BuildFailure).errors);

/** What esbuild refused, in k6's words; any other error as it is. */
export function bundleRefusal(error: unknown, entryPath: string): unknown {
  return isBuildFailure(error) ? refusal(error.errors, entryPath) : error;
}

function refusal(errors: readonly Message[], entryPath: string): HarnessError {
  const hint = errors.map(({ detail }) => (typeof detail === 'string' ? detail : '')).find(Boolean);
  return new HarnessError(errors.map((error) => messageOf(error, entryPath)).join('; '), {
    code: errors.some(({ text }) => text.includes(NEEDS_K6)) ? 'ERR_BUNDLE_NEEDS_K6' : 'ERR_BUNDLE_REFUSED',
    exit: 'scriptException',
    loading: true,
    ...(hint === undefined ? {} : { hint }),
  });
}

// In k6's words, with the place as it writes it.
function messageOf({ text, location }: Message, entryPath: string): string {
  const [, missing] = /^Could not resolve "(.*)"$/.exec(text) ?? [];
  if (missing !== undefined) return unresolved(missing);
  if (location === null || text.startsWith('"') || text.startsWith('unknown modules')) return text;
  const path = resolve(location.file);
  return `file://${path || entryPath}: Line ${location.line}:${location.column + 1} ${text}`;
}

function unresolved(specifier: string): string {
  const quoted = JSON.stringify(specifier);
  if (!/^[./]|^file:/.test(specifier)) {
    return `The moduleSpecifier ${quoted} couldn't be recognised as something k6 supports.`;
  }
  return `The moduleSpecifier ${quoted} couldn't be found on local disk. Make sure that you've specified the right path to the file. If you're running k6 using the Docker image make sure you have mounted the local directory (-v /local/path/:/inside/docker/path) containing your script and modules so that they're accessible by k6 from inside of the container, see https://grafana.com/docs/k6/latest/using-k6/modules/#use-modules-with-docker.`;
}
