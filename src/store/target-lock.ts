import { createHash } from 'node:crypto';
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { HarnessError, isHarnessError } from '../errors.ts';
import { isAlive } from '../host.ts';

/** Who loads a target from this machine. */
interface Holder {
  pid: number;
  /** When the process began, as the system counts it: a number that was given to another process is no holder. */
  born: string;
  what: string;
  since: string;
}

/** What to lock, and for whom. */
export interface LockRequest {
  /** Of the target; two names of one host and port are one target. */
  apiUrl: string;
  pid: number;
  /** The scenario, for whoever is refused. */
  what: string;
  /** Epoch ms. */
  nowMs: number;
}

/**
 * Takes the lock of a target on this machine; gives what releases it. A lock of a process that is gone is taken over; the
 * same process may take it again. Throws HarnessError (104) while another process loads the target.
 */
export function lockTarget(request: LockRequest): () => void {
  const path = lockPath(request.apiUrl);
  try {
    return takeLock(path, request);
  } catch (cause) {
    if (isHarnessError(cause)) throw cause;
    throw new HarnessError(`the lock ${path} of the target cannot be taken: ${(cause as Error).message}`, {
      code: 'ERR_TARGET_LOCK',
      exit: 'invalidConfig',
      hint: 'It may be left by another user: remove it once no run of theirs is under way.',
      cause,
    });
  }
}

function takeLock(path: string, { apiUrl, pid, what, nowMs }: LockRequest): () => void {
  const own: Holder = { pid, born: bornOf(pid), what, since: new Date(nowMs).toISOString() };
  const draft = `${path}.${pid}`;
  writeFileSync(draft, JSON.stringify(own));
  try {
    while (!tryLink(draft, path)) {
      const holder = readHolder(path);
      if (holder === 'gone') continue;
      if (holder !== 'unreadable' && holder.pid === pid && holder.born === own.born) return () => {};
      if (holder !== 'unreadable' && isHeld(holder)) throw busy(apiUrl, holder);
      takeAway(path, pid);
    }
  } finally {
    rmSync(draft, { force: true });
  }
  return () => {
    const holder = readHolder(path);
    if (typeof holder === 'object' && holder.pid === pid) rmSync(path, { force: true });
  };
}

/** Where the lock of a target lies: by host and port, with one name for this machine. */
export function lockPath(apiUrl: string): string {
  const { protocol, hostname, port } = new URL(apiUrl);
  const host = /^(localhost|\[::1\]|127(\.\d+){3})$/.test(hostname) ? 'this-machine' : hostname;
  const key = `${host}:${port || (protocol === 'https:' ? 443 : 80)}`;
  const hash = createHash('sha256').update(key).digest('hex').slice(0, 16);
  return join(tmpdir(), `r3mes-load-${hash}.lock`);
}

// A link is made as a whole or not at all, with its content.
function tryLink(draft: string, path: string): boolean {
  try {
    linkSync(draft, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

function readHolder(path: string): Holder | 'gone' | 'unreadable' {
  try {
    const value: unknown = JSON.parse(readFileSync(path, 'utf8'));
    const isHolder = typeof value === 'object' && value !== null && 'pid' in value && 'born' in value;
    return isHolder ? (value as Holder) : 'unreadable';
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT' ? 'gone' : 'unreadable';
  }
}

const isHeld = ({ pid, born }: Holder): boolean => isAlive(pid) && bornOf(pid) === born;

// Renamed before it is removed: of two that take over, one finds nothing, and a lock that is new by then is put back.
function takeAway(path: string, pid: number): void {
  const aside = `${path}.stale-${pid}`;
  try {
    renameSync(path, aside);
    const taken = readHolder(aside);
    if (typeof taken === 'object' && isHeld(taken)) tryLink(aside, path);
    rmSync(aside, { force: true });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
}

// Field 22 of /proc/PID/stat, after the command's name, which may hold blanks; elsewhere the number alone must do.
function bornOf(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
  } catch {
    return '';
  }
}

function busy(apiUrl: string, { pid, what, since }: Holder): HarnessError {
  return new HarnessError(
    `target-busy: ${apiUrl} is already under load from this machine: ${what}, process ${pid}, since ${since}`,
    {
      code: 'ERR_TARGET_BUSY',
      exit: 'invalidConfig',
      hint: `Two runs would measure each other. Wait for it, or stop it: kill ${pid}`,
    },
  );
}
