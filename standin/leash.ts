import { type ChildProcess, spawn } from 'node:child_process';

// Waits on its stdin; when that closes without "done", our process died: end the child, remove its directory.
const SCRIPT =
  'while read -r word; do [ "$word" = done ] && exit 0; done; ' +
  'kill -s "$2" "$1" 2>/dev/null; n=0; ' +
  'while kill -0 "$1" 2>/dev/null && [ $n -lt 50 ]; do sleep 0.1; n=$((n+1)); done; rm -rf -- "$3"';

/** A shell in its own session that outlives us, should we be killed, just long enough to clean up after us. */
export interface Leash {
  readonly pid: number;
  /** Ends the shell: the child has been ended in order. */
  release(): Promise<void>;
}

/** Binds a started child and its directory to the life of this process, whatever ends it (SIGKILL too). */
export function leash(child: { pid: number }, signal: 'QUIT' | 'KILL', directory: string): Leash {
  const shell = spawn('/bin/sh', ['-c', SCRIPT, 'standin-leash', String(child.pid), signal, directory], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
    cwd: '/',
  });
  shell.on('error', () => {});
  shell.stdin.on('error', () => {});
  shell.unref();
  return {
    pid: shell.pid ?? 0,
    async release() {
      shell.ref();
      shell.stdin.end('done\n');
      await ended(shell);
    },
  };
}

/** Resolves once a child has exited (at once if it has already). */
export function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined)
    return Promise.resolve();
  return new Promise((resolve) => child.once('exit', () => resolve()));
}
