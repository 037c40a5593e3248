import { closeSync, openSync, writeSync } from 'node:fs';
import { basename } from 'node:path';
import { openFileBlocks } from './file-blocks.ts';

/** What a full disk may leave in memory; more than that is lost, and counted. */
const MOST_HELD_BYTES = 64 << 20;

/** Where what a file cannot take is told; one line. */
export type Trouble = (message: string) => void;

/**
 * A file that grows while a run goes on. What it takes is with the operating system when `append` returns, and a disk
 * that refuses (full, over quota, gone) stops no run: the rest is held in memory and tried again with the next append.
 */
export class GrowingFile {
  readonly #path: string;
  readonly #trouble: Trouble;
  // Held open: a run that uses up all descriptors keeps its seconds.
  readonly #file: number;
  #held: Buffer = Buffer.alloc(0);
  #lostBytes = 0;
  #refused = false;

  /** `flags` are those of `open`; throws as it does. */
  constructor(path: string, flags: 'a+' | 'w', trouble: Trouble) {
    this.#path = path;
    this.#trouble = trouble;
    this.#file = openSync(path, flags);
  }

  /** All of a file that was opened with `a+`, even where it was deleted, and what the disk has not taken yet. */
  *blocks(): Generator<Buffer> {
    yield* openFileBlocks(this.#file);
    yield this.#held;
  }

  append(data: string | Buffer): void {
    const bytes = typeof data === 'string' ? Buffer.from(data) : data;
    // A piece is held whole or not at all: half a line would spoil the next.
    if (this.#held.length + bytes.length > MOST_HELD_BYTES) this.#lostBytes += bytes.length;
    else this.#held = this.#held.length === 0 ? bytes : Buffer.concat([this.#held, bytes]);
    this.#flush();
  }

  /** Nothing more comes: tries what is held once more, and tells what is lost. What is held can still be read. */
  settle(): void {
    this.#flush();
    const lost = this.#held.length + this.#lostBytes;
    if (lost > 0) this.#trouble(`${basename(this.#path)} is cut short: its disk did not take ${lost} bytes`);
  }

  close(): void {
    this.settle();
    try {
      closeSync(this.#file);
    } catch {} // a disk that is gone
  }

  #flush(): void {
    let taken = 0;
    try {
      while (taken < this.#held.length) taken += writeSync(this.#file, this.#held, taken);
      this.#refused = false;
    } catch (cause) {
      if (!this.#refused)
        this.#trouble(
          `${this.#path} cannot grow (${(cause as Error).message}): what it lacks is held in memory`,
        );
      this.#refused = true;
    }
    this.#held = this.#held.subarray(taken);
  }
}
