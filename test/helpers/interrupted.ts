import { spawn } from 'node:child_process';
import { resolve } from 'node:path';
import type { Ended } from './harness.ts';

/** Runs the built command line and sends it SIGINT once `when` holds (`signals` times); it must end by itself then. */
export async function interruptedHarness(
  args: readonly string[],
  {
    cwd,
    env,
    when,
    signals = 1,
  }: { cwd: string; env: Record<string, string>; when: (err: string) => boolean; signals?: number },
): Promise<Ended> {
  const child = spawn(process.execPath, [resolve('build/out/cli.js'), ...args], {
    cwd,
    env: { ...process.env, ...env },
  });
  let out = '';
  let err = '';
  child.stdout.on('data', (chunk) => (out += chunk));
  child.stderr.on('data', (chunk) => (err += chunk));
  let sent = 0;
  const timer = setInterval(() => {
    if (!when(err)) return;
    child.kill('SIGINT');
    if (++sent >= signals) clearInterval(timer);
  }, 50);
  const code = await new Promise<number | null>((ended) => child.on('close', ended));
  clearInterval(timer);
  return { code, out, err };
}
