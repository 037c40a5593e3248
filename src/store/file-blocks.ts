import { closeSync, openSync, readSync } from 'node:fs';

const BLOCK_BYTES = 1 << 20;

/** A file from its beginning, block by block: a string holds half a gigabyte at most. Throws as `open` does. */
export function* fileBlocks(path: string): Generator<Buffer> {
  const file = openSync(path, 'r');
  try {
    yield* openFileBlocks(file);
  } finally {
    closeSync(file);
  }
}

/** The same of one that is open; the place where it is read and written stays. */
export function* openFileBlocks(file: number): Generator<Buffer> {
  const block = Buffer.alloc(BLOCK_BYTES);
  for (let at = 0; ; ) {
    const read = readSync(file, block, 0, BLOCK_BYTES, at);
    if (read === 0) return;
    at += read;
    yield block.subarray(0, read);
  }
}
