import { existsSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { HarnessError } from '../src/errors.ts';

/** The file of a script. Throws HarnessError (255) when there is none. */
export function scriptFile(entry: string, cwd: string): string {
  const entryPath = resolve(cwd, entry);
  if (existsSync(entryPath) && statSync(entryPath).isFile()) return entryPath;
  const what = existsSync(entryPath) ? 'is no file' : 'does not exist';
  throw new HarnessError(`the script "${entry}" ${what} (looked at ${entryPath})`, {
    code: 'ERR_BUNDLE_NO_SCRIPT',
    exit: 'usage',
    hint: 'Give the path of a k6 script, or a name that `harness list` shows.',
  });
}
