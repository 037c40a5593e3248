// The generator on one core, its target on another: what a bench measures is then one of them.
import { spawn, spawnSync } from 'node:child_process';
import { cpus } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Where the packages are that sources import. */
export const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..');
const [TARGET, GENERATOR] = ['0', '1'];
const canPin = cpus().length > 1 && spawnSync('taskset', ['-V']).status === 0;

/** From now on this process and what it starts have a core of their own. */
export function pinGenerator() {
  if (canPin) spawnSync('taskset', ['-cp', GENERATOR, String(process.pid)]);
}

/** Starts Node with this source on the other core; resolves with the first line that it prints. */
export async function startPinned(source) {
  const node = [process.execPath, '--input-type=module', '-e', source];
  const [program, ...args] = canPin ? ['taskset', '-c', TARGET, ...node] : node;
  const child = spawn(program, args, { cwd: ROOT, stdio: ['ignore', 'pipe', 'inherit'] });
  const line = await new Promise((ready, fail) => {
    child.stdout.once('data', (text) => ready(String(text).trim()));
    child.once('exit', (code) => fail(new Error(`the target ended with ${code}`)));
  });
  return { line, child, stop: () => child.kill('SIGKILL') };
}

/** The middle one. */
export const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];

/** Lowest and highest, for the spread beside a median. */
export const spread = (values, digits = 2) =>
  `${Math.min(...values).toFixed(digits)} to ${Math.max(...values).toFixed(digits)}`;
