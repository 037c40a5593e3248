const LF = 10;

/** What became of the bytes that were given. */
export type ChunkedStep = { kind: 'more' } | { kind: 'end'; at: number } | { kind: 'broken'; reason: string };

const MORE: ChunkedStep = { kind: 'more' };
const MAX_LINE_LENGTH = 4096;

/** Takes the framing off a body in chunks. */
export class ChunkedBody {
  #line = '';
  #part: 'size' | 'data' | 'after data' | 'trailer' = 'size';
  #left = 0;
  readonly #take: (bytes: Buffer) => void;

  /** `take` gets views that are overwritten later. */
  constructor(take: (bytes: Buffer) => void) {
    this.#take = take;
  }

  read(bytes: Buffer, from: number, to: number): ChunkedStep {
    let at = from;
    while (at < to) {
      if (this.#part === 'data') {
        const end = Math.min(to, at + this.#left);
        this.#take(bytes.subarray(at, end));
        this.#left -= end - at;
        at = end;
        if (this.#left === 0) this.#part = 'after data';
        continue;
      }
      const lineEnd = bytes.subarray(at, to).indexOf(LF);
      this.#line += bytes.toString('latin1', at, lineEnd < 0 ? to : at + lineEnd);
      if (this.#line.length > MAX_LINE_LENGTH) return { kind: 'broken', reason: 'header line too long' };
      if (lineEnd < 0) return MORE;
      at += lineEnd + 1;
      const line = this.#line.replace(/\r$/, '');
      this.#line = '';
      if (this.#part === 'trailer' && line === '') return { kind: 'end', at };
      const reason = this.#endOfLine(line);
      if (reason !== null) return { kind: 'broken', reason };
    }
    return MORE;
  }

  #endOfLine(line: string): string | null {
    if (this.#part === 'after data') {
      this.#part = 'size';
      return line === '' ? null : 'malformed chunked encoding';
    }
    if (this.#part !== 'size') return null;
    const size = line.split(';', 1)[0]?.trim() ?? '';
    if (size === '') return 'empty hex number for chunk length';
    if (!/^[0-9a-f]+$/i.test(size)) return 'invalid byte in chunk length';
    if (size.length > MAX_SIZE_DIGITS) return 'http chunk length too large';
    this.#left = Number.parseInt(size, 16);
    this.#part = this.#left === 0 ? 'trailer' : 'data';
    return null;
  }
}

/** So many hexadecimal digits are exact numbers. */
const MAX_SIZE_DIGITS = 13;
