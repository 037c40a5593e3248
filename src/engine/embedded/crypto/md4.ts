const BLOCK_BYTES = 64;
/** Message word order, shift amounts and constant of each of the three rounds (RFC 1320). */
const ROUNDS = [
  { order: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15], shifts: [3, 7, 11, 19], add: 0 },
  { order: [0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15], shifts: [3, 5, 9, 13], add: 0x5a827999 },
  { order: [0, 8, 4, 12, 2, 10, 6, 14, 1, 9, 5, 13, 3, 11, 7, 15], shifts: [3, 9, 11, 15], add: 0x6ed9eba1 },
] as const;
const MIXERS = [
  (x: number, y: number, z: number): number => (x & y) | (~x & z),
  (x: number, y: number, z: number): number => (x & y) | (x & z) | (y & z),
  (x: number, y: number, z: number): number => x ^ y ^ z,
] as const;

/** MD4, which OpenSSL 3 no longer offers; used like Node's Hash. */
export class Md4 {
  #state = [0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476];
  #pending = Buffer.alloc(0);
  #length = 0;

  update(data: string | Uint8Array): this {
    const bytes = Buffer.concat([this.#pending, typeof data === 'string' ? Buffer.from(data) : data]);
    this.#length += bytes.length - this.#pending.length;
    let at = 0;
    for (; at + BLOCK_BYTES <= bytes.length; at += BLOCK_BYTES) this.#mix(bytes, at);
    this.#pending = bytes.subarray(at);
    return this;
  }

  copy(): Md4 {
    const copy = new Md4();
    copy.#state = [...this.#state];
    copy.#pending = this.#pending;
    copy.#length = this.#length;
    return copy;
  }

  /** Ends the hash. */
  digest(): Buffer {
    const padding = Buffer.alloc(((2 * BLOCK_BYTES - 9 - this.#pending.length) % BLOCK_BYTES) + 9);
    padding[0] = 0x80;
    padding.writeBigUInt64LE(BigInt(this.#length) * 8n, padding.length - 8);
    this.update(padding);
    const sum = Buffer.alloc(16);
    this.#state.forEach((word, i) => void sum.writeUInt32LE(word >>> 0, 4 * i));
    return sum;
  }

  #mix(bytes: Buffer, at: number): void {
    let [a, b, c, d] = this.#state as [number, number, number, number];
    ROUNDS.forEach(({ order, shifts, add }, round) => {
      const mixer = MIXERS[round] as (typeof MIXERS)[number];
      order.forEach((word, step) => {
        const sum = (a + mixer(b, c, d) + bytes.readUInt32LE(at + 4 * word) + add) | 0;
        const shift = shifts[step % 4] as number;
        [a, b, c, d] = [d, (sum << shift) | (sum >>> (32 - shift)), b, c];
      });
    });
    [a, b, c, d].forEach((word, i) => {
      this.#state[i] = ((this.#state[i] as number) + word) | 0;
    });
  }
}
