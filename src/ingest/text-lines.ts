import { isAscii } from 'node:buffer';
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { StringDecoder } from 'node:string_decoder';
import { createGunzip } from 'node:zlib';
import { HarnessError } from '../errors.ts';

/** Small enough to stay in a processor's cache until its lines are read. */
const CHUNK_BYTES = 1 << 18;

/** A text file that is read piece by piece; gzip is recognised by its first bytes, whatever its name. */
export class TextFile {
  readonly path: string;
  /** The last line has no end: the writer was killed, or the archive is cut. */
  cut: string | null = null;

  constructor(path: string) {
    this.path = path;
  }

  /** Lines without their ends, many at a time: an await for each line would cost more than reading it. */
  async *lines(): AsyncGenerator<string[]> {
    let rest = '';
    for await (const chunk of this.#chunks()) {
      const lines = chunk.split('\n');
      lines[0] = rest + lines[0];
      rest = lines.pop() ?? '';
      yield lines;
    }
    if (rest === '') return;
    this.cut = rest;
    yield [rest];
  }

  /** The first characters, to tell what the file is. */
  async head(length: number): Promise<string> {
    for await (const chunk of this.#chunks()) return chunk.slice(0, length);
    return '';
  }

  async *#chunks(): AsyncGenerator<string> {
    const isGzip = await this.#isGzip();
    const file = createReadStream(this.path, { highWaterMark: CHUNK_BYTES });
    const source = isGzip ? file.pipe(createGunzip({ chunkSize: CHUNK_BYTES })) : file;
    if (source !== file) file.on('error', (error) => source.destroy(error));
    const decoder = new StringDecoder('utf8');
    try {
      for await (const chunk of source) yield textOf(chunk as Buffer, decoder);
    } catch (error) {
      // What was read until a cut archive broke off is worth having.
      if (!/unexpected end of file/.test((error as Error).message)) throw this.#unreadable(error);
    } finally {
      file.destroy();
    }
  }

  async #isGzip(): Promise<boolean> {
    try {
      const file = await open(this.path);
      try {
        const { buffer } = await file.read(Buffer.alloc(2), 0, 2, 0);
        return buffer[0] === 0x1f && buffer[1] === 0x8b;
      } finally {
        await file.close();
      }
    } catch (error) {
      throw this.#unreadable(error);
    }
  }

  #unreadable(cause: unknown): HarnessError {
    return new HarnessError(`${this.path} cannot be read`, {
      code: 'ERR_INGEST_UNREADABLE',
      exit: 'usage',
      hint: 'Give a file that k6 wrote: a summary as JSON, or samples as JSON or CSV, also with gzip.',
      cause,
    });
  }
}

// Most of it is ASCII, which needs no decoding. A character cut by the end of a piece begins the next one, which is none then.
function textOf(chunk: Buffer, decoder: StringDecoder): string {
  return isAscii(chunk) ? chunk.toString('latin1') : decoder.write(chunk);
}
