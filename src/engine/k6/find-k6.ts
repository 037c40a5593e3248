import { execFile } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { HarnessError } from '../../errors.ts';
import { type K6Version, OLDEST_K6, parseK6Version } from './k6-version.ts';

/** A k6 that can be started. */
export interface K6Binary {
  /** The program: k6 itself, or docker or podman. */
  file: string;
  /** Null: k6 itself. Else the image that the program runs. */
  image: string | null;
  version: K6Version;
  /** How it was found, for messages: `--k6-path`, `K6_BIN`, `PATH`, `docker image grafana/k6`. */
  foundBy: string;
}

/** Where to look. */
export interface K6Search {
  env: Readonly<Record<string, string | undefined>>;
  cwd: string;
  /** Of `--k6-path`. */
  path?: string | undefined;
}

const run = promisify(execFile);
const VERSION_TIMEOUT_MS = 30_000;
const DEFAULT_IMAGE = 'grafana/k6';

/**
 * Finds k6: `--k6-path`, then `K6_BIN`, then PATH, then an image that docker or podman already has (`K6_IMAGE`,
 * `grafana/k6`; nothing is downloaded). Null when there is none. Throws HarnessError (usage) for a named one that is
 * no k6, and for one older than 1.0.
 */
export async function findK6(search: K6Search): Promise<K6Binary | null> {
  const { env, cwd, path } = search;
  const named = path ?? (env['K6_BIN'] || undefined);
  if (named !== undefined) {
    const foundBy = path === undefined ? 'K6_BIN' : '--k6-path';
    const file = named.includes('/') ? resolve(cwd, named) : (onPath(named, env) ?? named);
    const version = await versionOf(file, ['version']);
    if (typeof version === 'string') throw noK6(`${foundBy} names "${named}", which ${version}`);
    return supported({ file, image: null, version, foundBy });
  }
  const file = onPath('k6', env);
  if (file !== undefined) {
    const version = await versionOf(file, ['version']);
    if (typeof version !== 'string') return supported({ file, image: null, version, foundBy: 'PATH' });
  }
  return inContainer(env);
}

/** The refusal where k6 is asked for and there is none. */
export function k6Missing(): HarnessError {
  return noK6('no k6 was found: neither by --k6-path, K6_BIN and PATH, nor as an image of docker or podman');
}

function noK6(message: string): HarnessError {
  return new HarnessError(message, {
    code: 'ERR_K6_NOT_FOUND',
    exit: 'usage',
    hint: 'Install k6 (https://grafana.com/docs/k6/latest/set-up/install-k6/) or give --k6-path FILE; without --engine k6 the embedded engine runs.',
  });
}

function supported(binary: K6Binary): K6Binary {
  if (binary.version.major >= 1) return binary;
  throw new HarnessError(
    `k6 ${binary.version.text} (found by ${binary.foundBy}) is older than ${OLDEST_K6}`,
    {
      code: 'ERR_K6_TOO_OLD',
      exit: 'usage',
      hint: 'Install a newer k6, or leave --engine k6 out.',
    },
  );
}

// The version, or in words what is wrong.
async function versionOf(file: string, args: readonly string[]): Promise<K6Version | string> {
  try {
    const { stdout } = await run(file, [...args], { timeout: VERSION_TIMEOUT_MS, killSignal: 'SIGKILL' });
    return parseK6Version(stdout) ?? 'does not answer "version" as k6 does';
  } catch (error) {
    const { code, killed } = error as NodeJS.ErrnoException & { killed?: boolean };
    if (code === 'ENOENT') return 'does not exist';
    if (code === 'EACCES') return 'may not be executed';
    return killed ? `did not answer "version" within ${VERSION_TIMEOUT_MS / 1000} s` : 'failed at "version"';
  }
}

async function inContainer(env: K6Search['env']): Promise<K6Binary | null> {
  const image = env['K6_IMAGE'] || DEFAULT_IMAGE;
  for (const program of ['docker', 'podman']) {
    const file = onPath(program, env);
    if (file === undefined) continue;
    const present = await run(file, ['image', 'inspect', image], { timeout: VERSION_TIMEOUT_MS }).then(
      () => true,
      () => false,
    );
    if (!present) continue;
    const version = await versionOf(file, ['run', '--rm', image, 'version']);
    if (typeof version === 'string') continue;
    return supported({ file, image, version, foundBy: `${program} image ${image}` });
  }
  return null;
}

function onPath(name: string, env: K6Search['env']): string | undefined {
  const folders = (env['PATH'] ?? '').split(delimiter).filter(Boolean);
  return folders.map((folder) => join(folder, name)).find(executable);
}

function executable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
