import { writeFile } from 'node:fs/promises';
import { HarnessError } from '../errors.ts';

/** Writes what `--out FILE` asked for. Throws HarnessError (usage) where that is refused. */
export async function writeReport(path: string, text: string): Promise<void> {
  try {
    await writeFile(path, text);
  } catch (error) {
    throw new HarnessError(`${path} cannot be written`, {
      code: 'ERR_REPORT_UNWRITABLE',
      exit: 'usage',
      hint: 'Give a path in a folder that exists and can be written to.',
      cause: error,
    });
  }
}
