/** What texts consist of, to be sent to other threads without a copy. */
export interface SharedTextsHandle {
  readonly bytes: SharedArrayBuffer;
  /** Where each text ends (Uint32). */
  readonly ends: SharedArrayBuffer;
}

/** A list of texts outside of V8's heap, held once for all threads. */
export class SharedTexts {
  readonly handle: SharedTextsHandle;
  readonly #bytes: Buffer;
  readonly #ends: Uint32Array;

  constructor(handle: SharedTextsHandle) {
    this.handle = handle;
    this.#bytes = Buffer.from(handle.bytes);
    this.#ends = new Uint32Array(handle.ends);
  }

  static of(texts: readonly string[]): SharedTexts {
    const sizes = texts.map((text) => Buffer.byteLength(text));
    const made = new SharedTexts({
      bytes: new SharedArrayBuffer(sizes.reduce((sum, size) => sum + size, 0)),
      ends: new SharedArrayBuffer(4 * texts.length),
    });
    let end = 0;
    texts.forEach((text, index) => {
      made.#bytes.write(text, end);
      end += sizes[index] as number;
      made.#ends[index] = end;
    });
    return made;
  }

  get length(): number {
    return this.#ends.length;
  }

  at(index: number): string | undefined {
    const end = this.#ends[index];
    if (end === undefined) return undefined;
    return this.#bytes.toString('utf8', index === 0 ? 0 : this.#ends[index - 1], end);
  }
}
