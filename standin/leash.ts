import { type ChildProcess, spawn } from 'node:child_process';

// Hears of our children on its stdin. When that closes without "done", we died: end them, remove the directory.
const SCRIPT = `
held=
while read -r word pid signal; do
  case $word in
    done) exit 0 ;;
    hold) held="$held $pid:$signal" ;;
    drop)
      kept=
      for each in $held; do [ "\${each%:*}" = "$pid" ] || kept="$kept $each"; done
      held=$kept ;;
  esac
done
for each in $held; do kill -s "\${each#*:}" "\${each%:*}"; done 2>/dev/null
n=0
for each in $held; do
  while kill -0 "\${each%:*}" 2>/dev/null && [ $n -lt 100 ]; do sleep 0.1; n=$((n+1)); done
done
until rm -rf -- "$1" 2>/dev/null || [ $n -ge 100 ]; do sleep 0.1; n=$((n+1)); done`;

/** A shell in its own session that outlives us, should we be killed, just long enough to clean up after us. */
export interface Leash {
  /** Binds a child that was just spawned to the life of this process; by itself it may end at any time. */
  hold(child: ChildProcess, signal: 'QUIT' | 'TERM' | 'KILL'): void;
  /** Ends the shell: children and directory are gone in order. */
  release(): Promise<void>;
}

/** Binds a directory, and the children that it is told of, to the life of this process, whatever ends it (SIGKILL too). */
export function leash(directory: string): Leash {
  const shell = spawn('/bin/sh', ['-c', SCRIPT, 'standin-leash', directory], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
    cwd: '/',
  });
  shell.on('error', () => {});
  shell.stdin.on('error', () => {});
  shell.unref();
  return {
    hold(child, signal) {
      if (child.pid === undefined) return;
      shell.stdin.write(`hold ${child.pid} ${signal}\n`);
      child.once('exit', () => {
        if (shell.stdin.writable) shell.stdin.write(`drop ${child.pid}\n`);
      });
    },
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
