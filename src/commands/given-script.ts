import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { HarnessError } from '../errors.ts';
import type { Host } from '../host.ts';

const MOST_AT_ONCE = 100;

/**
 * The script as it was given; of `-`, what standard input holds, in a file of the working folder until the process ends,
 * since its relative paths begin there. Throws HarnessError (255) where that cannot be written.
 */
export async function givenScript(host: Host, given: string): Promise<string> {
  if (given !== '-') return given;
  const name = writtenAsFile(host.cwd, await host.readInput());
  host.onExit(() => rmSync(join(host.cwd, name), { force: true }));
  return `./${name}`;
}

// Runs beside each other have a file each.
function writtenAsFile(folder: string, text: string): string {
  let refusal: unknown;
  for (let nth = 1; nth <= MOST_AT_ONCE; nth++) {
    const name = nth === 1 ? 'stdin.js' : `stdin-${nth}.js`;
    try {
      writeFileSync(join(folder, name), text, { flag: 'wx' });
      return name;
    } catch (error) {
      refusal = error;
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') break;
    }
  }
  throw new HarnessError(
    `the script of standard input cannot be put into a file: ${(refusal as Error).message}`,
    {
      code: 'ERR_RUN_STDIN',
      exit: 'usage',
      hint: 'Call from a folder that is writable, or give the path of a script.',
      cause: refusal,
    },
  );
}
