import { HarnessError } from '../errors.ts';

/** A file of a run that its disk refuses. */
export const unwritableFile = (message: string, cause?: unknown): HarnessError =>
  new HarnessError(message, {
    code: 'ERR_STORE_UNWRITABLE',
    exit: 'usage',
    hint: 'Free space there, or give another folder with --out-dir.',
    cause,
  });
