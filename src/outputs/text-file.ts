import { resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import { HarnessError } from '../errors.ts';
import { GrowingFile, type Trouble } from '../store/growing-file.ts';
import type { OutputStreams } from './output.ts';

/** A text that grows: a file, a gzipped one (`.gz`), or standard output (empty or `-`). */
export interface GrowingText {
  write(text: string): void;
  end(): void;
}

/** Text is written when it has come to this: few system calls, and gzip has something to compress. */
const CHUNK_CHARACTERS = 1 << 18;

/**
 * Opens the place that an output's argument names; a file is truncated. Throws HarnessError (usage) when it cannot be.
 * Writing waits for the disk, so that no more than a chunk is ever held in memory; of one that is full, GrowingFile's.
 */
export function growingText(place: string, { cwd, stdout, error }: OutputStreams): GrowingText {
  if (place === '' || place === '-') return { write: stdout, end() {} };
  const file = openForWriting(resolve(cwd, place), error);
  // A gzip file may have many members, one after the other.
  const packed = place.endsWith('.gz')
    ? (text: string) => gzipSync(text)
    : (text: string) => Buffer.from(text);
  let waiting = '';
  const flush = (): void => {
    file.append(packed(waiting));
    waiting = '';
  };
  return {
    write(text) {
      waiting += text;
      if (waiting.length >= CHUNK_CHARACTERS) flush();
    },
    end() {
      flush();
      file.close();
    },
  };
}

function openForWriting(path: string, trouble: Trouble): GrowingFile {
  try {
    return new GrowingFile(path, 'w', trouble);
  } catch (cause) {
    throw new HarnessError(`the file ${path} cannot be written`, {
      code: 'ERR_OUTPUT_FILE',
      exit: 'usage',
      hint: 'Give --out a path in a folder that exists and is writable.',
      cause,
    });
  }
}
