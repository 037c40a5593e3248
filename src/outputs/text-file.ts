import { closeSync, openSync, writeSync } from 'node:fs';
import { resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import { HarnessError } from '../errors.ts';
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
 * Writing waits for the disk, so that no more than a chunk is ever held in memory.
 */
export function growingText(place: string, { cwd, stdout }: OutputStreams): GrowingText {
  if (place === '' || place === '-') return { write: stdout, end() {} };
  const file = openForWriting(resolve(cwd, place));
  // A gzip file may have many members, one after the other.
  const packed = place.endsWith('.gz')
    ? (text: string) => gzipSync(text)
    : (text: string) => Buffer.from(text);
  let waiting = '';
  const flush = (): void => {
    const bytes = packed(waiting);
    waiting = '';
    for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at);
  };
  return {
    write(text) {
      waiting += text;
      if (waiting.length >= CHUNK_CHARACTERS) flush();
    },
    end() {
      flush();
      closeSync(file);
    },
  };
}

function openForWriting(path: string): number {
  try {
    return openSync(path, 'w');
  } catch (cause) {
    throw new HarnessError(`the file ${path} cannot be written`, {
      code: 'ERR_OUTPUT_FILE',
      exit: 'usage',
      hint: 'Give --out a path in a folder that exists and is writable.',
      cause,
    });
  }
}
